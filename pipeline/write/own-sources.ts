import type { Form, Row, Source } from '../../schemas/record.js';

const sourceKey = (source: Source): string => ('bbox' in source ? `${source.page} ${source.bbox.join()}` : `${source.page}:${source.line}:${source.column}`);
const rowSources = (row: Row): Source[] => Object.values(row.cells).flatMap((cell) => cell.source);

/** Per form, in how many rows each place is told. */
const rowsByPlace = new WeakMap<Form, ReadonlyMap<string, number>>();

function countPlaces(form: Form): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const row of Object.values(form.tables).flat()) for (const key of new Set(rowSources(row).map(sourceKey))) counts.set(key, (counts.get(key) ?? 0) + 1);
  rowsByPlace.set(form, counts);
  return counts;
}

/** The places of the row without those that it shares with other rows: a label that spans rows may stand far above. All its places where it has no other. */
export function ownSources(form: Form, row: Row): readonly Source[] {
  const counts = rowsByPlace.get(form) ?? countPlaces(form);
  const all = rowSources(row);
  const own = all.filter((source) => (counts.get(sourceKey(source)) ?? 0) <= 1);
  return own.length > 0 ? own : all;
}
