// Typesets the sample PDFs from the readings of the dumps in test/truth, as the forms look on paper, and writes test/truth/<pdf>.json beside them.
// Needs Debian's chromium, libreoffice-calc, libreoffice-writer, poppler-utils and the fonts named below. Usage: node samples/make/make-pdfs.mjs [name …]
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formToGrid } from './form-to-grid.mjs';
import { sheetsToHtml } from './sheets-to-html.mjs';
import { sheetsToOdf } from './sheets-to-odf.mjs';

const SAMPLES = fileURLToPath(new URL('..', import.meta.url));
const TRUTH = fileURLToPath(new URL('../../test/truth/', import.meta.url));

const ATTACHMENT = ['附件1'];
const NOTES = [
  '填报说明：',
  '1. 请填写或修改有浅蓝色底色的单元格。加*号的为必填项。其他单元格为系统自动带出数据，请勿作修改。',
  '2. 三级指标可以根据实际情况进行删增行，系统将根据导入表格内容录入。',
  '3. 【得分】要小于等于同一行的【分值】。',
  '4. 三级指标的分值加总要等于其一级指标的分值。',
];
const PORTRAIT = [16, 15, 17, 22, 22, 23, 22, 11, 11, 31];
const LANDSCAPE = [18, 20, 26, 31, 31, 32, 32, 14, 14, 54];
const all = (count) => Array.from({ length: count }, (_, index) => index + 1);

/** Each sample: what it prints, who prints it, and what makes it another kind of page than the others. */
const PDFS = [
  { file: 'dapeng-2021-ruled.pdf', producer: 'chromium', of: 'dapeng-2021', forms: [1, 2, 3, 20], mergedDeviation: { 20: [1, 9] },
    style: { fontFamily: 'AR PL UMing CN', fontSize: 8.5, borders: 'all', pageNumbers: true, eachOnNewPage: true } },
  { file: 'futian-2021-landscape.pdf', producer: 'spreadsheet', of: 'futian-0402009', forms: [3, 8, 13, 19],
    style: { landscape: true, fontFamily: 'AR PL UMing CN', fontSize: 9, borders: 'all', pageNumbers: true } },
  { file: 'futian-2021-unruled.pdf', producer: 'chromium', of: 'futian-0402009', forms: [6, 10, 22],
    style: { fontFamily: 'Noto Sans CJK SC', fontSize: 8.5, borders: 'none', eachOnNewPage: true } },
  { file: 'more/dapeng-2021-whole.pdf', producer: 'chromium', of: 'dapeng-2021', forms: all(24),
    style: { fontFamily: 'WenQuanYi Zen Hei', fontSize: 8.5, borders: 'all', pageNumbers: true } },
  { file: 'more/dapeng-2021-horizontal.pdf', producer: 'chromium', of: 'dapeng-2021', forms: [9, 11, 23],
    style: { landscape: true, fontFamily: 'WenQuanYi Zen Hei', fontSize: 9, borders: 'horizontal', eachOnNewPage: true } },
  { file: 'more/futian-2021-whole.pdf', producer: 'text', of: 'futian-0402009', forms: all(22),
    style: { fontFamily: 'Noto Sans CJK SC', fontSize: 9, borders: 'all', pageNumbers: true } },
];

function exec(command, args) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', timeout: 300_000 });
  if (status !== 0) throw new Error(`${command} failed: ${error?.message ?? stderr}`);
  return stdout;
}

/** The same bytes on every run: dates and the identifiers drawn from them become constants of the same length, so that offsets in the file hold. */
function reproducible(pdf) {
  const text = pdf.toString('latin1')
    .replace(/(\/(?:CreationDate|ModDate) ?\(D:)\d{14}/gu, '$120220101000000')
    .replace(/(\/ID \[\s*<)[0-9A-F]{32}(>\s*<)[0-9A-F]{32}|(\/DocChecksum \/)[0-9A-F]{32}/gu, (_, first, middle, checksum) => {
      const constant = '0'.repeat(32);
      return checksum === undefined ? first + constant + middle + constant : checksum + constant;
    });
  return Buffer.from(text, 'latin1');
}

function print({ producer, style }, sheets, folder) {
  const target = join(folder, 'page.pdf');
  if (producer === 'chromium') {
    const source = join(folder, 'page.html');
    writeFileSync(source, sheetsToHtml(sheets, style));
    exec('chromium', ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', `--user-data-dir=${join(folder, 'profile')}`,
      '--no-pdf-header-footer', '--disable-pdf-tagging', `--print-to-pdf=${target}`, `file://${source}`]);
  } else {
    const source = join(folder, producer === 'text' ? 'page.fodt' : 'page.fods');
    writeFileSync(source, sheetsToOdf(sheets, producer, style));
    exec('soffice', [`-env:UserInstallation=file://${join(folder, 'profile')}`, '--headless', '--convert-to', 'pdf', '--outdir', folder, source]);
  }
  return { pages: Number(/^Pages:\s+(\d+)/mu.exec(exec('pdfinfo', [target]))[1]), bytes: reproducible(readFileSync(target)) };
}

for (const pdf of PDFS) {
  const name = pdf.file.replace(/^.*\//u, '').replace(/\.pdf$/u, '');
  if (process.argv.length > 2 && !process.argv.includes(name)) continue;
  const { forms } = JSON.parse(readFileSync(join(TRUTH, `${pdf.of}.json`), 'utf8'));
  const hasNotes = pdf.of === 'dapeng-2021';
  const sheets = pdf.forms.map((number) => {
    const form = forms[number - 1];
    // In the Futian dump the forms without bracketed weights have no stars in their headers either.
    const stars = hasNotes || form.indicators[0][1] !== '';
    const grid = formToGrid(form, pdf.style.landscape ? LANDSCAPE : PORTRAIT, { stars, mergedDeviation: pdf.mergedDeviation?.[number] });
    return { above: hasNotes ? ATTACHMENT : [], title: form.title, grid, below: hasNotes ? NOTES : [] };
  });
  const folder = mkdtempSync(join(tmpdir(), 'sample-'));
  try {
    const { pages, bytes } = print(pdf, sheets, folder);
    mkdirSync(dirname(join(SAMPLES, pdf.file)), { recursive: true });
    writeFileSync(join(SAMPLES, pdf.file), bytes);
    const prints = [{ of: pdf.of, forms: pdf.forms, ...(pdf.mergedDeviation && { mergedDeviation: pdf.mergedDeviation }) }];
    writeFileSync(join(TRUTH, `${name}.json`), `${JSON.stringify({ file: `samples/${pdf.file}`, pages, prints })}\n`);
    console.log(`${pdf.file}: ${pages} pages, ${Math.round(bytes.length / 1024)} KB`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
