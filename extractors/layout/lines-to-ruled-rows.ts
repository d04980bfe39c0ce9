import type { KeyedColumn, KeyedRow } from './lines-to-keyed-rows.js';
import { keyColumns, lineText } from './lines-to-keyed-rows.js';
import type { LabelSpan } from './lines-to-label-spans.js';

export interface RuledRows {
  readonly rows: KeyedRow[];
  /** The cells of each column: a rule that stops short of a column leaves one cell beside several rows. */
  readonly spans: LabelSpan[][];
}

/** Rules nearer than this many ems are one, drawn twice. */
const SAME_RULE = 0.4;
const NUMBER = /^[+-]?\d[\d,]*(\.\d+)?[%％]?$/;

interface Extent {
  readonly top: number;
  readonly bottom: number;
}

const middleOf = ({ top, bottom }: Extent): number => (top + bottom) / 2;

/**
 * The rows of a table whose columns are known and whose rows are parted by rules. A row is what stands between two rules of the columns of numbers (or of
 * texts, where it has none). Null where these don't part all rows (a row holds one number a column), or a text stands in none of them. `last` is where the label of a row of totals
 * stands: that row holds no texts, so that texts above its label are of another row, whether a rule parts them or not.
 */
export function linesToRuledRows(columns: readonly KeyedColumn[], from: number, to: number, em: number, last?: Extent): RuledRows | null {
  const keys = keyColumns(columns);
  const aboveLast = last === undefined ? [] : columns.filter(({ kind }) => kind === 'text' || kind === 'name').flatMap(({ lines }) => lines).filter(({ bottom }) => bottom <= last.top + SAME_RULE * em);
  const lowest = Math.max(...aboveLast.map(({ bottom }) => bottom));
  const isRuled = last !== undefined && keys.some(({ rules }) => (rules ?? []).some((y) => y > lowest && y < last.top + SAME_RULE * em));
  const lastBorder = last === undefined || aboveLast.length === 0 || isRuled ? [] : [(lowest + last.top) / 2];
  const rulesOf = ({ rules }: KeyedColumn): number[] => {
    const inside = [...(rules ?? []), ...lastBorder].filter((y) => y > from && y < to).sort((a, b) => a - b);
    return inside.filter((y, i) => i === 0 || y - (inside[i - 1] ?? y) > SAME_RULE * em);
  };
  const ys = keys.map(rulesOf).reduce<number[]>((most, own) => (own.length > most.length ? own : most), []);
  if (ys.length < 2) return null;
  const borders = [from, ...ys, to];
  // A label can stand at the very height of a rule that stops short of its column.
  const inBand = (line: { top: number; bottom: number }, band: { top: number; bottom: number }): boolean => middleOf(line) >= band.top && middleOf(line) < band.bottom;
  const all = columns.flatMap(({ lines }) => lines);
  // What holds no text between two rules is no row.
  const bands = borders.slice(1).map((bottom, i) => ({ top: borders[i] ?? from, bottom })).filter(({ top, bottom }) => all.some((line) => inBand(line, { top, bottom })));
  for (const { lines } of keys.filter(({ kind }) => kind === 'key')) {
    for (const band of bands) {
      const own = lines.filter((line) => inBand(line, band));
      if (own.length > 1 && !NUMBER.test(own.map(lineText).join(''))) return null;
    }
  }
  const spans = columns.map((column): LabelSpan[] => {
    const rules = rulesOf(column);
    const cells: { from: number; to: number }[] = [];
    bands.forEach((band, row) => {
      const last = cells.at(-1);
      const above = bands[row - 1];
      const isParted = above === undefined || rules.some((y) => y >= above.bottom - SAME_RULE * em && y <= band.top + SAME_RULE * em);
      if (last === undefined || isParted) cells.push({ from: row, to: row });
      else last.to = row;
    });
    return cells.map((cell) => ({ ...cell, lines: column.lines.filter((line) => bands.slice(cell.from, cell.to + 1).some((band) => inBand(line, band))) }));
  });
  if (spans.some((cells, c) => cells.reduce((sum, { lines }) => sum + lines.length, 0) !== columns[c]?.lines.length)) return null;
  const extent = (values: readonly number[], pick: (...numbers: number[]) => number, otherwise: number): number => (values.length === 0 ? otherwise : pick(...values));
  const rows = bands.map((band): KeyedRow => {
    const own = all.filter((line) => inBand(line, band));
    return { top: extent(own.map(({ top }) => top), Math.min, band.top), bottom: extent(own.map(({ bottom }) => bottom), Math.max, band.bottom), isRest: false, cells: columns.map(() => undefined), doubts: [] };
  });
  return { rows, spans };
}
