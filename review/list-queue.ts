import { z } from 'zod';
import type { ItemEntry } from './line-to-entries.js';

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
    if (entry.decision !== null && sample.has(entry.address)) views.sampled++;
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
        return sample.has(entry.address);
      case 'all':
        return true;
    }
  };
  const shown = entries.filter(inView);
  if (query.view === 'sample') shown.sort((a, b) => (sample.get(a.address) ?? 0) - (sample.get(b.address) ?? 0));
  // Rows one after the other, as they are printed.
  if (query.view === 'all') shown.sort((a, b) => a.key.document - b.key.document || a.order - b.order);

  const names = ['document', 'form', 'rule', 'kind', 'column'] as const;
  const wanted = [query.document === undefined ? undefined : String(query.document), query.form, query.rule, query.kind, query.column];
  const facets = names.map(() => new Map<string, number>());
  const text = query.text?.toLowerCase() ?? '';
  const found = shown.filter((entry) => {
    if (text !== '' && !`${entry.label} ${entry.id}`.toLowerCase().includes(text)) return false;
    const own = [[String(entry.key.document)], [entry.form], entry.rules, entry.kinds, entry.columns] as readonly (readonly string[])[];
    const misses = wanted.flatMap((value, i) => (value === undefined || own[i]?.includes(value) ? [] : [i]));
    // A filter's own choices are counted as if it were not set, so that another can be chosen.
    if (misses.length <= 1) {
      facets.forEach((counts, i) => {
        if (misses.length === 1 && misses[0] !== i) return;
        for (const value of own[i] ?? []) counts.set(value, (counts.get(value) ?? 0) + 1);
      });
    }
    return misses.length === 0;
  });
  return {
    views,
    total: found.length,
    offset: query.offset,
    items: found.slice(query.offset, query.offset + query.limit).map((entry) => ({
      key: entry.address,
      document: entry.key.document,
      id: entry.id,
      row: entry.key.row === null ? null : entry.key.row + 1,
      label: entry.label,
      open: entry.open,
      decision: entry.decision,
      kinds: entry.kinds,
      rules: entry.rules,
    })),
    facets: Object.fromEntries(names.map((name, i) => [name, [...(facets[i] ?? [])].sort((a, b) => b[1] - a[1]).slice(0, 500)])),
  };
}
