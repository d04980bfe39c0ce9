import type { Line } from '../layout/words-to-lines.js';
import { lineText } from '../layout/lines-to-keyed-rows.js';
import { LABEL_MODES, type LabelColumn, type LabelMode, linesToLabelSpans } from '../layout/lines-to-label-spans.js';
import type { CompiledTable } from './compile-definition.js';
import { foldLabel } from './fold-label.js';
import { usualEnding } from './usual-ending.js';
import type { SectionColumn } from './section-columns.js';

/** What it costs to read the cells of a table as standing so in their rows. */
export type ModeCosts = Readonly<Record<LabelMode, number>>;
export const NO_COSTS: ModeCosts = { middle: 0, top: 0, bottom: 0, first: 0 };
export const addCosts = (a: ModeCosts, b: ModeCosts): ModeCosts => ({ middle: a.middle + b.middle, top: a.top + b.top, bottom: a.bottom + b.bottom, first: a.first + b.first });

/** A table whose rows are known and whose labels are not. */
export interface LabelledTable {
  readonly table: CompiledTable;
  readonly columns: readonly SectionColumn[];
  /** Indexes of the columns of labels, the coarsest first, and the lines of all columns. */
  readonly levels: readonly number[];
  readonly lines: readonly (readonly Line[])[];
  readonly rows: readonly { readonly top: number; readonly bottom: number }[];
  /** The labels on the page before that may go on, by column. */
  readonly goesOn: ReadonlyMap<number, string>;
  /** True where the table may go on on the next page. */
  readonly comesYet: boolean;
  readonly rulesOf: (column: number) => readonly number[];
  /** What the cells of the rows, and the pages before, say of where cells stand. */
  readonly rowCosts: ModeCosts;
  readonly leading: number;
  readonly em: number;
}

/**
 * Gives the labels of all columns to rows. The labels of all columns mostly stand alike: what each way costs them together speaks for it in each of them.
 */
export function readLabelColumns(table: LabelledTable): { spans: Map<number, LabelColumn>; modeCosts: ModeCosts } {
  const alike = new Map(LABEL_MODES.map((mode) => [mode, readColumns(table, () => NO_COSTS, mode)]));
  const costOfOthers = (mode: LabelMode, column: number): number => [...(alike.get(mode) ?? [])].reduce((sum, [c, own]) => (c === column ? sum : sum + own.modeCosts[mode]), 0);
  const others = (column: number): ModeCosts => LABEL_MODES.reduce((costs, mode) => addCosts(costs, { ...NO_COSTS, [mode]: costOfOthers(mode, column) }), table.rowCosts);
  const spans = readColumns(table, others);
  return { spans, modeCosts: [...spans.values()].reduce((sum, own) => addCosts(sum, own.modeCosts), table.rowCosts) };
}

/** The labels of a column as the table knows them: a form may leave out the word that most labels end with, in all of them. */
export function labelAsKnown({ levels }: CompiledTable, lines: readonly Line[]): (text: string) => string {
  const ending = usualEnding([...levels]);
  const isShort = ending !== '' && !lines.map(lineText).join('').includes(ending);
  return (printed) => {
    const { text } = foldLabel(printed);
    return isShort && !levels.has(text) ? text + ending : text;
  };
}

/** From the finest column to the coarsest: a label begins where one of the column beside it does, and stands above those that the form lets it. */
function readColumns({ table, columns, levels, lines, rows, goesOn, comesYet, rulesOf, leading, em }: LabelledTable, modeCosts: (column: number) => ModeCosts, only?: LabelMode): Map<number, LabelColumn> {
  const found = new Map<number, LabelColumn>();
  let borders: ReadonlySet<number> = new Set(rows.map((_, row) => row));
  let extents: readonly { top: number; bottom: number }[] = rows;
  let parents: ReadonlyMap<number, readonly string[]> = new Map();
  const suits = (text: string, row: number): boolean => parents.get(row)?.includes(foldLabel(text).text) !== false;
  const calls = (text: string, row: number): boolean => parents.get(row)?.includes(foldLabel(text).text) === true;
  for (const c of [...levels].reverse()) {
    const whole = labelAsKnown(table, lines[c] ?? []);
    const isLabel = (text: string): boolean => table.levels.has(whole(text));
    const own = linesToLabelSpans(lines[c] ?? [], { rows: extents, borders, isLabel, suits, calls, goesOn: goesOn.get(c) ?? null, comesYet, rules: rulesOf(c), modeCosts: modeCosts(c), leading, em }, only);
    found.set(c, own);
    borders = new Set([0, ...own.spans.flatMap(({ from, to }) => [from, to + 1])]);
    extents = extents.map((extent, row) => {
      const alone = own.spans.find(({ from, to }) => from === row && to === row);
      return alone === undefined ? extent : { top: Math.min(extent.top, alone.lines[0]?.top ?? Infinity), bottom: Math.max(extent.bottom, alone.lines.at(-1)?.bottom ?? -Infinity) };
    });
    parents = new Map(own.spans.flatMap(({ from, lines: label }) => {
      const allowed = columns[c]?.column?.definition.under?.[whole(label.map(lineText).join(''))];
      return allowed === undefined ? [] : [[from, allowed] as const];
    }));
  }
  return found;
}
