// Typesets forms that no sample prints, for scans to be measured on: <name>.pdf and <name>.json, what it prints. Needs Debian's chromium, poppler-utils
// and the fonts named below. Usage: node bench/scans/make-pdfs.mjs [name …]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formToGrid } from '../../samples/make/form-to-grid.mjs';
import { sheetsToHtml } from '../../samples/make/sheets-to-html.mjs';
import { composeForm } from './compose-form.mjs';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const PORTRAIT = [16, 15, 17, 22, 22, 23, 22, 11, 11, 31];
const LANDSCAPE = [18, 20, 26, 31, 31, 32, 32, 14, 14, 54];

/** What is printed how: `seeds` make the forms. */
const PDFS = [
  { name: 'song', seeds: [31], rows: 12, style: { fontFamily: 'Noto Serif CJK SC', fontSize: 8.5, borders: 'all', eachOnNewPage: true } },
  { name: 'kai', seeds: [32], rows: 12, style: { fontFamily: 'AR PL UKai CN', fontSize: 9.5, borders: 'all', eachOnNewPage: true } },
  { name: 'hei-bold', seeds: [33], rows: 12, style: { fontFamily: 'Noto Sans CJK SC', fontSize: 9, borders: 'all', bold: true, landscape: true, eachOnNewPage: true } },
  { name: 'two-on-a-page', seeds: [34, 35], rows: 8, style: { fontFamily: 'WenQuanYi Zen Hei', fontSize: 7, compact: true, borders: 'all', eachOnNewPage: false } },
  { name: 'horizontal', seeds: [36], rows: 10, style: { fontFamily: 'Noto Serif CJK SC', fontSize: 9, borders: 'horizontal', landscape: true, eachOnNewPage: true } },
  { name: 'unruled', seeds: [37], rows: 10, style: { fontFamily: 'Noto Sans CJK SC', fontSize: 8.5, borders: 'none', eachOnNewPage: true } },
];

function exec(command, args) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', timeout: 300_000 });
  if (status !== 0) throw new Error(`${command} failed: ${error?.message ?? stderr}`);
  return stdout;
}

for (const { name, seeds, rows, style } of PDFS) {
  if (process.argv.length > 2 && !process.argv.includes(name)) continue;
  const forms = seeds.map((seed) => composeForm(seed, rows));
  const sheets = forms.map((form) => ({ above: [], title: form.title, grid: formToGrid(form, style.landscape ? LANDSCAPE : PORTRAIT), below: [] }));
  const html = sheetsToHtml(sheets, style).replace(/margin: 15mm 10mm/u, style.compact ? 'margin: 6mm 10mm' : '$&').replace('margin-top: 2em', style.compact ? 'margin-top: 0' : '$&').replace('font-synthesis: none;', `font-synthesis: none; font-weight: ${style.bold ? 'bold' : 'normal'};`);
  const folder = mkdtempSync(join(tmpdir(), 'scan-'));
  try {
    writeFileSync(join(folder, 'page.html'), html);
    exec('chromium', ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', `--user-data-dir=${join(folder, 'profile')}`,
      '--no-pdf-header-footer', '--disable-pdf-tagging', `--print-to-pdf=${join(folder, 'page.pdf')}`, `file://${join(folder, 'page.html')}`]);
    const pdf = readFileSync(join(folder, 'page.pdf')).toString('latin1').replace(/(\/(?:CreationDate|ModDate) ?\(D:)\d{14}/gu, '$120220101000000');
    writeFileSync(join(FOLDER, `${name}.pdf`), Buffer.from(pdf, 'latin1'));
    writeFileSync(join(FOLDER, `${name}.json`), `${JSON.stringify({ forms })}\n`);
    const fonts = [...new Set(exec('pdffonts', [join(FOLDER, `${name}.pdf`)]).split('\n').slice(2).map((line) => line.split(/\s/u)[0]).filter(Boolean))].join(' ');
    console.log(`${name}: ${/^Pages:\s+(\d+)/mu.exec(exec('pdfinfo', [join(FOLDER, `${name}.pdf`)]))[1]} pages, ${Math.round(pdf.length / 1024)} KB, ${fonts}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
