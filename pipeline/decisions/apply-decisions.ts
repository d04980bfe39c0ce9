import type { Decision } from '../../schemas/decision.js';
import type { Source } from '../../schemas/page.js';
import type { Cell, DecisionState, Finding, Form, Reviewed, Row, Status } from '../../schemas/record.js';
import { normaliseField } from '../normalise/normalise-field.js';
import { normaliseRow } from '../normalise/normalise-row.js';
import type { NormalisedCell, NormalisedForm, NormalisedTable } from '../normalise/normalised-form.js';
import { findingToMessage } from '../validate/message.js';
import { type KnownForms, validateForms } from '../validate/validate-document.js';
import { rowSource, type Stale } from './find-target.js';
import { reasonKey, withoutVerdict } from './reason-key.js';
import { sortDecisions, targetKey, type Located } from './sort-decisions.js';
import { toReviewed, weighCellOpinions, type CellOpinion, type CellVerdict } from './weigh-opinions.js';

export interface DecidedForms {
  readonly forms: Form[];
  /** What became of each decision, in their order. */
  readonly states: DecisionState[];
  /** Places that no row claims any more, since their row is none. */
  readonly released: readonly Source[];
}

/**
 * The forms of a document with the decisions about it: rules run over the corrected texts, what was settled is marked, and what changed under a
 * decision is a finding. Without decisions these are the forms as `validateForms` gives them. The same decisions in the same order give the same forms.
 * Who applies decisions to the same forms again gives the same `known`.
 */
export function applyDecisions(forms: readonly NormalisedForm[], decisions: readonly Decision[], document: { readonly name: string; readonly sha256: string }, known: KnownForms = new WeakMap()): DecidedForms {
  const plain = validateForms(forms, document.name, known);
  if (decisions.length === 0) return { forms: plain, states: [], released: [] };

  const { located, stale, states } = sortDecisions(forms, decisions, document.sha256);
  const plans = forms.map((form, index) => planForm(form, located.filter(({ target }) => target.form === index), states));
  const decided = validateForms(
    plans.map(({ form }) => form),
    document.name,
    known,
  );
  const annotated = decided.map((form, index) => {
    const [plan, before] = [plans[index], plain[index]];
    return plan === undefined || before === undefined || plan.located.length === 0 ? form : withStatus(annotateForm(form, before, plan));
  });
  for (const entry of stale) reportStale(annotated, plans, entry, document.sha256);
  const released = plans.flatMap(({ form, removed, read }) => {
    if (removed.length === 0) return [];
    const inRows = Object.values(form.tables).flatMap(({ rows }) => rows.flatMap((row) => Object.values(row.cells)));
    const kept = new Set([form.title, ...Object.values(form.fields), ...inRows].flatMap(({ source }) => source.map(placeKey)));
    return removed.flatMap(({ table, row }) => {
      const was = read.tables[table]?.rows[row];
      return was === undefined ? [] : rowSource(was).filter((source) => !kept.has(placeKey(source)));
    });
  });
  return {
    forms: annotated,
    states: decisions.map(({ id }) => {
      const why = stale.find(({ decision }) => decision.id === id)?.why.stale;
      return { id, state: states.get(id) ?? 'stale', ...(why === undefined ? {} : { why }) };
    }),
    released,
  };
}

const placeKey = (source: Source): string => JSON.stringify(source);

/** What the decisions about one form come to. */
interface FormPlan {
  readonly read: NormalisedForm;
  /** The form with its texts corrected, the doubts of settled cells gone and without the rows that are none. */
  readonly form: NormalisedForm;
  /** By the key of their target. */
  readonly cells: ReadonlyMap<string, CellVerdict>;
  readonly removed: readonly { readonly table: string; readonly row: number; readonly reviewed: Reviewed }[];
  /** The rows that are left of each table, by their number as read. */
  readonly kept: Readonly<Record<string, readonly number[]>>;
  readonly located: readonly Located[];
}

function planForm(read: NormalisedForm, located: readonly Located[], states: Map<string, DecisionState['state']>): FormPlan {
  if (located.length === 0) {
    const kept = Object.fromEntries(Object.entries(read.tables).map(([name, { rows }]) => [name, [...rows.keys()]]));
    return { read, form: read, cells: new Map(), removed: [], kept, located };
  }
  const cells = new Map<string, CellVerdict>();
  for (const [key, opinions] of cellOpinions(read, located)) {
    const verdict = weighCellOpinions(opinions);
    if (verdict === null) continue;
    cells.set(key, verdict);
    if (verdict.kind === 'disputed') for (const { decision } of verdict.sides) states.set(decision.id, 'disputed');
  }
  const verdictOf = (table: string | null, row: number | null, column: string): CellVerdict | undefined =>
    cells.get(targetKey({ form: located[0]?.target.form ?? 0, table, row, column }));

  const removed: { table: string; row: number; reviewed: Reviewed }[] = [];
  const kept: Record<string, number[]> = {};
  const tables: Record<string, NormalisedTable> = {};
  for (const definition of read.definition.tables) {
    const table = read.tables[definition.name];
    if (table === undefined) continue;
    const left: number[] = [];
    for (const row of table.rows.keys()) {
      const votes = rowVotes(located, definition.name, row);
      const reviewed = votes.keep.length === 0 ? toReviewed(votes.remove) : null;
      if (reviewed === null) left.push(row);
      else removed.push({ table: definition.name, row, reviewed });
    }
    kept[definition.name] = left;
    const rows = left.map((row) => {
      const own = table.rows[row]?.cells ?? {};
      const changed = mapCells(own, (cell, column) => settle(cell, verdictOf(definition.name, row, column)));
      const normalised = normaliseRow({ cells: changed }, definition, table.unit).cells;
      // Normalising doubts texts that no value can be read from; where a human settled the text, that is what it prints.
      return {
        cells: mapCells(normalised, (cell, column) => {
          const clean = verdictOf(definition.name, row, column)?.kind === 'settled' ? { ...cell, doubts: [] } : cell;
          if (clean.sharedFromRow === undefined) return clean;
          const { sharedFromRow, ...alone } = clean;
          const now = left.indexOf(sharedFromRow);
          return now === -1 ? alone : { ...alone, sharedFromRow: now };
        }),
      };
    });
    tables[definition.name] = { ...table, rows };
  }
  const fields = Object.fromEntries(
    Object.entries(read.fields).map(([name, cell]) => {
      const verdict = verdictOf(null, null, name);
      const definition = read.definition.fields.find((field) => field.name === name);
      const settled = settle(cell, verdict);
      const normalised = definition === undefined ? settled : normaliseField(settled, definition);
      return [name, verdict?.kind === 'settled' ? { ...normalised, doubts: [] } : normalised];
    }),
  );
  return { read, form: { ...read, title: settle(read.title, verdictOf(null, null, 'title')), fields, tables }, cells, removed, kept, located };
}

const mapCells = <T extends object>(cells: Readonly<Record<string, T>>, map: (cell: T, column: string) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(cells).map(([column, cell]) => [column, map(cell, column)]));

const settle = (cell: NormalisedCell, verdict: CellVerdict | undefined): NormalisedCell =>
  verdict?.kind === 'settled' ? { ...cell, text: verdict.text, confidence: 1, doubts: [] } : cell;

/** The opinions about each cell, the latest of each reviewer, in the order they were given. Who decides a row has an opinion about each of its cells. */
function cellOpinions(form: NormalisedForm, located: readonly Located[]): Map<string, CellOpinion[]> {
  const byCell = new Map<string, Map<string, CellOpinion>>();
  for (const { decision, target } of located) {
    if (decision.decision === 'not-a-row' || decision.decision === 'undo') continue;
    const row = target.table === null ? undefined : form.tables[target.table]?.rows[target.row ?? -1];
    const columns = target.column === null ? Object.keys(row?.cells ?? {}) : [target.column];
    for (const column of columns) {
      const read = decision.read[column];
      if (read === undefined) continue;
      const key = targetKey({ ...target, column });
      const opinions = byCell.get(key) ?? new Map<string, CellOpinion>();
      const text = decision.decision === 'cannot-tell' ? null : decision.decision === 'correct' ? (decision.correction ?? read) : read;
      // Who corrects a cell and then accepts its row has corrected the cell.
      if (target.column === null && opinions.get(decision.by)?.text === text) continue;
      opinions.delete(decision.by);
      byCell.set(key, opinions.set(decision.by, { decision, text }));
    }
  }
  return new Map([...byCell].map(([key, opinions]) => [key, [...opinions.values()]]));
}

/** Who says last that the row is none, and who that it is one. Who corrects a cell of it says that it is one. */
function rowVotes(located: readonly Located[], table: string, row: number): { keep: Decision[]; remove: Decision[] } {
  const last = new Map<string, Decision>();
  for (const { decision, target } of located) if (target.table === table && target.row === row && decision.decision !== 'cannot-tell') last.set(decision.by, decision);
  const all = [...last.values()];
  return { keep: all.filter(({ decision }) => decision !== 'not-a-row'), remove: all.filter(({ decision }) => decision === 'not-a-row') };
}

/** The form with what was decided about it: `form` after the decisions, `before` without them. */
function annotateForm(form: Form, before: Form, plan: FormPlan): Form {
  const formIndex = plan.located[0]?.target.form ?? 0;
  const verdictOf = (table: string | null, row: number | null, column: string): CellVerdict | undefined => plan.cells.get(targetKey({ form: formIndex, table, row, column }));
  const settledInRows = new Map<string, Finding>();
  const tables = Object.fromEntries(
    Object.entries(form.tables).map(([table, rows]) => [
      table,
      rows.map((row, shown): Row => {
        const number = plan.kept[table]?.[shown] ?? shown;
        const own = plan.located.filter(({ target }) => target.table === table && target.row === number);
        if (own.length === 0) return row;
        const was = before.tables[table]?.[number];
        const cells = Object.fromEntries(Object.entries(row.cells).map(([column, cell]) => [column, annotateCell(cell, was?.cells[column], verdictOf(table, number, column))]));
        const { reasons, reviewed } = settleReasons(row.reasons, own, row.id, own.map(({ target }) => (target.column === null ? undefined : verdictOf(table, number, target.column))));
        for (const reason of reasons) if (reason.reviewed !== undefined) settledInRows.set(findingKey(reason), reason);
        const confidence = Math.min(1, ...Object.values(cells).map((cell) => cell.confidence));
        return { ...row, cells, confidence, reasons, ...(reviewed === null ? {} : { reviewed }), flagged: was?.status === 'review' };
      }),
    ]),
  );
  const own = plan.located.filter(({ target }) => target.table === null);
  const { reasons } = settleReasons(form.findings, own, form.id, own.map(({ target }) => (target.column === null ? undefined : verdictOf(null, null, target.column))));
  const removed = plan.removed.flatMap(({ table, row, reviewed }) => {
    const was = before.tables[table]?.[row];
    return was === undefined ? [] : [{ table, row: row + 1, was: { ...was, reviewed, flagged: was.status === 'review' } }];
  });
  return {
    ...form,
    title: annotateCell(form.title, before.title, verdictOf(null, null, 'title')),
    fields: Object.fromEntries(Object.entries(form.fields).map(([name, cell]) => [name, annotateCell(cell, before.fields[name], verdictOf(null, null, name))])),
    tables,
    // A sum that names a row stands in both places and is settled in both.
    findings: reasons.map((finding) => settledInRows.get(findingKey(finding)) ?? finding),
    ...(removed.length === 0 ? {} : { removed }),
  };
}

function annotateCell(cell: Cell, was: Cell | undefined, verdict: CellVerdict | undefined): Cell {
  if (verdict === undefined || was === undefined) return cell;
  if (verdict.kind !== 'settled') return { ...cell, status: verdict.kind === 'disputed' ? 'review' : cell.status, reviewed: verdict.reviewed };
  const read = was.text === cell.text && was.confidence === cell.confidence ? {} : { read: { text: was.text, confidence: was.confidence } };
  return { ...cell, status: 'ok', doubts: was.doubts, reviewed: { ...verdict.reviewed, ...read } };
}

/** The reasons of a row or form with those marked that a decision settles, and what the decisions themselves give reason to. */
function settleReasons(found: readonly Finding[], own: readonly Located[], id: string, verdicts: readonly (CellVerdict | undefined)[]): { reasons: Finding[]; reviewed: Reviewed | null } {
  const decisions = own.map(({ decision }) => decision);
  const whole = own.flatMap(({ decision, target }) => (target.column === null ? [decision] : []));
  const extra: Finding[] = [];
  const blamed = whole.findLast(({ decision }) => decision === 'source-error');
  const cleared = whole.findLast(({ decision }) => decision === 'accept');
  const disputed = blamed !== undefined && cleared !== undefined && blamed.by !== cleared.by;
  const removes = whole.findLast(({ decision }) => decision === 'not-a-row');
  const keeps = decisions.findLast(({ decision, by }) => decision !== 'not-a-row' && decision !== 'cannot-tell' && by !== removes?.by);
  if (disputed) extra.push(decisionFinding('reviewers-disagree', 'blame', 'undecided', { a: cleared.by, b: blamed.by }, []));
  if (removes !== undefined && keeps !== undefined) extra.push(decisionFinding('reviewers-disagree', 'row', 'undecided', { a: keeps.by, b: removes.by }, []));
  own.forEach(({ target }, index) => {
    const verdict = verdicts[index];
    if (verdict?.kind !== 'disputed' || target.column === null) return;
    const [a, b] = verdict.sides;
    const finding = decisionFinding('reviewers-disagree', 'texts', 'undecided', { a: a.decision.by, aText: a.text, b: b.decision.by, bText: b.text }, [`${id}.${target.column}`]);
    if (!extra.some((other) => findingKey(other) === findingKey(finding))) extra.push(finding);
  });
  const tells = decisions.some(({ decision }) => decision !== 'cannot-tell');
  for (const { decision, by, note } of tells ? [] : decisions) {
    if (decision === 'cannot-tell') extra.push(decisionFinding('cannot-tell', note ? 'note' : 'plain', 'undecided', { by, ...(note ? { note } : {}) }, []));
  }

  const reasons = [...found, ...extra].map((finding): Finding => {
    if (disputed) return finding;
    const by = decisions.filter(({ decision, about }) => decision !== 'cannot-tell' && decision !== 'not-a-row' && about?.some((reason) => reasonKey(reason) === reasonKey(finding)));
    const reviewed = toReviewed(by);
    if (reviewed === null) return finding;
    if (reviewed.decision !== 'source-error') return { ...finding, reviewed };
    // A human has told who is to blame: what the judge could not tell is no longer said.
    const data = withoutVerdict(finding.data);
    return { ...finding, kind: 'source', data, message: findingToMessage({ rule: finding.rule, data }, 'en'), reviewed };
  });
  if (blamed !== undefined && !disputed && !reasons.some(({ reviewed }) => reviewed?.decision === 'source-error')) {
    const { by, note } = blamed;
    const finding = decisionFinding('document-wrong', note ? 'note' : 'plain', 'source', { by, ...(note ? { note } : {}) }, []);
    reasons.push({ ...finding, reviewed: toReviewed([blamed]) ?? undefined });
  }
  return { reasons, reviewed: toReviewed(whole) };
}

function reportStale(forms: Form[], plans: readonly FormPlan[], { decision, why }: { decision: Decision; why: Stale }, sha256: string): void {
  const { anchor, by, at, read } = decision;
  const sameBytes = anchor.document.sha256 === sha256;
  const index = forms.findIndex((form) => form.definition === anchor.definition && form.index === anchor.form);
  const form = forms[index] ?? forms[0];
  if (form === undefined) return;
  const was = anchor.column === null ? Object.values(read).filter((text) => text !== '').join(' | ') : (read[anchor.column] ?? '');
  const data = { by, at, read: was, ...(why.now === undefined ? {} : { now: why.now }) };
  const shown = index === -1 || anchor.table === null ? -1 : (plans[index]?.kept[anchor.table]?.indexOf((anchor.row ?? 0) - 1) ?? -1);
  const row = anchor.table === null || !sameBytes ? undefined : form.tables[anchor.table]?.[shown];
  const owner = row?.id ?? (anchor.table === null ? form.id : null);
  const known = anchor.column !== null && (row === undefined ? anchor.column in form.fields : anchor.column in row.cells);
  const finding = decisionFinding('stale-decision', why.stale, 'undecided', data, known && owner !== null ? [`${owner}.${anchor.column}`] : []);
  const settledBy = plans[index]?.located.find((other) => other.decision.about?.some((reason) => reasonKey(reason) === reasonKey(finding)));
  const settled = settledBy === undefined ? null : toReviewed([settledBy.decision]);
  const told = settled === null ? finding : { ...finding, reviewed: settled };
  const { table } = anchor;
  const changed =
    row === undefined || table === null
      ? { ...form, findings: [...form.findings, told] }
      : { ...form, tables: { ...form.tables, [table]: (form.tables[table] ?? []).map((each) => (each === row ? { ...row, reasons: [...row.reasons, told] } : each)) } };
  forms[Math.max(index, 0)] = withStatus(changed);
}

function decisionFinding(rule: string, template: string, kind: Finding['kind'], data: Finding['data'], cells: string[]): Finding {
  const filled = { ...data, template };
  return { rule, kind, severity: 'warning', message: findingToMessage({ rule, data: filled }, 'en'), data: filled, cells };
}

const findingKey = ({ rule, data, cells }: Finding): string => JSON.stringify([rule, data, cells]);

/** Statuses as the contract says, where what was settled counts no more. */
function withStatus(form: Form): Form {
  const tables = Object.fromEntries(
    Object.entries(form.tables).map(([name, rows]) => [name, rows.map((row): Row => ({ ...row, status: statusOf(Object.values(row.cells), row.reasons) }))]),
  );
  return { ...form, tables, status: statusOf([form.title, ...Object.values(form.fields)], form.findings) };
}

function statusOf(cells: readonly Cell[], findings: readonly Finding[]): Status {
  const open = findings.some(({ kind, severity, reviewed }) => reviewed === undefined && (kind !== 'source' || severity === 'error'));
  return open || cells.some(({ status }) => status === 'review') ? 'review' : 'ok';
}

