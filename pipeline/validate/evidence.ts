import type { Severity } from '../../schemas/record.js';
import type { Value } from '../../schemas/value.js';
import type { NormalisedForm } from '../normalise/normalised-form.js';
import type { BoundRule, Checked, Hit } from './rule.js';

interface Tally {
  held: number;
  failed: number;
}

/** How the rules went over the forms of one definition. */
interface DefinitionEvidence {
  readonly rules: Map<string, Tally>;
  /** By column, then by rule. */
  readonly columns: Map<string, Map<string, Tally>>;
}

/**
 * What the forms of one document say about how well its columns are read: where rules could be tested and held. Forms of one definition
 * stand together, since the same reading of the same columns made them.
 */
export class Evidence {
  private readonly definitions = new Map<string, DefinitionEvidence>();

  constructor(private readonly forms: readonly NormalisedForm[]) {}

  /** Notes how one rule went over one form. */
  add(form: NormalisedForm, bound: BoundRule, checked: Checked): void {
    if (checked.held === 0 && checked.hits.length === 0) return;
    const { id } = form.definition;
    const { name } = bound.rule;
    let evidence = this.definitions.get(id);
    if (evidence === undefined) this.definitions.set(id, (evidence = { rules: new Map(), columns: new Map() }));
    count(tallyOf(evidence.rules, name), checked);
    for (const column of bound.attests) {
      let byRule = evidence.columns.get(column);
      if (byRule === undefined) evidence.columns.set(column, (byRule = new Map()));
      count(tallyOf(byRule, name), checked);
    }
  }

  /**
   * True when the document may be accused: the rule holds at more places than it fails, or every column that printed something for the hit is
   * attested by other rules that hold more often than they fail. What is no error needs less: columns whose cells are of their kind.
   */
  corroborates(form: NormalisedForm, bound: BoundRule, hit: Hit, severity: Severity): boolean {
    const { id } = form.definition;
    const { name } = bound.rule;
    const evidence = this.definitions.get(id);
    if (holds(evidence?.rules.get(name))) return true;
    const columns = columnsOf(form, hit);
    for (const column of columns) {
      const others: Tally = { held: 0, failed: 0 };
      for (const [rule, tally] of evidence?.columns.get(column) ?? []) {
        if (rule === name) continue;
        others.held += tally.held;
        others.failed += tally.failed;
      }
      if (!holds(others) && (severity === 'error' || !this.fitsItsKind(id, column))) return false;
    }
    return columns.size > 0;
  }

  /** True when nothing in a column contradicts what the definition says stands there, and something is of that kind. */
  private fitsItsKind(id: string, column: string): boolean {
    const [tableName = '', columnName = ''] = column.split('.');
    if (columnName === '') return false;
    let fits = 0;
    for (const form of this.forms) {
      if (form.definition.id !== id) continue;
      const kind = form.definition.tables.find(({ name }) => name === tableName)?.columns.find(({ name }) => name === columnName)?.kind;
      for (const { cells } of form.tables[tableName]?.rows ?? []) {
        const cell = cells[columnName];
        if (cell === undefined || cell.text === '') continue;
        const bare = kind === 'points' || kind === 'money' || kind === 'rate' || kind === 'number';
        if (cell.value !== null && !(bare ? isBareKind(cell.value) : cell.value.kind !== 'unreadable')) return false;
        fits += 1;
      }
    }
    return fits > 0;
  }
}

function isBareKind(value: Value): boolean {
  return value.kind === 'quantity' || value.kind === 'ratio' || value.kind === 'none';
}

/** What must be read right for a hit to stand: the columns whose cells printed something, and under a printed total all rows of its table. */
function columnsOf(form: NormalisedForm, hit: Hit): Set<string> {
  const columns = new Set<string>();
  const cellsOfTable = new Map<string, number>();
  let total = false;
  for (const ref of hit.cells) {
    if ('field' in ref) {
      // A total has no column that it could have slipped out of.
      total = true;
      continue;
    }
    cellsOfTable.set(ref.table, (cellsOfTable.get(ref.table) ?? 0) + 1);
    if ((form.tables[ref.table]?.rows[ref.row]?.cells[ref.column]?.text ?? '') !== '') columns.add(`${ref.table}.${ref.column}`);
  }
  if (total) for (const [table, cells] of cellsOfTable) if (cells > 1) columns.add(rowsOf(table));
  return columns;
}

/** The key under which a rule attests that all rows of a table are there. */
export function rowsOf(table: string): string {
  return `${table}.`;
}

/** Twice as often as not: one lucky agreement doesn't outweigh a failure of the same columns. */
function holds(tally: Tally | undefined): boolean {
  return tally !== undefined && tally.held > 0 && tally.held >= 2 * tally.failed;
}

function tallyOf(tallies: Map<string, Tally>, key: string): Tally {
  let tally = tallies.get(key);
  if (tally === undefined) tallies.set(key, (tally = { held: 0, failed: 0 }));
  return tally;
}

function count(tally: Tally, checked: Checked): void {
  tally.held += checked.held;
  tally.failed += checked.hits.length;
}
