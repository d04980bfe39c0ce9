import type { Phrase, PhraseLine } from './phrases.js';

/** Labels of an axis end (or begin, or are centred) within this many ems of one line. */
const SAME_EDGE = 0.4;
/** A scale shows at least this many labels. */
const FEWEST = 4;

function toNumber(phrase: Phrase): number | null {
  if (phrase.words.length !== 1) return null;
  const text = (phrase.words[0]?.text ?? '').replace(/[−–]/, '-').replace(/,(?=\d{3})/g, '').replace(/[%$€]/g, '');
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}

function isYear(value: number): boolean {
  return Number.isInteger(value) && value >= 1900 && value <= 2100;
}

/**
 * The phrases that are labels of a chart's upright axis: numbers below each other that fall by equal steps at equal distances. Years are no scale.
 * A table column with that property would be a coincidence.
 */
export function findAxes(lines: readonly PhraseLine[], em: number): Set<Phrase> {
  const numbers = lines.flatMap((line) => line.phrases.map((phrase) => ({ phrase, value: toNumber(phrase), y: (phrase.top + phrase.bottom) / 2 })));
  const axes = new Set<Phrase>();
  for (const edge of ['x1', 'x0'] as const) {
    const sorted = numbers.filter((entry) => entry.value !== null && !axes.has(entry.phrase)).sort((a, b) => a.phrase[edge] - b.phrase[edge] || a.y - b.y);
    let start = 0;
    for (let end = 0; end < sorted.length; end += 1) {
      const next = sorted[end + 1];
      const here = sorted[end];
      if (here !== undefined && next !== undefined && next.phrase[edge] - here.phrase[edge] <= SAME_EDGE * em * 0.5) continue;
      const stack = sorted.slice(start, end + 1).sort((a, b) => a.y - b.y);
      start = end + 1;
      for (let i = 0; i + 1 < stack.length; ) {
        const step = (stack[i + 1]?.value ?? 0) - (stack[i]?.value ?? 0);
        const pitch = (stack[i + 1]?.y ?? 0) - (stack[i]?.y ?? 0);
        let last = i + 1;
        const goesOn = (a: (typeof stack)[number] | undefined, b: (typeof stack)[number] | undefined): boolean =>
          a !== undefined &&
          b !== undefined &&
          Math.abs((b.value ?? 0) - (a.value ?? 0) - step) <= 1e-6 * Math.max(1, Math.abs(step)) &&
          Math.abs(b.y - a.y - pitch) <= 0.15 * pitch + 0.1 * em;
        while (goesOn(stack[last], stack[last + 1])) last += 1;
        const scale = stack.slice(i, last + 1);
        if (step < 0 && scale.length >= FEWEST && !scale.every((entry) => isYear(entry.value ?? 0))) for (const entry of scale) axes.add(entry.phrase);
        i = last;
      }
    }
  }
  return axes;
}
