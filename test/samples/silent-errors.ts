import type { DocumentResult, Form, Row } from '../../schemas/record.js';
import type { TrueForm } from '../truth/load-truth.js';

const squeeze = (text: string | undefined): string => (text ?? '').replace(/\s+/g, '');
const rowKey = (cells: readonly (string | undefined)[]): string => cells.map(squeeze).join('|');
const trueKeys = (rows: readonly Record<string, string>[]): Set<string> => new Set(rows.map((row) => rowKey(Object.values(row))));
const foundKey = (row: Row, columns: readonly string[]): string => rowKey(columns.map((column) => row.cells[column]?.text));

/**
 * Wrong cells that nothing warns of: rows marked `ok` that the true form does not have, and fields marked `ok` with another text. A form is held
 * against the true form that it shares most with, so that lost and moved forms don't matter.
 */
export function silentErrors(result: DocumentResult, truth: readonly TrueForm[]): string[] {
  const tables = truth.map((form) => ({ form, funding: trueKeys(form.funding), indicators: trueKeys(form.indicators) }));
  const [fundingColumns, indicatorColumns] = [Object.keys(truth[0]?.funding[0] ?? {}), Object.keys(truth[0]?.indicators[0] ?? {})];
  const likeness = (found: Form, other: (typeof tables)[number]): number =>
    (found.tables['indicators'] ?? []).filter((row) => other.indicators.has(foundKey(row, indicatorColumns))).length +
    (found.tables['funding'] ?? []).filter((row) => other.funding.has(foundKey(row, fundingColumns))).length +
    (squeeze(found.fields['projectName']?.text) === squeeze(other.form.fields.projectName) ? 0.5 : 0);
  return result.forms.flatMap((found) => {
    const [best] = [...tables].sort((a, b) => likeness(found, b) - likeness(found, a));
    if (!best) return [];
    const rows = (table: 'funding' | 'indicators', columns: readonly string[]): string[] =>
      (found.tables[table] ?? []).filter((row) => row.status === 'ok' && !best[table].has(foundKey(row, columns))).map((row) => `${row.id}: ${foundKey(row, columns)}`);
    // Nothing of a form but its head is no form to compare.
    const fields = likeness(found, best) < 1 ? [] : Object.entries(best.form.fields).filter(([name, text]) => found.fields[name]?.status === 'ok' && squeeze(found.fields[name]?.text) !== squeeze(text));
    return [...rows('funding', fundingColumns), ...rows('indicators', indicatorColumns), ...fields.map(([name, text]) => `${found.id}.${name}: ${found.fields[name]?.text ?? ''} for ${text}`)];
  });
}
