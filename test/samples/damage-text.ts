/** Seeded damage to the text of a dump, as separators get lost, lines move and tools break off. Each kind gives null where the line picked has nothing to damage. */
export interface Random {
  /** A whole number from 0 to below n. */
  below(n: number): number;
}

/** A linear congruential generator: the same seed gives the same damage on every machine. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return {
    below(n) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * n);
    },
  };
}

const LEVEL_LABEL = /(数量|质量|时效|成本|经济效益|社会效益|生态效益|满意度|产出|效益)指标( ?[(（]\d+分[)）])?/;

const removeAt = (text: string, index: number): string => text.slice(0, index) + text.slice(index + 1);

const onLine = (change: (line: string, random: Random) => string | null) => (text: string, random: Random): string | null => {
  const lines = text.split('\n');
  const full = lines.flatMap((line, i) => (line.trim() === '' ? [] : [i]));
  const at = full[random.below(full.length)] ?? 0;
  const changed = change(lines[at] ?? '', random);
  if (changed === null) return null;
  lines[at] = changed;
  return lines.join('\n');
};

const onNeighbours = (change: (first: string, second: string) => [string, string]) => (text: string, random: Random): string | null => {
  const lines = text.split('\n');
  const full = lines.flatMap((line, i) => (line.trim() === '' ? [] : [i]));
  const k = random.below(full.length - 1);
  const [a, b] = [full[k] ?? 0, full[k + 1] ?? 0];
  const [first, second] = change(lines[a] ?? '', lines[b] ?? '');
  lines[a] = first;
  lines[b] = second;
  return lines.join('\n');
};

const oneOf = (pattern: RegExp, line: string, random: Random): number | null => {
  const found = [...line.matchAll(pattern)];
  return found[random.below(found.length)]?.index ?? null;
};

export const damages: Readonly<Record<string, (text: string, random: Random) => string | null>> = {
  'a tab lost': onLine((line, random) => {
    const at = oneOf(/\t/g, line, random);
    return at === null ? null : removeAt(line, at);
  }),
  'a tab too many': onLine((line, random) => {
    const at = oneOf(/\t/g, line, random);
    return at === null ? null : `${line.slice(0, at)}\t${line.slice(at)}`;
  }),
  'a blank lost': onLine((line, random) => {
    const at = oneOf(/ /g, line, random);
    return at === null ? null : removeAt(line, at);
  }),
  'a word lost': onLine((line, random) => {
    const parts = line.split(/([ \t]+)/);
    const words = parts.flatMap((part, i) => (part.trim() === '' ? [] : [i]));
    const at = words[random.below(words.length)];
    return at === undefined || words.length < 2 ? null : parts.filter((_, i) => i !== at).join('');
  }),
  'a line wrapped elsewhere': onLine((line, random) => {
    const characters = [...line];
    if (characters.length < 6) return null;
    const at = 1 + random.below(characters.length - 2);
    return `${characters.slice(0, at).join('')}\n${characters.slice(at).join('')}`;
  }),
  'a line lost': onLine(() => ''),
  'a line twice': onLine((line) => `${line}\n${line}`),
  'a label lost': onLine((line) => (LEVEL_LABEL.test(line) && !line.includes('一级指标') ? line.replace(LEVEL_LABEL, '') : null)),
  'two lines joined': onNeighbours((first, second) => [`${first} ${second}`, '']),
  'two lines glued': onNeighbours((first, second) => [`${first.trimEnd()}${second}`, '']),
  'two lines swapped': onNeighbours((first, second) => [second, first]),
  'the rest cut off': (text, random) => text.slice(0, random.below(text.length)),
};
