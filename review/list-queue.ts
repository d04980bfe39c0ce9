import { z } from 'zod';
import type { ItemEntry } from './index-items.js';
import { itemKeyToText } from './item-key.js';

/** What of the queue to show. */
export const QueueQuery = z.object({
  /** `open`: needs a human; `unsure`: a human couldn't tell; `decided`: settled by hand; `sample`: unflagged rows drawn at random; `all`. */
  view: z.enum(['open', 'unsure', 'decided', 'sample', 'all']).default('open'),
  document: z.coerce.number().int().optional(),
  form: z.string().optional(),
  rule: z.string().optional(),
  kind: z.enum(['extraction', 'undecided', 'source']).optional(),
  column: z.string().optional(),
  text: z.string().max(200).optional(),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});
export type QueueQuery = z.infer<typeof QueueQuery>;

const unsure = (entry: ItemEntry): boolean => entry.open && entry.decision === 'cannot-tell';

/** A stretch of the queue, how much there is in all, and what the filters would leave. */
export function listQueue(entries: readonly ItemEntry[], sample: ReadonlyMap<string, number>, query: QueueQuery): object {
  const views = { open: 0, unsure: 0, decided: 0, sample: sample.size, sampled: 0, all: entries.length };
  for (const entry of entries) {
    if (unsure(entry)) views.unsure++;
    else if (entry.open) views.open++;
    if (entry.decision !== null && !entry.open) views.decided++;
    if (entry.decision !== null && sample.has(itemKeyToText(entry.key))) views.sampled++;
  }
  const inView = (entry: ItemEntry): boolean => {
    switch (query.view) {
      case 'open':
        return entry.open && !unsure(entry);
      case 'unsure':
        return unsure(entry);
      case 'decided':
        return entry.decision !== null && !entry.open;
      case 'sample':
        return sample.has(itemKeyToText(entry.key));
      case 'all':
        return true;
    }
  };
  const shown = entries.filter(inView);
  if (query.view === 'sample') shown.sort((a, b) => (sample.get(itemKeyToText(a.key)) ?? 0) - (sample.get(itemKeyToText(b.key)) ?? 0));
  // Rows one after the other, as they are printed.
  if (query.view === 'all') shown.sort((a, b) => a.key.document - b.key.document || a.order - b.order);

  const facets = { document: new Map<string, number>(), form: new Map<string, number>(), rule: new Map<string, number>(), kind: new Map<string, number>(), column: new Map<string, number>() };
  const values = (entry: ItemEntry): Record<keyof typeof facets, readonly string[]> => ({
    document: [String(entry.key.document)],
    form: [formId(entry)],
    rule: entry.rules,
    kind: entry.kinds,
    column: entry.columns,
  });
  const wanted = { document: query.document === undefined ? undefined : String(query.document), form: query.form, rule: query.rule, kind: query.kind, column: query.column };
  const names = Object.keys(facets) as (keyof typeof facets)[];
  const found = shown.filter((entry) => {
    if (query.text !== undefined && query.text !== '' && !`${entry.label} ${entry.id}`.toLowerCase().includes(query.text.toLowerCase())) return false;
    const own = values(entry);
    const misses = names.filter((name) => wanted[name] !== undefined && !own[name].includes(wanted[name] ?? ''));
    // A filter's own choices are counted as if it were not set, so that another can be chosen.
    for (const name of names) {
      if (misses.length > 0 && !(misses.length === 1 && misses[0] === name)) continue;
      for (const value of own[name]) facets[name].set(value, (facets[name].get(value) ?? 0) + 1);
    }
    return misses.length === 0;
  });
  return {
    views,
    total: found.length,
    offset: query.offset,
    items: found.slice(query.offset, query.offset + query.limit).map((entry) => ({
      key: itemKeyToText(entry.key),
      document: entry.key.document,
      id: entry.id,
      row: entry.key.row === null ? null : entry.key.row + 1,
      label: entry.label,
      open: entry.open,
      decision: entry.decision,
      kinds: entry.kinds,
      rules: entry.rules,
    })),
    facets: Object.fromEntries(names.map((name) => [name, [...facets[name]].sort((a, b) => b[1] - a[1]).slice(0, 500)])),
  };
}

/** Rows carry the id of their form before their table. */
const formId = ({ id, key }: ItemEntry): string => (key.table === null ? id : id.slice(0, id.lastIndexOf('/', id.lastIndexOf('/') - 1)));
