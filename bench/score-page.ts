import { mergeRulings } from '../extractors/layout/merge-rulings.js';
import { networkToPartition } from '../extractors/layout/network-to-partition.js';
import { rulingsToNetworks } from '../extractors/layout/rulings-to-networks.js';
import { foldReading } from '../extractors/read/ocr/fold-reading.js';
import type { Page, Word } from '../schemas/page.js';

/** One printed cell: what the file says, what was read, and whether that was doubted. */
export interface ScoredCell {
  readonly truth: string;
  readonly read: string;
  readonly right: boolean;
  readonly flagged: boolean;
  readonly confidence: number;
}

export interface PageScore {
  /** Cells that print something or where something was read. */
  readonly cells: readonly ScoredCell[];
  /** Printed table rows with such a cell; flagged when one of their cells is, silent when one is wrong and none is flagged. */
  readonly rows: number;
  readonly flaggedRows: number;
  readonly silentRows: number;
}

interface Sign {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly high: number;
}

/** Signs in reading order: lines are signs whose middles lie within half a character of each other. */
function inOrder(signs: readonly Sign[]): string {
  const sorted = [...signs].sort((a, b) => a.y - b.y);
  const lines: Sign[][] = [];
  for (const sign of sorted) {
    const line = lines.at(-1);
    const last = line?.at(-1);
    if (line !== undefined && last !== undefined && sign.y - last.y < 0.5 * Math.max(sign.high, last.high)) line.push(sign);
    else lines.push([sign]);
  }
  return lines.map((line) => line.sort((a, b) => a.x - b.x).map(({ text }) => text).join('')).join('');
}

const signsOf = (word: Word): Sign[] =>
  [...word.text].map((text, index) => ({ text, x: ((word.edges[index] ?? 0) + (word.edges[index + 1] ?? 0)) / 2, y: (word.box[1] + word.box[3]) / 2, high: word.size }));

/**
 * Compares a read page with the born-digital page that its scan was made from, cell by cell of the grid that the file draws. `toTruth` leads a point
 * of the scan as shown to the page of the file, in points. Right is the same text after folding full and half width, and ㎡ with m².
 */
export function scorePage(truth: Page, read: Page, toTruth: (x: number, y: number) => readonly [number, number]): PageScore {
  const spans = rulingsToNetworks(mergeRulings(truth.rulings, truth.em), truth.em).flatMap((network, table) => {
    const partition = networkToPartition(network, truth.em);
    if (partition === null) return [];
    const { xs, ys } = partition;
    return partition.spans.map((span) => ({
      table,
      span,
      box: [xs[span.column] ?? 0, ys[span.row] ?? 0, xs[span.column + span.columnSpan] ?? 0, ys[span.row + span.rowSpan] ?? 0] as const,
      printed: [] as Sign[],
      words: [] as Word[],
    }));
  });
  const at = (x: number, y: number) => spans.find(({ box }) => x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3]);
  for (const word of truth.words) for (const sign of signsOf(word)) at(sign.x, sign.y)?.printed.push(sign);
  for (const word of read.words) {
    if (!('bbox' in word.source)) continue;
    const [x0, y0, x1, y1] = word.source.bbox;
    at(...toTruth((x0 + x1) / 2, (y0 + y1) / 2))?.words.push(word);
  }
  const rows = new Map<string, { flagged: boolean; wrong: boolean }>();
  const cells: ScoredCell[] = [];
  for (const { table, span, printed, words } of spans) {
    if (printed.length === 0 && words.length === 0) continue;
    const text = inOrder(printed);
    const got = inOrder(words.flatMap(signsOf));
    const right = foldReading(text) === foldReading(got);
    const flagged = words.some((word) => word.doubts.length > 0);
    cells.push({ truth: text, read: got, right, flagged, confidence: Math.min(1, ...words.map((word) => word.confidence)) });
    for (let row = span.row; row < span.row + span.rowSpan; row += 1) {
      const key = `${table} ${row}`;
      const state = rows.get(key) ?? { flagged: false, wrong: false };
      rows.set(key, { flagged: state.flagged || flagged, wrong: state.wrong || !right });
    }
  }
  const states = [...rows.values()];
  return { cells, rows: states.length, flaggedRows: states.filter(({ flagged }) => flagged).length, silentRows: states.filter(({ flagged, wrong }) => wrong && !flagged).length };
}
