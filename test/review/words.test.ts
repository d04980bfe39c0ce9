import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decisionMessages } from '../../pipeline/validate/decision-messages.js';
import { rulesByName } from '../../pipeline/validate/rules.js';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const sources = ['extractors', 'pipeline'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')),
);
const page = (name: string): string => readFileSync(join(root, 'review/page', name), 'utf8');

describe('the words of the review page', () => {
  it('say every doubt in Chinese', () => {
    const codes = new Set(sources.flatMap((text) => [...text.matchAll(/\bcode: '([a-z-]+)'/gu)].map(([, code]) => code ?? '')));
    expect(codes.size).toBeGreaterThan(20);
    const words = page('words.js');
    expect([...codes].filter((code) => !new RegExp(`^\\s+'?${code}'?: '`, 'mu').test(words))).toEqual([]);
  });

  it('say every rule in Chinese', () => {
    const names = [...rulesByName.keys(), ...Object.keys(decisionMessages)];
    expect(names.length).toBeGreaterThan(15);
    expect(names.filter((name) => !page('words.js').includes(`'${name}': '`))).toEqual([]);
  });

  it('are the same in both languages', () => {
    const [english = '', chinese = ''] = page('words.js').split(/^ {2}zh: \{/mu);
    const keys = (text: string): string[] => [...text.matchAll(/^ {4}(\w+):/gmu)].map(([, key]) => key ?? '');
    expect(keys(chinese)).toEqual(keys(english));
  });
});
