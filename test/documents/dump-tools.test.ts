import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { extractDocument } from '../../pipeline/extract-document.js';
import type { DocumentResult } from '../../schemas/record.js';
import { compareToTruth, type DocumentTruth } from './compare-to-truth.js';

/** The same page by two ways is the same record: what a tool's dump of a PDF gives is what the PDF gives, or it is flagged. */
const SAMPLES = fileURLToPath(new URL('../../samples/', import.meta.url));
const PDFS = ['dapeng-2021-ruled.pdf', 'futian-2021-landscape.pdf', 'futian-2021-unruled.pdf', 'more/dapeng-2021-horizontal.pdf'];
const JARS = ['pdfbox2', 'pdfbox2-tools', 'fontbox2', 'commons-logging'].map((jar) => `/usr/share/java/${jar}.jar`);
const TOOLS: Readonly<Record<string, (pdf: string, to: string) => readonly string[]>> = {
  pdftotext: (pdf, to) => ['pdftotext', pdf, to],
  'pdftotext -layout': (pdf, to) => ['pdftotext', '-layout', pdf, to],
  'pdftotext -raw': (pdf, to) => ['pdftotext', '-raw', pdf, to],
  mutool: (pdf, to) => ['mutool', 'draw', '-q', '-F', 'text', '-o', to, pdf],
  PDFBox: (pdf, to) => ['java', '-cp', JARS.join(':'), 'org.apache.pdfbox.tools.PDFBox', 'ExtractText', '-encoding', 'UTF-8', pdf, to],
  'PDFBox -sort': (pdf, to) => ['java', '-cp', JARS.join(':'), 'org.apache.pdfbox.tools.PDFBox', 'ExtractText', '-sort', '-encoding', 'UTF-8', pdf, to],
};
const isThere = (tool: string): boolean => {
  const [command = ''] = TOOLS[tool]?.('', '') ?? [];
  if (command === 'java' && !JARS.every((jar) => existsSync(jar))) return false;
  return spawnSync(command, [command === 'mutool' ? '-v' : '-version'], { stdio: 'ignore' }).error === undefined;
};

const folder = mkdtempSync(join(tmpdir(), 'dump-tools-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What was read of the PDF, as the truth for its dumps. */
const resultToTruth = ({ forms }: DocumentResult): DocumentTruth => ({
  forms: forms.map(({ definition, title, year, fields, tables }) => ({
    definition,
    title: title.text,
    year,
    fields: Object.fromEntries(Object.entries(fields).map(([name, { text }]) => [name, text])),
    tables: Object.fromEntries(
      Object.entries(tables).map(([name, rows]) => {
        const columns = Object.keys(rows[0]?.cells ?? {});
        return [name, { unit: null, columns, rows: rows.map(({ cells }) => columns.map((column) => cells[column]?.text ?? '')) }];
      }),
    ),
  })),
});

const figures: string[] = [];
afterAll(() => console.info(['right, of the cells that the PDF prints; wrong: silent, flagged', ...figures].join('\n')));

describe.each(Object.keys(TOOLS))('%s', (tool) => {
  const there = isThere(tool);
  if (!there) console.warn(`${tool} is not installed: its dumps are not compared with their PDFs`);

  it.skipIf(!there).each(PDFS)('gives of %s what the PDF gives, or flags it', async (name) => {
    const pdf = join(SAMPLES, name);
    const dump = join(folder, 'dump.txt');
    const [command = '', ...args] = TOOLS[tool]?.(pdf, dump) ?? [];
    expect(spawnSync(command, args, { encoding: 'utf8' })).toMatchObject({ status: 0 });
    const own = await extractDocument({ name: 'sample', bytes: readFileSync(pdf) });
    const dumped = await extractDocument({ name: 'sample', bytes: readFileSync(dump) });
    const { right, cells, silent, flagged } = compareToTruth(dumped, resultToTruth(own), { losesBlanks: tool.endsWith('-raw') });
    figures.push(`${tool.padEnd(18)} ${name.padEnd(32)} ${((right / cells) * 100).toFixed(1).padStart(5)} % ${String(silent.length).padStart(4)} ${String(flagged.length).padStart(5)}`);
    expect(silent).toEqual([]);
    // The layout of the page leaves no more to guess than the page itself.
    if (tool === 'pdftotext -layout') expect(right / cells).toBeGreaterThan(0.95);
  });
});
