import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { decisionMessages } from '../../../pipeline/validate/decision-messages.js';
import { findingToMessage } from '../../../pipeline/validate/message.js';
import { phrases } from '../../../pipeline/validate/phrases.js';
import { rulesByName } from '../../../pipeline/validate/rules.js';
import { sayPhrase, sayPhrases } from '../../../pipeline/validate/say-phrase.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const files = ['extractors', 'pipeline/normalise', 'pipeline/write'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')).map((name) => join(folder, name)),
);

/** The end of a string literal that begins at `start`, and its text with `filled` for what is filled in. */
function literalAt(text: string, start: number, filled: string): { readonly value: string; readonly end: number } {
  const quote = text[start];
  let value = '';
  let at = start + 1;
  while (text[at] !== quote) {
    if (text[at] === '\\') {
      value += text[at + 1] ?? '';
      at += 2;
    } else if (quote === '`' && text.startsWith('${', at)) {
      let depth = 1;
      for (at += 2; depth > 0; at++) {
        if (text[at] === '`') at = literalAt(text, at, filled).end - 1;
        else if (text[at] === '{') depth++;
        else if (text[at] === '}') depth--;
      }
      value += filled;
    } else value += text[at++] ?? '';
  }
  return { value, end: at + 1 };
}

/** The sentences that stand in a stretch of source: its string literals that hold a blank. */
function sentences(text: string, filled: string): string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length; ) {
    if (text[at] !== "'" && text[at] !== '`') at++;
    else {
      const { value, end } = literalAt(text, at, filled);
      // A piece that is put into another begins with a blank.
      if (/^\S.* /su.test(value)) found.push(value);
      at = end;
    }
  }
  return found;
}

const FILLED = '七';
/** Where the sources say something about a cell or a text, each as a pattern whose match is followed by the sentence. */
const BEGINNINGS = /\bnote: |\bnote =\n? *|\bwhy: (?=['`])|\bwhy = |\bdisagree\(|\b(?:WHY|BESIDE_NO_LABEL|NO_CELL|AFTER_THE_END) = |\basResidue\(token, |'doubted', /gu;
const said = [
  ...files.flatMap((file) => {
    const text = read(file);
    return [...text.matchAll(BEGINNINGS)].flatMap((match) => {
      const from = match.index + match[0].length;
      // To the end of the statement or object: the line, or the lines of a choice.
      const end = text.slice(from).search(/ \}|;\n|,\n|\)\)?;/u);
      return sentences(text.slice(from, end === -1 ? from : Math.max(from + end, text.indexOf('\n', from))), FILLED);
    });
  }),
  ...sentences(/function describeRival[\s\S]*?\n\}/u.exec(read('extractors/match/rows-to-table.ts'))?.[0] ?? '', FILLED),
  ...sentences(/function disorderOf[\s\S]*?\n\}/u.exec(read('extractors/match/doubt-disorder.ts'))?.[0] ?? '', FILLED),
  ...sentences(/const FATE_REASONS[\s\S]*?\n\};/u.exec(read('extractors/read/pdf/find-hidden-glyphs.ts'))?.[0] ?? '', FILLED),
  ...sentences(/function whyOcr[\s\S]*?\n\}/u.exec(read('extractors/read/pdf/marks-to-page.ts'))?.[0] ?? '', FILLED),
];

/** English words beside names of engines, in what is said in Chinese. */
const hasEnglish = (text: string): boolean => /[a-z]{2,} [a-z]/u.test(text);

describe('what is said of a cell', () => {
  it('is found in the sources', () => {
    expect(said.length).toBeGreaterThan(90);
    expect(said).toContain(`"${FILLED}" may be no part of the table`);
    expect(said).toContain('the document breaks off before it');
  });

  it.each([...new Set(said)])('is said in Chinese too: %s', (sentence) => {
    // What is filled in at the end may be nothing.
    const [chinese = sentence] = [sentence, sentence.replace(new RegExp(`${FILLED}(\\.?)$`, 'u'), '$1')].map((each) => [each, sayPhrase(each, 'zh')]).flatMap(([each, own]) => (each === own ? [] : [own]));
    expect(chinese).not.toBe(sentence);
    expect(hasEnglish(chinese), chinese).toBe(false);
    expect(sayPhrase(sentence, 'en')).toBe(sentence);
  });

  it.each(phrases)('fills in the same: %s', (en, zh) => {
    const places = (text: string): string[] => [...text.matchAll(/\{\w\}/gu)].map(([place]) => place).sort();
    expect(places(zh)).toEqual(places(en));
    const names = new Map([...en.matchAll(/\{(\w)\}/gu)].map(([, name = '']) => [name, `甲${name}`]));
    const fill = (text: string): string => text.replace(/\{(\w)\}/gu, (_, name: string) => names.get(name) ?? '');
    expect(sayPhrase(fill(en), 'zh')).toBe(fill(zh));
  });

  it('keeps what is printed, and says what is filled in', () => {
    expect(sayPhrase('"按 计划 (a) of" is not what stands in 得分: text of another cell may be in it', 'zh')).toBe('“按 计划 (a) of”与得分一栏不符：可能混入了别格文字');
    expect(sayPhrase('the row above may hold its label: "产出" may be 名称', 'zh')).toBe('其标签可能在上一行中：“产出”可能是名称');
    expect(sayPhrase('read as “1” and “7”', 'zh')).toBe('先后读作“1”和“7”');
    expect(sayPhrases('the header of 表 was not found; its columns are read in the usual order; the row 总分 was not found', 'zh')).toBe('未找到表的表头，各栏按通常次序识读；未找到总分行');
    expect(sayPhrase('nobody has said this', 'zh')).toBe('nobody has said this');
  });

  it('and so is every message of a rule, with the same filled in', () => {
    const messages = [...[...rulesByName.values()].map((rule) => rule.messages), ...Object.values(decisionMessages)].flatMap((each) => Object.values(each));
    expect(messages.length).toBeGreaterThan(20);
    const places = (text: string): string[] => [...new Set([...text.matchAll(/\{\w+\}/gu)].map(([place]) => place.replace('titleZh', 'title')))].sort();
    for (const { en, zh } of messages) {
      expect(zh).toMatch(/\p{Script=Han}/u);
      expect([zh, hasEnglish(zh)]).toEqual([zh, false]);
      expect([en, places(zh).length]).toEqual([en, places(en).length]);
    }
  });

  it('reaches the message of a doubt', () => {
    const finding = { rule: 'cut-off', data: { title: 'actual', titleZh: '实际完成值', note: 'the document breaks off before it' } };
    expect(findingToMessage(finding, 'en')).toBe('actual: the document breaks off before it');
    expect(findingToMessage(finding, 'zh')).toBe('实际完成值：文件在此之前已中断');
  });
});
