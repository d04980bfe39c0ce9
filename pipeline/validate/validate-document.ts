import type { ColumnDefinition, FormDefinition } from '../../schemas/form-definition.js';
import type { Doubt } from '../../schemas/page.js';
import type { Cell, Finding, Form, Row, Severity, Status } from '../../schemas/record.js';
import type { NormalisedCell, NormalisedForm, NormalisedRow } from '../normalise/normalised-form.js';
import { bindRules, type RuleInUse } from './bind-rules.js';
import { Evidence } from './evidence.js';
import { formToContext } from './form-to-context.js';
import { judge, type Verdict } from './judge.js';
import { findingToMessage } from './message.js';
import type { CellRef, Checked, Hit } from './rule.js';

/**
 * What is known of forms that are validated again: a review does so with each decision, and most forms of a document are as they were. It belongs to the
 * document: one for all would keep what it knows of those that are done with, until the engine next looks through all of its memory.
 */
export type KnownForms = WeakMap<NormalisedForm, { readonly checks: readonly RuleCheck[]; record?: { readonly key: string; readonly form: Form } }>;

/**
 * The forms of one document as records: rules run, blame decided, every flagged row with reasons a person can act on, and the status and
 * ids the contract promises. `documentName` is the document's name in the output; forms are numbered in the order given.
 */
export function validateForms(forms: readonly NormalisedForm[], documentName: string, known: KnownForms = new WeakMap()): Form[] {
  const evidence = new Evidence(forms);
  const hits: RuleHit[][] = [];
  for (const form of forms) hits.push(checkForm(form, evidence, known));
  const records: Form[] = [];
  for (const [index, form] of forms.entries()) records.push(toRecord(form, hits[index] ?? [], evidence, documentName, index + 1, known));
  return records;
}

interface RuleHit {
  readonly used: RuleInUse;
  readonly hit: Hit;
}

interface RuleCheck {
  readonly used: RuleInUse;
  readonly checked: Checked;
}

function runRules(form: NormalisedForm): readonly RuleCheck[] {
  const checks: RuleCheck[] = [];
  let stopped = false;
  for (const used of bindRules(form.definition)) {
    const { bound } = used;
    if (stopped && bound.rule.needsRunningProject) continue;
    const checked = bound.check(form);
    checks.push({ used, checked });
    if (bound.rule.stopsOthers === true && checked.hits.length > 0) stopped = true;
  }
  return checks;
}

function checkForm(form: NormalisedForm, evidence: Evidence, known: KnownForms): RuleHit[] {
  let entry = known.get(form);
  if (entry === undefined) known.set(form, (entry = { checks: runRules(form) }));
  const hits: RuleHit[] = [];
  for (const { used, checked } of entry.checks) {
    evidence.add(form, used.bound, checked);
    for (const hit of checked.hits) hits.push({ used, hit });
  }
  return hits;
}

/** The record of a form. It is the same object as long as nothing in the document changes what is said of the form. */
function toRecord(form: NormalisedForm, hits: readonly RuleHit[], evidence: Evidence, documentName: string, index: number, known: KnownForms): Form {
  const judged: JudgedHit[] = [];
  for (const { used, hit } of hits) {
    const severity = used.severity ?? hit.severity ?? used.bound.rule.severity;
    judged.push({ used, hit, severity, verdict: judge(form, used.bound, hit, severity, evidence) });
  }
  const key = JSON.stringify([documentName, index, judged.map(({ verdict }) => verdict)]);
  const entry = known.get(form);
  if (entry?.record?.key === key) return entry.record.form;
  const made = makeRecord(form, judged, documentName, index);
  if (entry !== undefined) entry.record = { key, form: made };
  return made;
}

interface JudgedHit extends RuleHit {
  readonly severity: Severity;
  readonly verdict: Verdict;
}

function makeRecord(form: NormalisedForm, judged: readonly JudgedHit[], documentName: string, index: number): Form {
  const id = `${documentName}#${index}`;
  const { definition } = form;
  const findings: Finding[] = [];
  const rowFindings: RowFindings = new Map();
  for (const { code, note } of form.doubts) findings.push(doubtFinding(code, note, definition.title, [], 'error'));
  if (form.title.doubts.length > 0) findings.push(...doubtFindings({ title: form.title }, [{ name: 'title', title: definition.title }], id));
  findings.push(...doubtFindings(form.fields, definition.fields, id));

  for (const { used, hit, severity, verdict } of judged) {
    const data = { ...hit.data, template: hit.template, ...verdict.data };
    const rule = used.bound.rule.name;
    const cells = hit.cells.map((ref) => cellId(id, ref));
    const finding: Finding = { rule, kind: verdict.kind, severity, message: findingToMessage({ rule, data }, 'en'), data, cells };
    if (hit.row !== undefined) addToRow(rowFindings, hit.row.table, hit.row.row, finding);
    else {
      findings.push(finding);
      // A sum blames no row, unless one other reading of one row would mend it.
      const { suspect } = verdict;
      if (verdict.data.verdict === 'neighbour' && suspect !== undefined && 'table' in suspect) addToRow(rowFindings, suspect.table, suspect.row, finding);
    }
  }

  const tables: Record<string, Row[]> = {};
  for (const { name, columns } of definition.tables) {
    const found = rowFindings.get(name);
    const rows: Row[] = [];
    for (const { cells } of form.tables[name]?.rows ?? []) rows.push(toRow(cells, columns, id, name, rows.length, found?.get(rows.length)));
    tables[name] = rows;
  }
  const title = toCell(form.title, undefined);
  let doubted = title.status === 'review';
  const fields: Record<string, Cell> = {};
  for (const { name } of definition.fields) {
    const cell = form.fields[name];
    if (cell === undefined) continue;
    const record = toCell(cell, undefined);
    doubted ||= record.status === 'review';
    fields[name] = record;
  }
  return { id, definition: definition.id, index, title, year: form.year, fields, tables, findings, status: statusOf(doubted, findings), context: formToContext(form) };
}

/** What is found about rows, by their table and number. */
type RowFindings = Map<string, Map<number, Finding[]>>;

function addToRow(rowFindings: RowFindings, table: string, row: number, finding: Finding): void {
  let byRow = rowFindings.get(table);
  if (byRow === undefined) rowFindings.set(table, (byRow = new Map()));
  const reasons = byRow.get(row);
  if (reasons === undefined) byRow.set(row, [finding]);
  else reasons.push(finding);
}

function toRow(cells: NormalisedRow['cells'], columns: readonly ColumnDefinition[], formId: string, table: string, row: number, found: readonly Finding[] = []): Row {
  const id = rowId(formId, table, row);
  const records: Record<string, Cell> = {};
  let confidence = 1;
  let doubted = false;
  for (const { name } of columns) {
    const cell = cells[name];
    if (cell === undefined) continue;
    if (cell.confidence < confidence) confidence = cell.confidence;
    doubted ||= cell.doubts.length > 0;
    records[name] = toCell(cell, cell.sharedFromRow === undefined ? undefined : rowId(formId, table, cell.sharedFromRow));
  }
  const reasons = doubted ? doubtFindings(cells, columns, id) : [];
  for (const finding of found) reasons.push(finding);
  return { id, cells: records, confidence, status: statusOf(doubted, reasons), reasons };
}

function rowId(formId: string, table: string, row: number): string {
  return `${formId}/${table}/${row + 1}`;
}

function cellId(formId: string, ref: CellRef): string {
  return 'field' in ref ? `${formId}.${ref.field}` : `${rowId(formId, ref.table, ref.row)}.${ref.column}`;
}

function toCell(cell: NormalisedCell, sharedFrom: string | undefined): Cell {
  const { text, value, confidence, doubts, candidates } = cell;
  const doubted = doubts.length > 0;
  // The places are those of the extraction: nobody changes them, and to copy them is dearer than all else here. Blank cells share one list of none.
  const source = text === '' ? ([...cell.source] as Cell['source']) : (cell.source as Cell['source']);
  const record: Cell = { text, value, confidence, status: doubted ? 'review' : 'ok', source, doubts: doubted ? [...doubts] : [] };
  if (candidates.length > 0) record.candidates = [...candidates];
  if (sharedFrom !== undefined) record.sharedFrom = sharedFrom;
  return record;
}

/** `review` where a cell is, where our reading may be wrong, or where the document contradicts itself. */
function statusOf(doubted: boolean, findings: readonly Finding[]): Status {
  if (doubted) return 'review';
  for (const { kind, severity } of findings) if (kind !== 'source' || severity === 'error') return 'review';
  return 'ok';
}

interface Titled {
  readonly name: string;
  readonly title: FormDefinition['title'];
}

interface SharedDoubt {
  readonly doubt: Doubt;
  /** The titles of all that share it. */
  en: string;
  zh: string;
  readonly ids: string[];
}

/** One finding for each doubt of a row's cells or a form's fields, with all cells that share it; `owner` is the id they hang on. */
function doubtFindings(cells: Readonly<Record<string, NormalisedCell>>, columns: readonly Titled[], owner: string): Finding[] {
  const shared: SharedDoubt[] = [];
  for (const { name, title } of columns) {
    for (const doubt of cells[name]?.doubts ?? []) {
      const id = `${owner}.${name}`;
      const same = shared.find(({ doubt: { code, note } }) => code === doubt.code && note === doubt.note);
      if (same === undefined) shared.push({ doubt, en: title.en, zh: title.zh, ids: [id] });
      else {
        same.en += `, ${title.en}`;
        same.zh += `、${title.zh}`;
        same.ids.push(id);
      }
    }
  }
  const findings: Finding[] = [];
  for (const { doubt, en, zh, ids } of shared) findings.push(doubtFinding(doubt.code, doubt.note, { en, zh }, ids, 'warning'));
  return findings;
}

function doubtFinding(rule: string, note: string, title: FormDefinition['title'], cells: string[], severity: Severity): Finding {
  const data = { title: title.en, titleZh: title.zh, note };
  return { rule, kind: 'extraction', severity, message: findingToMessage({ rule, data }, 'en'), data, cells };
}
