import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = join(root, 'docs/analysts.md');
const stale = 'stale: npx vitest run -c vitest.slow.config.ts test/docs/analysts.slow.ts -u';
let home: string;

const node = (...args: string[]): void => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  expect(status, stdout + stderr).toBe(0);
};

const shown = (value: unknown): string => {
  if (value === null) return '';
  // Decimals come with all the places of their column.
  return String(value)
    .replace(/^(-?\d+\.\d*?)0+$/u, '$1')
    .replace(/^(-?\d+)\.$/u, '$1')
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ');
};

/** A query of the page, and the table of its answer where it has one. */
const QUERY = /```sql\n([^`]*)```\n(?:\n((?:\|.*\n)+))?/u;

/** The answer as a table of the page. */
async function answer(connection: DuckDBConnection, sql: string): Promise<string[]> {
  const reader = await connection.runAndReadAll(sql);
  const names = reader.columnNames();
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(names), line(names.map(() => '---')), ...reader.getRowObjectsJson().map((row) => line(names.map((name) => shown(row[name]))))];
}

/** The page with every answer in place of the one that stands there. */
async function answered(text: string, connection: DuckDBConnection): Promise<{ text: string; answers: string[][] }> {
  const answers: string[][] = [];
  let made = '';
  let rest = text;
  for (let match = QUERY.exec(rest); match !== null; match = QUERY.exec(rest)) {
    const [whole, sql = '', table] = match;
    made += rest.slice(0, match.index);
    if (table === undefined) {
      await connection.run(sql);
      made += whole;
    } else {
      const lines = await answer(connection, sql);
      answers.push(lines);
      made += `${whole.slice(0, whole.length - table.length)}${lines.join('\n')}\n`;
    }
    rest = rest.slice(match.index + whole.length);
  }
  return { text: made + rest, answers };
}

describe('docs/analysts.md over the samples', () => {
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'rowproof-analysts-'));
    node('dist/cli.js', 'run', 'samples', '--out', join(home, 'out'), '--format', 'csv,xlsx,parquet', '--ocr', 'off', '--quiet');
  }, 300_000);
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it('gives the answers that the page shows, one to each of ten questions', async () => {
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    try {
      await connection.run(`set file_search_path = '${home}'`);
      const { text, answers } = await answered(readFileSync(page, 'utf8'), connection);
      expect(answers).toHaveLength(10);
      for (const lines of answers) expect(lines.length, lines[0]).toBeGreaterThan(2);
      await expect(text, stale).toMatchFileSnapshot(page);
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  });

  it('draws the chart that the page shows', async () => {
    node('docs/analysts/chart.mjs', join(home, 'out'), join(home, 'chart.svg'));
    const chart = readFileSync(join(home, 'chart.svg'), 'utf8');
    expect(chart.match(/<rect /gu)?.length).toBeGreaterThan(10);
    await expect(chart, stale).toMatchFileSnapshot(join(root, 'docs/analysts/chart.svg'));
  });
});
