import { escaped } from '../normalise/words-to-pattern.js';
import { phrases } from './phrases.js';
import type { Message } from './rule.js';

type Language = keyof Message;

const PLACE = /\{(\w)\}/gu;

/** The phrases as patterns, those with the most words of their own first: what another would take for a filled-in text is a phrase of its own. */
const patterns = phrases
  .map(([en, zh]) => {
    const names = [...en.matchAll(PLACE)].map(([, name = '']) => name);
    const pattern = en.split(/\{\w\}/u).map(escaped).join('([\\s\\S]*?)');
    return { pattern: new RegExp(`^${pattern}$`, 'u'), names, zh, own: en.replace(PLACE, '').length };
  })
  .sort((a, b) => b.own - a.own);

/** A sentence of the extraction (a doubt's note, why a text is in no cell) in the language asked for; one that is not known stays as it is. */
export function sayPhrase(text: string, language: Language): string {
  if (language === 'en') return text;
  for (const { pattern, names, zh } of patterns) {
    const found = pattern.exec(text);
    if (found === null) continue;
    const filled = new Map(names.map((name, i) => [name, saySource(found[i + 1] ?? '')]));
    return zh.replace(PLACE, (_, name: string) => filled.get(name) ?? '');
  }
  return text;
}

/** What is filled in is printed text, which stays, or another sentence, or readings in a row. */
const saySource = (text: string): string => sayPhrase(text, 'zh').replaceAll('” and “', '”和“').replaceAll('” or “', '”或“');

/** The same for several sentences joined by "; ", which a sentence may hold itself. */
export function sayPhrases(text: string, language: Language): string {
  const parts = text.split('; ');
  const said: string[] = [];
  while (parts.length > 0) {
    let count = parts.length;
    const joined = (): string => parts.slice(0, count).join('; ');
    while (count > 1 && sayPhrase(joined(), language) === joined()) count--;
    said.push(sayPhrase(joined(), language));
    parts.splice(0, count);
  }
  return said.join(language === 'zh' ? '；' : '; ');
}
