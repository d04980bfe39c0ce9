import type { ExtractedCell, ExtractedRow } from '../../schemas/extraction.js';
import type { CompiledTable } from './compile-definition.js';
import type { RawRow } from './rows-to-table.js';

/**
 * Labels that span rows are repeated on each of them: a label holds until the next one of its level, and a higher label ends the lower ones. The
 * first rows of a table without a label above them are doubtful.
 */
export function resolveLevels(rows: readonly ExtractedRow[], _raw: readonly RawRow[], table: CompiledTable): ExtractedRow[] {
  const levels = table.columns.filter((column) => column.definition.kind === 'level').map((column) => ({ name: column.definition.name, bracket: column.definition.bracket?.column }));
  const carried = new Map<string, ExtractedCell>();
  return rows.map((row) => {
    const cells: Record<string, ExtractedCell> = { ...row.cells };
    levels.forEach(({ name, bracket }, depth) => {
      const own = cells[name];
      if (own && own.text !== '') {
        carried.set(name, own);
        for (const lower of levels.slice(depth + 1)) carried.delete(lower.name);
        if (bracket) {
          const weight = cells[bracket];
          if (weight && weight.text !== '') carried.set(bracket, weight);
          else carried.delete(bracket);
        }
        return;
      }
      const above = carried.get(name);
      if (above) {
        cells[name] = above;
        const weight = bracket ? carried.get(bracket) : undefined;
        if (bracket && weight) cells[bracket] = weight;
      } else {
        cells[name] = { text: '', source: [], confidence: 0.5, doubts: [{ code: 'label-missing', note: 'no label was found above or beside this row' }], candidates: [] };
      }
    });
    return { cells };
  });
}
