// Makes the dumps in test/documents/dumps from the HTML documents beside this file: by the tools that people use (each is skipped where it is missing), and
// in the shapes that dumps have whatever tool made them. Needs Debian's chromium, poppler-utils, mupdf-tools, libpdfbox2-java (and fonts-noto-cjk).
// Usage: node test/documents/make-dumps.mjs [name …]
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const OUT = join(HERE, 'dumps');
const PDFBOX = ['pdfbox2.jar', 'pdfbox2-tools.jar', 'fontbox2.jar', 'commons-logging.jar'].map((jar) => `/usr/share/java/${jar}`).join(':');
const STYLE = '<style>@page{size:A4;margin:15mm 10mm}body{font:9pt "Noto Sans CJK SC"}table{border-collapse:collapse;width:100%}td,th{border:.5pt solid #000;padding:2pt;font-weight:normal}</style>';

const run = (command, args) => {
  const { status, error, stderr } = spawnSync(command, args, { encoding: 'utf8', timeout: 120_000 });
  if (error?.code === 'ENOENT') return console.log(`${command} is missing: its dumps are left as they are`), false;
  if (status !== 0) throw new Error(`${command}: ${error?.message ?? stderr}`);
  return true;
};

const decode = (html) => html.replace(/<br\s*\/?>/giu, '\n').replace(/<[^>]*>/gu, '').replace(/&nbsp;/gu, ' ').replace(/&ge;/gu, '≥').replace(/&uuml;/gu, "ü").replace(/&le;/gu, '≤').replace(/&lt;/gu, '<').replace(/&gt;/gu, '>').replace(/&amp;/gu, '&').trim();

/** The lines of text and tables of a document; a table as rows of texts, a spanning cell in its first place, the others null. */
function htmlToParts(html) {
  const body = html.replace(/^[\s\S]*<\/(?:title|head)>/iu, '');
  const parts = [];
  for (const [, table, text] of body.matchAll(/<table[^>]*>([\s\S]*?)<\/table>|((?:(?!<table)[\s\S])+)/giu)) {
    if (text !== undefined) {
      for (const line of text.replace(/<\/?(?:p|h\d|div|body|html)[^>]*>/giu, '\n').split('\n')) if (decode(line) !== '') parts.push({ line: decode(line) });
      continue;
    }
    const rows = [];
    table.split(/<tr[^>]*>/iu).slice(1).forEach((row, y) => {
      rows[y] ??= [];
      let x = 0;
      for (const [, attributes, content] of row.matchAll(/<t[dh]([^>]*)>([\s\S]*?)(?=<t[dh]|<\/tr|$)/giu)) {
        while (rows[y][x] !== undefined) x++;
        const span = (name) => Number(new RegExp(`${name}="(\\d+)"`, 'u').exec(attributes)?.[1] ?? 1);
        for (let i = 0; i < span('rowspan'); i++) for (let j = 0; j < span('colspan'); j++) (rows[y + i] ??= [])[x + j] = i + j === 0 ? decode(content) : null;
      }
    });
    parts.push({ rows });
  }
  return parts;
}

const oneLine = (text) => text.replace(/\s*\n\s*/gu, '');
const quoted = (text) => (/[",\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const lines = (parts, line, table) => parts.flatMap((part) => (part.rows ? table(part.rows) : [line(part.line)])).join('\n') + '\n';
const filled = (rows) => rows.map((row) => row.filter((cell) => cell).map(oneLine));

/** What a dump can look like whatever made it, by the name of the kind. */
const SHAPES = {
  'tabs.txt': (parts) => lines(parts, (line) => line, (rows) => rows.map((row) => row.map((cell) => oneLine(cell ?? '')).join('\t'))),
  // Tools that flatten merged cells print no place for the cells that a span covers from above.
  'flat-tabs.txt': (parts) => lines(parts, (line) => line, (rows) => rows.map((row) => row.filter((cell) => cell !== null).map(oneLine).join('\t'))),
  'pipes.md': (parts) =>
    lines(parts, (line) => `${line}\n`, (rows) => [...rows.map((row) => `| ${row.map((cell) => oneLine(cell ?? '')).join(' | ')} |`).flatMap((line, i) => (i === 0 ? [line, `|${'---|'.repeat(rows[0].length)}`] : [line])), '']),
  'csv': (parts) => {
    const width = Math.max(...parts.map(({ rows }) => rows?.[0].length ?? 1));
    const record = (cells) => Array.from({ length: width }, (_, i) => quoted(cells[i] ?? '')).join(',');
    return `\ufeff${lines(parts, (line) => record([line]), (rows) => rows.map(record)).replaceAll('\n', '\r\n')}`;
  },
  'cell-a-line.txt': (parts) => lines(parts, (line) => line, (rows) => filled(rows).flat()),
  'blanks.txt': (parts) => lines(parts, (line) => line, (rows) => filled(rows).map((row) => row.join(' '))),
  'one-line.txt': (parts) => `${lines(parts, (line) => line, (rows) => filled(rows).flat()).trim().split('\n').join(' ')}\n`,
  'columns.txt': (parts) => lines(parts, (line) => line, (rows) => (rows[0] ?? []).flatMap((_, x) => rows.map((row) => oneLine(row[x] ?? '')).filter((cell) => cell !== ''))),
};

/** What tools make of a PDF: each gets the PDF and where to write. */
const TOOLS = {
  'pdftotext.txt': (pdf, to) => run('pdftotext', [pdf, to]),
  'pdftotext-layout.txt': (pdf, to) => run('pdftotext', ['-layout', pdf, to]),
  'pdftotext-raw.txt': (pdf, to) => run('pdftotext', ['-raw', pdf, to]),
  'mutool.txt': (pdf, to) => run('mutool', ['draw', '-q', '-F', 'text', '-o', to, pdf]),
  'pdfbox.txt': (pdf, to) => run('java', ['-cp', PDFBOX, 'org.apache.pdfbox.tools.PDFBox', 'ExtractText', '-encoding', 'UTF-8', pdf, to]),
  'pdfbox-sort.txt': (pdf, to) => run('java', ['-cp', PDFBOX, 'org.apache.pdfbox.tools.PDFBox', 'ExtractText', '-sort', '-encoding', 'UTF-8', pdf, to]),
};

mkdirSync(OUT, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), 'dumps-'));
try {
  for (const file of readdirSync(HERE).filter((name) => name.endsWith('.html'))) {
    const name = file.replace(/\.html$/u, '');
    if (process.argv.length > 2 && !process.argv.includes(name)) continue;
    const html = readFileSync(join(HERE, file), 'utf8');
    const parts = htmlToParts(html);
    for (const [kind, shape] of Object.entries(SHAPES)) writeFileSync(join(OUT, `${name}.${kind}`), shape(parts));
    const page = join(folder, `${name}.html`);
    const pdf = join(folder, `${name}.pdf`);
    writeFileSync(page, `<!doctype html><meta charset="utf-8">${STYLE}${html.replace(/<!doctype html>/iu, '')}`);
    const printed = run('chromium', ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', `--user-data-dir=${join(folder, 'profile')}`,
      '--no-pdf-header-footer', '--disable-pdf-tagging', `--print-to-pdf=${pdf}`, pathToFileURL(page).href]);
    if (!printed) continue;
    for (const [kind, tool] of Object.entries(TOOLS)) tool(pdf, join(OUT, `${name}.${kind}`));
    if (process.env['KEEP_PDF']) writeFileSync(join(OUT, `${name}.pdf`), readFileSync(pdf));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
