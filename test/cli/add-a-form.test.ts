import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { FormDefinition } from '../../schemas/form-definition.js';
import { parseCsv } from '../pipeline/write/parse-csv.js';
import { runCli } from './run-cli.js';

/** Every step of docs/add-a-form.md, in its order: a comment before a code block says what the block is. */
const page = readFileSync(fileURLToPath(new URL('../../docs/add-a-form.md', import.meta.url)), 'utf8');
const steps = [...page.matchAll(/<!-- ([\s\S]*?) -->\n```\w*\n([\s\S]*?)```/gu)].map(([, what = '', block = '']) => ({ what, block }));
const folder = mkdtempSync(join(tmpdir(), 'add-a-form-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
};

describe('docs/add-a-form.md', () => {
  it('has its steps', () => {
    expect(steps.map(({ what }) => what.split(/[: ]/u)[0])).toEqual(['file', 'command', 'file', 'wrong', 'command', 'columns']);
  });

  it.each(steps)('$what', ({ what, block }) => {
    const [, kind, rest = ''] = /^(\w+)(?:: | of )?([\s\S]*)$/u.exec(what) ?? [];
    if (kind === 'file') write(rest, block);
    else if (kind === 'command') {
      const { status, stdout, stderr } = runCli(block.trim().split(' ').slice(1), { cwd: folder });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      // What is proposed is a definition, with the labels that the sample prints.
      if (block.includes('--propose')) {
        const proposed = FormDefinition.parse(JSON.parse(stdout));
        expect(proposed.titles).toEqual(['Water sampling log 2023']);
        expect(proposed.fields.flatMap(({ labels }) => labels)).toEqual(['Station', 'Sampled by']);
        expect(proposed.tables.map(({ columns }) => columns.map(({ labels, kind: own }) => [labels[0], own]))).toEqual([
          [['Sample', 'text'], ['Taken on', 'date'], ['Temperature', 'value'], ['Nitrate', 'value'], ['Remarks', 'text']],
        ]);
      }
    } else if (kind === 'wrong') {
      const [, name = '', right = '', wrong = ''] = /^(\S+): (.*?) => (.*)$/u.exec(rest) ?? [];
      const text = readFileSync(join(folder, name), 'utf8');
      expect(text).toContain(right);
      write(name, text.replace(right, wrong));
      expect(runCli(['run', 'log.md', '--forms', 'forms'], { cwd: folder })).toEqual({ status: 2, stdout: '', stderr: block });
      write(name, text);
    } else {
      const [, name = '', columns = ''] = /^(\S+): (\S+)$/u.exec(rest) ?? [];
      const [head = [], ...rows] = parseCsv(readFileSync(join(folder, name), 'utf8'));
      const at = columns.split(',').map((column) => head.indexOf(column));
      expect(`${rows.map((row) => at.map((i) => row[i]).join(' | ')).join('\n')}\n`).toBe(block);
    }
  });
});
