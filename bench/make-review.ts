import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { extractDocument } from '../pipeline/extract-document.js';
import { resultToWritten } from '../pipeline/batch/result-to-written.js';
import { openDataset } from '../pipeline/write/dataset.js';
import { documentToJson } from '../pipeline/write/document-to-json.js';
import type { Cell, DocumentResult, Form, Row, Source } from '../schemas/record.js';
import type { RunInput } from '../schemas/run.js';

const sample = (path: string): Buffer => readFileSync(fileURLToPath(new URL(`../../../../samples/${path}`, import.meta.url)));

/** A PDF file with the pages of another over and over: the page objects are new, what they draw is shared. */
export function repeatPages(file: Buffer, pages: number): Buffer {
  const text = file.toString('latin1');
  const sources = [...text.matchAll(/\n(\d+) 0 obj\s*(<<\s*\/Type\s*\/Page\b(?!s)[\s\S]*?)\nendobj/gu)].map(([, , body = '']) => body);
  const [, root = ''] = /\/Root (\d+) 0 R/u.exec(text) ?? [];
  const [, tree = ''] = new RegExp(`\\n${root} 0 obj[\\s\\S]*?/Pages (\\d+) 0 R`, 'u').exec(text) ?? [];
  const [, size = '0'] = /\/Size (\d+)/u.exec(text) ?? [];
  const [, start = ''] = /startxref\s+(\d+)/u.exec(text) ?? [];
  if (sources.length === 0 || tree === '') throw new Error('the sample has no pages that can be found');
  const objects = new Map<number, string>();
  for (let i = 0; i < pages; i++) objects.set(Number(size) + i, (sources[i % sources.length] ?? '').replace(/\/Parent \d+ 0 R/u, `/Parent ${tree} 0 R`));
  objects.set(Number(tree), `<< /Type /Pages /Count ${pages} /Kids [${[...objects.keys()].map((number) => `${number} 0 R`).join(' ')}] >>`);
  let added = '\n';
  const places: string[] = [];
  for (const [number, body] of objects) {
    places.push(`${number} 1\n${String(file.length + added.length).padStart(10, '0')} 00000 n \n`);
    added += `${number} 0 obj\n${body}\nendobj\n`;
  }
  const table = file.length + added.length;
  return Buffer.concat([file, Buffer.from(`${added}xref\n${places.join('')}trailer\n<< /Size ${Number(size) + pages} /Root ${root} 0 R /Prev ${start} >>\nstartxref\n${table}\n%%EOF\n`, 'latin1')]);
}

const doubted = (cell: Cell): Cell => ({ ...cell, status: 'review', confidence: 0.5, doubts: [{ code: 'uncertain-place', note: `"${cell.text}" stands on a line without separators: which cell it goes on is not certain` }] });

/** The forms of a result once more as those of another document, `pages` further on and every row of them in doubt. */
function copyForms(forms: readonly Form[], name: string, first: number, pages: number): Form[] {
  const moved = (source: Source): Source => ('bbox' in source ? { ...source, page: source.page + pages } : source);
  const cell = (each: Cell): Cell => ({ ...each, source: each.source.map(moved) });
  const cells = (own: Readonly<Record<string, Cell>>): Record<string, Cell> => Object.fromEntries(Object.entries(own).map(([key, each]) => [key, cell(each)]));
  return forms.map((form, i) => {
    const id = `${name}#${first + i}`;
    const rows = (own: readonly Row[]): Row[] =>
      own.map((row) => {
        const shown = cells(row.cells);
        const [column = '', held] = Object.entries(shown).find(([key]) => key === 'actual' || key === 'executed') ?? [];
        return { ...row, id: id + row.id.slice(row.id.indexOf('/')), cells: held === undefined ? shown : { ...shown, [column]: doubted(held) }, confidence: 0.5, status: 'review', reasons: [] };
      });
    return { ...form, id, index: first + i, title: cell(form.title), fields: cells(form.fields), tables: Object.fromEntries(Object.entries(form.tables).map(([table, own]) => [table, rows(own)])), findings: [], status: 'review' };
  });
}

/**
 * An output folder with at least `rows` rows to review, those of a PDF file of `pages` pages first, and its inputs beside it, made of the samples. What a run
 * would write, but that every row is in doubt. Gives the number of rows.
 */
export async function makeReview(home: string, rows: number, pages: number): Promise<number> {
  const [inbox, out] = [join(home, 'inbox'), join(home, 'out')];
  mkdirSync(inbox, { recursive: true });
  mkdirSync(out, { recursive: true });
  const inputs: RunInput[] = [];
  const results: DocumentResult[] = [];
  let made = 0;
  const add = (bytes: Buffer, { document, residue, coverage }: DocumentResult, forms: Form[]): void => {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    writeFileSync(join(inbox, document.name), bytes);
    const result: DocumentResult = { schema: 1, document: { ...document, sha256 }, forms, residue, coverage };
    const text = documentToJson(result);
    const path = join(out, 'documents', `${document.name}.json`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    const { counts } = resultToWritten(result, text);
    made += counts.reviewRows;
    inputs.push({ name: document.name, path: join(inbox, document.name), sha256, bytes: bytes.length, outcome: 'read', partial: false, pages: document.pages, forms: forms.length, rows: counts.rows, review: counts.reviewRows, reused: false });
    results.push(result);
  };
  const pdf = sample('more/dapeng-2021-whole.pdf');
  const read = await extractDocument({ name: 'a.pdf', bytes: new Uint8Array(pdf) });
  const forms: Form[] = [];
  for (let first = 0; first < pages; first += read.document.pages) {
    forms.push(...copyForms(read.forms, 'a.pdf', forms.length + 1, first).filter((form) => form.title.source.every((source) => source.page <= pages)));
  }
  const whole = (form: Form): boolean => Object.values(form.tables).flat().every((row) => Object.values(row.cells).every((cell) => cell.source.every((source) => source.page <= pages)));
  add(repeatPages(pdf, pages), { ...read, document: { ...read.document, pages } }, forms.filter(whole));
  const dump = sample('dapeng-2021.txt');
  for (let i = 1; made < rows; i++) {
    const bytes = Buffer.concat([dump, Buffer.from(`\n${i}\n`)]);
    const name = `b${String(i).padStart(4, '0')}.txt`;
    const own = await extractDocument({ name, bytes: new Uint8Array(bytes) });
    add(bytes, own, copyForms(own.forms, name, 1, 0));
  }
  const dataset = openDataset({
    writeFile: async (path, content) => {
      const pieces: Buffer[] = [];
      for await (const piece of content) pieces.push(Buffer.from(piece));
      mkdirSync(dirname(join(out, path)), { recursive: true });
      writeFileSync(join(out, path), Buffer.concat(pieces));
    },
    facts: { versions: {}, fingerprint: '', fingerprintParts: {}, options: {}, started: new Date().toISOString() } as never,
    language: 'en',
  });
  for (const [i, result] of results.entries()) await dataset.add(result, inputs[i] as RunInput);
  await dataset.finish({ skipped: {}, ended: new Date().toISOString(), seconds: 0, interrupted: false });
  return made;
}
