import type { ExtractedRow } from '../../schemas/extraction.js';
import type { FindingKind, Severity } from '../../schemas/record.js';
import { normaliseField } from '../normalise/normalise-field.js';
import { normaliseRow } from '../normalise/normalise-row.js';
import type { NormalisedCell, NormalisedForm } from '../normalise/normalised-form.js';
import type { Evidence } from './evidence.js';
import type { BoundRule, CellRef, Hit } from './rule.js';

/** Who is to blame for a hit, and why: `data` goes into the finding and its message. */
export interface Verdict {
  readonly kind: FindingKind;
  readonly data: { readonly verdict?: 'doubted' | 'neighbour' | 'alone'; readonly verdictCell?: string; readonly verdictText?: string };
  /** The cell that our reading may have wrong. */
  readonly suspect?: CellRef;
}

/** A cell that is more likely misread than not. Extractors give a doubt long before; this is for those that only give a number. */
const lowConfidence = 0.5;

/** Neighbouring readings to try for one hit: a sum over the longest forms with a rival reading for every cell. */
const mostTrials = 256;

/**
 * Decides whether our reading or the document is to blame for a hit. In this order: a cell the rule used is in doubt → extraction; one
 * neighbouring reading would make the rule hold → extraction, and which; the rule, or others on the same columns, hold elsewhere in the
 * document, so that the columns are read right → source; else undecided.
 */
export function judge(form: NormalisedForm, bound: BoundRule, hit: Hit, severity: Severity, evidence: Evidence): Verdict {
  const doubted = hit.cells.find((ref) => isDoubted(cellAt(form, ref)));
  if (doubted !== undefined) return { kind: 'extraction', data: { verdict: 'doubted', verdictCell: cellName(doubted) }, suspect: doubted };
  // A sum is only as whole as the rows of its form.
  if (hit.row === undefined && hit.cells.length > 1 && form.doubts.length > 0) {
    return { kind: 'extraction', data: { verdict: 'doubted', verdictCell: form.doubts.map(({ note }) => note).join('; ') } };
  }
  const neighbour = neighbouringReading(form, bound, hit);
  if (neighbour !== null) {
    return {
      kind: 'extraction',
      data: { verdict: 'neighbour', verdictCell: cellName(neighbour.ref), verdictText: neighbour.text },
      suspect: neighbour.ref,
    };
  }
  return evidence.corroborates(form, bound, hit, severity) ? { kind: 'source', data: {} } : { kind: 'undecided', data: { verdict: 'alone' } };
}

/** `indicators/3.score`: the end of the cell's id, which is what `explain` takes. */
function cellName(ref: CellRef): string {
  return 'field' in ref ? ref.field : `${ref.table}/${ref.row + 1}.${ref.column}`;
}

function cellAt(form: NormalisedForm, ref: CellRef): NormalisedCell | undefined {
  return 'field' in ref ? form.fields[ref.field] : form.tables[ref.table]?.rows[ref.row]?.cells[ref.column];
}

function isDoubted(cell: NormalisedCell | undefined): boolean {
  return cell !== undefined && (cell.doubts.length > 0 || cell.confidence < lowConfidence);
}

/** The first other reading of a cell the rule used, alone or exchanged with the cell beside it, with which the hit is gone and no other came. */
function neighbouringReading(form: NormalisedForm, bound: BoundRule, hit: Hit): { ref: CellRef; text: string } | null {
  let trials = 0;
  let before: number | null = null;
  for (const ref of hit.cells) {
    const cell = cellAt(form, ref);
    for (const { text } of cell?.candidates ?? []) {
      if (text === cell?.text) continue;
      for (const changed of [withTexts(form, [[ref, text]]), withExchange(form, ref, text)]) {
        if (changed === null) continue;
        trials += 1;
        if (trials > mostTrials) return null;
        before ??= bound.check(form).hits.length;
        const { hits } = bound.check(changed);
        if (hits.length < before && !hits.some((other) => isSame(other, hit))) return { ref, text };
      }
    }
  }
  return null;
}

function isSame(a: Hit, b: Hit): boolean {
  const [first, second] = [a.cells[0], b.cells[0]];
  return first !== undefined && second !== undefined && cellName(first) === cellName(second);
}

/** The form with the cell and the one beside it exchanged, when the other reading of the cell is what stands beside it. */
function withExchange(form: NormalisedForm, ref: CellRef, text: string): NormalisedForm | null {
  if ('field' in ref) return null;
  const columns = form.definition.tables.find(({ name }) => name === ref.table)?.columns.map(({ name }) => name) ?? [];
  const index = columns.indexOf(ref.column);
  const own = cellAt(form, ref)?.text ?? '';
  for (const beside of [columns[index - 1], columns[index + 1]]) {
    if (beside === undefined) continue;
    const other: CellRef = { ...ref, column: beside };
    const cell = cellAt(form, other);
    if (cell?.text === text) return withTexts(form, [[ref, text], [other, own]]);
  }
  return null;
}

/** A copy of the form in which some cells read otherwise, values and all. */
function withTexts(form: NormalisedForm, changes: readonly (readonly [CellRef, string])[]): NormalisedForm {
  let changed = form;
  for (const [ref, text] of changes) {
    const old = cellAt(changed, ref);
    if (old === undefined) continue;
    const cell = { ...old, text };
    if ('field' in ref) {
      const definition = form.definition.fields.find(({ name }) => name === ref.field);
      if (definition !== undefined) changed = { ...changed, fields: { ...changed.fields, [ref.field]: normaliseField(cell, definition) } };
      continue;
    }
    const table = changed.tables[ref.table];
    const row = table?.rows[ref.row];
    const definition = form.definition.tables.find(({ name }) => name === ref.table);
    if (table === undefined || row === undefined || definition === undefined) continue;
    const raw: ExtractedRow = { cells: { ...row.cells, [ref.column]: cell } };
    const rows = table.rows.with(ref.row, normaliseRow(raw, definition, table.unit));
    changed = { ...changed, tables: { ...changed.tables, [ref.table]: { ...table, rows } } };
  }
  return changed;
}
