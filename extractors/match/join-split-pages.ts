import type { Box, Page, Ruling, Word } from '../../schemas/page.js';
import { wordsToLines } from '../layout/words-to-lines.js';
import type { CompiledDefinition, CompiledTable } from './compile-definition.js';
import { findLabels } from './find-labels.js';
import { definitionsToIndex } from './find-sections.js';

/** Labels and lines of one sheet stand at one height on its pages, within this many ems. */
const SAME_HEIGHT = 0.5;
/** At least so many lines, and this share of those on the page of the right columns, stand beside lines of the left ones. */
const LEAST_LINES = 3;
const BESIDE = 0.6;
/** A header of the right columns alone holds so many labels. */
const LEAST_LABELS = 2;
/** White between the two parts where no rules show their edges, in ems. */
const GUTTER = 1;

interface HeaderLabel {
  readonly table: CompiledTable;
  readonly column: string;
  readonly isName: boolean;
  readonly isLevel: boolean;
  readonly y: number;
}

/**
 * A sheet that is wider than its paper is printed on several pages side by side: the first ones have the names of its rows, later ones their last columns,
 * line by line at the same heights. Gives each such sheet as one wide page, with the columns beside each other; words keep the places they are printed at.
 * Pages that hold whole tables stay as they are.
 */
export function joinSplitPages(pages: readonly Page[], definitions: readonly CompiledDefinition[]): readonly Page[] {
  if (pages.length < 2) return pages;
  const labels = pages.map((page) => headerLabels(page, definitions));
  const parts = new Map<number, number[]>();
  const taken = new Set<number>();
  const isFree = (j: number): boolean => j < pages.length && !taken.has(j) && !parts.has(j);
  const join = (left: number, right: number): void => {
    parts.set(left, [...(parts.get(left) ?? [left]), right]);
    taken.add(right);
  };
  // Where levels are printed a page begins a sheet: of few pages it must be asked whether they are beside another.
  const candidates = labels.flatMap((own, j) => (own.length > 0 && !own.some(({ isLevel }) => isLevel) ? [j] : []));
  pages.forEach((page, i) => {
    const left = labels[i] ?? [];
    if (taken.has(i) || !left.some(({ isName }) => isName)) return;
    const own = [...left];
    for (const j of candidates) {
      const right = pages[j];
      if (j <= i || right === undefined || !isFree(j) || !isRest(labels[j] ?? [], own, page.em) || !isBeside(page, right)) continue;
      join(i, j);
      own.push(...(labels[j] ?? []));
      // The pages below, which print no header.
      for (let down = 1; i + down < j && isFree(i + down) && isFree(j + down); down++) {
        const [below, beside] = [pages[i + down], pages[j + down]];
        if (below === undefined || beside === undefined || [i + down, j + down].some((at) => (labels[at] ?? []).length > 0) || !isBeside(below, beside)) break;
        join(i + down, j + down);
      }
    }
  });
  if (parts.size === 0) return pages;
  const wide = pages.flatMap((_, i) => (taken.has(i) ? [] : [(parts.get(i) ?? [i]).flatMap((at) => pages[at] ?? []).reduce(besideEachOther)]));
  return wide.map((page, i) => ({ ...page, number: i + 1 }));
}

/** The labels of tables' headers on a page. */
function headerLabels(page: Page, definitions: readonly CompiledDefinition[]): HeaderLabel[] {
  if (page.unit !== 'pt') return [];
  return findLabels(page.words, definitionsToIndex(definitions)).flatMap(({ text, box }) =>
    definitions.flatMap(({ tables }) => tables.flatMap((table) => {
      const column = table.header.get(text)?.definition;
      return column === undefined ? [] : [{ table, column: column.name, isName: column.kind === 'text' || column.kind === 'level', isLevel: column.kind === 'level', y: (box[1] + box[3]) / 2 }];
    })),
  );
}

/** Whether labels are those of the last columns of headers whose first ones stand at the same heights: none of them twice. */
function isRest(right: readonly HeaderLabel[], left: readonly HeaderLabel[], em: number): boolean {
  const inRowOf = (label: HeaderLabel): HeaderLabel[] => left.filter(({ table, y }) => table === label.table && Math.abs(y - label.y) <= SAME_HEIGHT * em);
  const rest = right.filter((label) => inRowOf(label).length > 0);
  const isTwice = (label: HeaderLabel): boolean => inRowOf(label).some(({ column }) => column === label.column);
  return (
    new Set(rest.map(({ y, column }) => `${Math.round(y / em)} ${column}`)).size >= LEAST_LABELS &&
    rest.some((label) => inRowOf(label).some(({ isName }) => isName)) &&
    !rest.some(isTwice) &&
    !right.some((label) => label.isName && left.some(({ table, column }) => table === label.table && column === label.column))
  );
}

/** Whether the lines of a page stand beside those of another. */
function isBeside(left: Page, right: Page): boolean {
  const middles = (page: Page): number[] => wordsToLines(page.words.filter(({ rotation }) => rotation === 0)).map(({ top, bottom }) => (top + bottom) / 2);
  const own = middles(left);
  const others = middles(right);
  const beside = others.filter((y) => own.some((other) => Math.abs(other - y) <= SAME_HEIGHT * left.em));
  return beside.length >= LEAST_LINES && beside.length >= BESIDE * others.length;
}

/** Two pages as one, the right one moved so that its first column follows the last of the left one. */
function besideEachOther(left: Page, right: Page): Page {
  const isRuled = left.rulings.length > 0 && right.rulings.length > 0;
  const end = isRuled ? Math.max(...left.rulings.map(({ axis, at, to }) => (axis === 'h' ? to : at))) : Math.max(...left.words.map(({ box }) => box[2])) + GUTTER * left.em;
  const begin = isRuled ? Math.min(...right.rulings.map(({ axis, at, from }) => (axis === 'h' ? from : at))) : Math.min(...right.words.map(({ box }) => box[0]));
  const moved = moveRight(right, end - begin);
  return {
    ...left,
    width: left.width + right.width,
    words: [...left.words, ...moved.words],
    rulings: [...left.rulings, ...moved.rulings],
    suppressed: [...left.suppressed, ...right.suppressed],
    needsOcr: left.needsOcr ?? right.needsOcr,
    isWhole: left.isWhole === true && right.isWhole === true,
  };
}

function moveRight({ words, rulings }: Page, by: number): { readonly words: Word[]; readonly rulings: Ruling[] } {
  const move = ([x0, y0, x1, y1]: Box): Box => [x0 + by, y0, x1 + by, y1];
  return {
    words: words.map((word) => ({ ...word, box: move(word.box), edges: word.rotation === 0 || word.rotation === 180 ? word.edges.map((x) => x + by) : word.edges })),
    rulings: rulings.map((ruling) => (ruling.axis === 'h' ? { ...ruling, from: ruling.from + by, to: ruling.to + by } : { ...ruling, at: ruling.at + by })),
  };
}
