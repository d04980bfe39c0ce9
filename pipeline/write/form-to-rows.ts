import type { DocumentResult, Finding, Form } from '../../schemas/record.js';
import { cellAt } from './cell-at.js';
import { findingsTable, fundingTable, indicatorsTable, projectsTable } from './dataset-tables.js';
import { findingKey } from './row-reasons.js';
import type { Table } from './table.js';
import { formToUserRows, userTable } from './user-tables.js';

/** A row of the dataset before it is printed: an item and the table that makes cells of it. */
export interface DatasetRow {
  readonly table: Table<never>;
  readonly item: never;
}

const datasetRow = <Item>(table: Table<Item>, item: Item): DatasetRow => ({ table: table as Table<never>, item: item as never });

/** Every row that a form adds to the tables of the dataset, table by table; what needs a human is ranked over all documents and comes from elsewhere. */
export function* formToRows(document: DocumentResult['document'], form: Form): Generator<DatasetRow> {
  yield datasetRow(projectsTable, { document, form });
  for (const row of form.tables['indicators'] ?? []) yield datasetRow(indicatorsTable, { document, form, row });
  for (const row of form.tables['funding'] ?? []) yield datasetRow(fundingTable, { document, form, row });
  for (const { name, rows } of formToUserRows(document, form)) {
    const table = userTable(name, rows[0]?.row.cells ?? {});
    for (const row of rows) yield datasetRow(table, row);
  }
  for (const [i, finding] of formFindings(form).entries()) {
    const cells = finding.cells.flatMap((address) => cellAt(form, address)?.cell ?? []);
    yield datasetRow(findingsTable, { document, form, finding, cells, number: i + 1, row: onlyRow(form, finding) });
  }
}

/** Every finding of the form once, whether the form or one of its rows carries it. */
const formFindings = (form: Form): Finding[] => [
  ...new Map([...form.findings, ...Object.values(form.tables).flatMap((rows) => rows.flatMap((row) => row.reasons))].map((finding) => [findingKey(finding), finding])).values(),
];

/** The row of the form that all cells of the finding stand in; null where they stand in several, or in the form itself. */
function onlyRow(form: Form, finding: Finding): string | null {
  const ids = new Set(finding.cells.map((address) => address.slice(0, address.lastIndexOf('.'))));
  const [id] = ids;
  return ids.size === 1 && id !== undefined && id !== form.id ? id : null;
}
