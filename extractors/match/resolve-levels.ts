import type { ExtractedCell } from '../../schemas/extraction.js';
import type { CompiledTable } from './compile-definition.js';

/**
 * Labels that span rows are repeated on each of them: a label holds until the next one of its level, and a higher label ends the lower ones. The
 * first rows of a table without a label above them are doubtful.
 */
export function resolveLevels(rows: readonly { readonly cells: Record<string, ExtractedCell> }[], table: CompiledTable): void {
  const levels = table.columns.filter((column) => column.definition.kind === 'level').map((column) => ({ name: column.definition.name, bracket: column.definition.bracket?.column }));
  if (levels.length === 0) return;
  const carried = new Map<string, ExtractedCell>();
  for (const { cells } of rows) {
    for (const [depth, { name, bracket }] of levels.entries()) {
      const own = cells[name];
      if (own && own.text !== '') {
        carried.set(name, own);
        for (const lower of levels.slice(depth + 1)) carried.delete(lower.name);
        if (bracket) {
          const weight = cells[bracket];
          if (weight && weight.text !== '') carried.set(bracket, weight);
          else carried.delete(bracket);
        }
        continue;
      }
      const above = carried.get(name);
      if (above) {
        cells[name] = above;
        const weight = bracket ? carried.get(bracket) : undefined;
        if (bracket && weight) cells[bracket] = weight;
      } else {
        cells[name] = { text: '', source: [], confidence: 0.5, doubts: [{ code: 'label-missing', note: 'no label was found above or beside this row' }], candidates: [] };
      }
    }
  }
}
