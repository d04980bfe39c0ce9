import type { ExtractedCell, ExtractedRow, ExtractedTable } from '../../schemas/extraction.js';
import type { FormDefinition } from '../../schemas/form-definition.js';
import type { Source } from '../../schemas/page.js';
import type { Cell, Form } from '../../schemas/record.js';
import { normaliseForm } from '../normalise/normalise-form.js';
import type { NormalisedForm } from '../normalise/normalised-form.js';

/**
 * The form as it was read, before any decision, made again from its result: corrections are taken back, removed rows stand in their places. Null when
 * the result doesn't say what rules depend on beside its cells.
 */
export function recordedToForm(form: Form, definition: FormDefinition): NormalisedForm | null {
  const { context } = form;
  if (context === undefined) return null;
  const tables: Record<string, ExtractedTable> = {};
  for (const { name } of definition.tables) {
    const unit = context.units[name];
    if (unit === undefined) continue;
    // Ids of rows that stand count without those removed; ids of removed ones count all.
    const rows = (form.tables[name] ?? []).map((row, index) => ({ row, shown: index }));
    const removed = (form.removed ?? []).filter(({ table }) => table === name).sort((a, b) => a.row - b.row);
    for (const { row, was } of removed) rows.splice(row - 1, 0, { row: was, shown: -1 });
    const indexOfShown = new Map(rows.map(({ shown }, index) => [shown, index]));
    tables[name] = {
      rows: rows.map(({ row, shown }): ExtractedRow => {
        const indexOf = (id: string): number | undefined => (shown === -1 ? numberOf(id) - 1 : indexOfShown.get(numberOf(id) - 1));
        return { cells: mapCells(row.cells, (cell) => toExtracted(cell, cell.sharedFrom === undefined ? undefined : indexOf(cell.sharedFrom))) };
      }),
      unit,
      columns: context.columns[name] ?? [],
      starred: context.starred[name] ?? [],
    };
  }
  return normaliseForm({
    definition,
    title: toExtracted(form.title, undefined),
    year: form.year,
    fields: mapCells(form.fields, (cell) => toExtracted(cell, undefined)),
    starredFields: context.starredFields,
    tables,
    doubts: context.doubts,
  });
}

const numberOf = (rowId: string): number => Number(rowId.slice(rowId.lastIndexOf('/') + 1));

const mapCells = <T>(cells: Readonly<Record<string, Cell>>, map: (cell: Cell) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(cells).map(([name, cell]) => [name, map(cell)]));

function toExtracted(cell: Cell, sharedFromRow: number | undefined): ExtractedCell {
  const { text, confidence } = cell.reviewed?.read ?? cell;
  const extracted = { text, confidence, source: cell.source.map(toSource), doubts: cell.doubts, candidates: cell.candidates ?? [] };
  return sharedFromRow === undefined ? extracted : { ...extracted, sharedFromRow };
}

const toSource = (source: Cell['source'][number]): Source => {
  if ('line' in source) return source;
  const { page, bbox, ocr } = source;
  return ocr === undefined ? { page, bbox } : { page, bbox, ocr };
};
