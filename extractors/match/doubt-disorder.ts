import type { ExtractedCell, ExtractedForm, ExtractedRow, ExtractedTable } from '../../schemas/extraction.js';
import type { FormOrigin } from './doubt-losses.js';
import type { Doubt } from '../../schemas/page.js';

/** Where a larger share of the rows is in doubt, the order in which the dump prints cells says too little for the others to be trusted. */
const MOST_DOUBTED = 0.2;
/** Where this share of the forms is out of order it is the tool's doing. */
const HABIT = 0.3;
/** So many rows in doubt are no chance; fewer rows show no habit. */
const LEAST_ROWS = 3;

/** Which of two labels a row stands under says nothing of the order of its cells. */
function isDisplaced({ cells }: ExtractedRow): boolean {
  for (const name in cells) for (const { code } of cells[name]?.doubts ?? []) if (code !== 'uncertain-span') return true;
  return false;
}

function isDoubted({ cells }: ExtractedRow): boolean {
  for (const name in cells) if (cells[name]?.doubts.length !== 0) return true;
  return false;
}

/** What makes a form as a whole doubtful, or null. */
function disorderOf({ tables, doubts }: ExtractedForm): string | null {
  let printed = 0;
  let doubted = 0;
  for (const { rows } of Object.values(tables)) {
    printed += rows.length;
    for (const row of rows) if (isDisplaced(row)) doubted++;
  }
  const headless = doubts.some(({ code }) => code === 'header-missing' || code === 'rows-missing');
  // A form without the header of its rows and all but without rows: they are somewhere else.
  if (headless && printed < LEAST_ROWS) return 'its rows were not found';
  if (doubted < LEAST_ROWS || doubted <= printed * (headless ? MOST_DOUBTED / 2 : MOST_DOUBTED)) return null;
  return `${doubted} of ${printed} rows are in doubt`;
}

const mark = (cell: ExtractedCell, doubt: Doubt): ExtractedCell => (cell.doubts.length > 0 ? cell : { ...cell, confidence: Math.min(cell.confidence, 0.5), doubts: [doubt] });

/**
 * Doubts all of a form that was read from flowing lines where much of it is in doubt already: tools that print columns one after the other, or cells in the
 * order of their middles, leave some rows that look whole and are not. Texts that stand side by side are then doubted in the other forms too: one tool
 * printed them all.
 */
export function doubtDisorder(forms: readonly ExtractedForm[], origins: readonly FormOrigin[]): ExtractedForm[] {
  const isFlowing = (i: number): boolean => origins[i]?.flowing ?? false;
  const isByLine = origins.some(({ isPrintedByLine }) => isPrintedByLine);
  const reasons = forms.map((form, i) => (isFlowing(i) ? disorderOf(form) : null));
  if (reasons.every((reason) => reason === null) && !isByLine) return [...forms];
  const flowing = forms.filter((_, i) => isFlowing(i)).length;
  const isHabit = reasons.filter((reason) => reason !== null).length >= flowing * HABIT;
  return forms.map((form, i) => {
    if (!isFlowing(i)) return form;
    const reason = reasons[i];
    if (reason != null) return doubtAll(form, { code: 'order-lost', note: `${reason}: the order of the cells is lost, and this one may be misread too` });
    if (!isHabit && (!isByLine || origins[i]?.proseIsLaidOut)) return form;
    const below = new Set(form.definition.fields.filter(({ place }) => place === 'below').map(({ name }) => name));
    const doubt: Doubt = { code: 'order-lost', note: isHabit
      ? 'the order of the cells is lost in another form of this document: texts that stand side by side may be mixed'
      : 'the pages of this document were printed line by line: texts that stand side by side may be mixed' };
    return { ...form, fields: Object.fromEntries(Object.entries(form.fields).map(([name, cell]) => [name, below.has(name) ? mark(cell, doubt) : cell])) };
  });
}

function doubtAll(form: ExtractedForm, doubt: Doubt): ExtractedForm {
  const markAll = (cells: Readonly<Record<string, ExtractedCell>>): Record<string, ExtractedCell> => Object.fromEntries(Object.entries(cells).map(([name, cell]) => [name, mark(cell, doubt)]));
  const tables: Record<string, ExtractedTable> = {};
  for (const [name, table] of Object.entries(form.tables)) {
    tables[name] = {
      ...table,
      rows: table.rows.map((row) => (isDoubted(row) ? row : { cells: Object.fromEntries(Object.entries(row.cells).map(([column, cell]) => [column, cell.text === '' ? cell : mark(cell, doubt)])) })),
    };
  }
  return { ...form, title: mark(form.title, doubt), tables, fields: markAll(form.fields), doubts: [...form.doubts, doubt] };
}
