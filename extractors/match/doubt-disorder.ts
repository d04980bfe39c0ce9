import type { ExtractedCell, ExtractedForm, ExtractedTable } from '../../schemas/extraction.js';
import type { Doubt } from '../../schemas/page.js';

/** Where a larger share of the rows is in doubt, the order in which the dump prints cells says too little for the others to be trusted. */
const MOST_DOUBTED = 0.34;
/** Fewer rows show no habit. */
const LEAST_ROWS = 3;

const isDoubted = ({ cells }: { readonly cells: Readonly<Record<string, ExtractedCell>> }): boolean => Object.values(cells).some(({ doubts }) => doubts.length > 0);

/**
 * Doubts all of a form that was read from flowing lines where much of it is in doubt already: tools that print columns one after the other, or cells in the
 * order of their middles, leave some rows that look whole and are not.
 */
export function doubtDisorder(form: ExtractedForm): ExtractedForm {
  const rows = Object.values(form.tables).flatMap((table) => table.rows);
  const doubted = rows.filter(isDoubted).length;
  const headless = form.doubts.some(({ code }) => code === 'header-missing' || code === 'rows-missing');
  // A form without the header of its rows and all but without rows: they are somewhere else.
  const isEmpty = headless && rows.length < LEAST_ROWS;
  if (!isEmpty && (rows.length < LEAST_ROWS || doubted <= rows.length * (headless ? MOST_DOUBTED / 2 : MOST_DOUBTED))) return form;
  const doubt: Doubt = { code: 'order-lost', note: `${doubted} of ${rows.length} rows are in doubt: the order of the cells is lost, and this one may be misread too` };
  const mark = (cell: ExtractedCell): ExtractedCell => (cell.doubts.length > 0 ? cell : { ...cell, confidence: Math.min(cell.confidence, 0.5), doubts: [doubt] });
  const tables: Record<string, ExtractedTable> = {};
  for (const [name, table] of Object.entries(form.tables)) {
    tables[name] = {
      ...table,
      rows: table.rows.map((row) => {
        if (isDoubted(row)) return row;
        return { cells: Object.fromEntries(Object.entries(row.cells).map(([column, cell]) => [column, cell.text === '' ? cell : mark(cell)])) };
      }),
    };
  }
  return { ...form, title: mark(form.title), tables, fields: Object.fromEntries(Object.entries(form.fields).map(([name, cell]) => [name, mark(cell)])), doubts: [...form.doubts, doubt] };
}
