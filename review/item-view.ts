import { createHash } from 'node:crypto';
import { reasonKey } from '../pipeline/decisions/reason-key.js';
import { sortDecisions } from '../pipeline/decisions/sort-decisions.js';
import { recordedToForm } from '../pipeline/decisions/recorded-to-form.js';
import { bindRules } from '../pipeline/validate/bind-rules.js';
import { findingToMessage } from '../pipeline/validate/message.js';
import { sayPhrase } from '../pipeline/validate/say-phrase.js';
import { cellAt } from '../pipeline/write/cell-at.js';
import { itemKeyToText, type ItemKey } from '../pipeline/write/item-key.js';
import { numberedRows } from '../pipeline/write/numbered-rows.js';
import { formReasons, needsHuman, rowReasons } from '../pipeline/write/row-reasons.js';
import type { Language } from '../pipeline/write/words.js';
import type { Decision } from '../schemas/decision.js';
import type { FormDefinition } from '../schemas/form-definition.js';
import type { Cell, Finding, Form, Row } from '../schemas/record.js';
import type { DecidedDocument, RecordedDocument } from './decided-document.js';
import { valueToText } from './value-to-text.js';

/** A row, or the fields of a form, in a document with its decisions. */
export interface Item {
  readonly key: ItemKey;
  readonly form: Form;
  readonly definition: FormDefinition | undefined;
  /** Null for a form. */
  readonly row: Row | null;
  readonly removed: boolean;
  readonly cells: Readonly<Record<string, Cell>>;
  readonly reasons: readonly Finding[];
}

/** The item of a document, or null when there is none of this key. */
export function findItem(decided: DecidedDocument, key: ItemKey, definitions: ReadonlyMap<string, FormDefinition>): Item | null {
  const form = decided.forms.at(key.form);
  if (form === undefined) return null;
  const common = { key, form, definition: definitions.get(form.definition) };
  if (key.table === null) return { ...common, row: null, removed: false, cells: { title: form.title, ...form.fields }, reasons: formReasons(form) };
  const found = Object.hasOwn(form.tables, key.table) ? numberedRows(form, key.table)[key.row ?? -1] : undefined;
  if (found === undefined) return null;
  return { ...common, row: found.row, removed: found.removed, cells: found.row.cells, reasons: rowReasons(found.row) };
}

/** Changes when anything that a decision is based on does: texts, reasons, earlier decisions. */
export function itemMark({ form, row, cells, reasons, removed }: Item): string {
  const texts = Object.entries(cells).map(([name, { text, status, reviewed }]) => [name, text, status, reviewed]);
  const settled = reasons.map((reason) => [reasonKey(reason), reason.reviewed]);
  return createHash('sha256').update(JSON.stringify([row?.id ?? form.id, texts, settled, removed])).digest('hex').slice(0, 16);
}

/** What rules say about the item as it stands, which is what changes as a text is typed. */
export function itemToFindings(item: Item, language: Language): object {
  const message = (finding: Finding): object => {
    const columns = finding.cells.flatMap((address) => {
      const at = cellAt(item.form, address);
      return at !== null && item.cells[at.column] === at.cell ? [at.column] : [];
    });
    return {
      rule: finding.rule,
      kind: finding.kind,
      severity: finding.severity,
      message: findingToMessage(withTitles(finding, columns, item), language),
      open: needsHuman(finding),
      columns,
      reviewed: finding.reviewed ?? null,
    };
  };
  return {
    status: item.removed ? 'removed' : item.row === null ? item.form.status : item.row.status,
    reasons: item.reasons.map(message),
    sums: formToSums(item, language),
    values: Object.fromEntries(Object.entries(item.cells).map(([name, { value }]) => [name, valueToText(value)])),
  };
}

/** A doubt names the column it is about, which for a person is the title of the column. */
function withTitles(finding: Finding, columns: readonly string[], item: Item): Finding {
  const [column] = columns;
  if (column === undefined || finding.data['title'] !== column) return finding;
  return { ...finding, data: { ...finding.data, title: titleOf(item, column, 'en'), titleZh: titleOf(item, column, 'zh') } };
}

/** What a column or field is called: the definition says it, or else it goes by its own name. */
function titleOf({ key, definition }: Pick<Item, 'key' | 'definition'>, name: string, language: Language): string {
  if (name === 'title') return definition?.title[language] ?? name;
  return columnsOf(key, definition)?.find((column) => column.name === name)?.title[language] ?? name;
}

const columnsOf = ({ table }: ItemKey, definition: FormDefinition | undefined) => (table === null ? definition?.fields : definition?.tables.find(({ name }) => name === table)?.columns);

/** Everything that the page shows of an item beside its source. */
export function itemToView(
  item: Item,
  decided: DecidedDocument,
  recorded: RecordedDocument,
  decisions: readonly Decision[],
  language: Language,
): object {
  const { key, form, definition, row, cells } = item;
  const table = definition?.tables.find(({ name }) => name === key.table);
  const columns = columnsOf(key, definition);
  const names = key.table === null ? ['title', ...(columns ?? []).map(({ name }) => name)] : (columns ?? []).map(({ name }) => name);
  const ordered = [...new Set([...names, ...Object.keys(cells)])].filter((name) => cells[name] !== undefined);
  return {
    key: itemKeyToText(key),
    mark: itemMark(item),
    id: row?.id ?? form.id,
    document: { name: decided.document.name, pages: decided.document.pages, number: key.document },
    form: { index: form.index, title: form.title.text, project: form.fields['projectName']?.text ?? '', definition: definition?.title[language] ?? form.definition },
    table: key.table === null ? null : { title: table?.title[language] ?? key.table, row: (key.row ?? 0) + 1, rows: numberedRows(form, key.table).length },
    canDecide: form.context !== undefined && definition !== undefined,
    reviewed: row?.reviewed ?? null,
    ...itemToFindings(item, language),
    cells: ordered.flatMap((name) => {
      const cell = cells[name];
      if (cell === undefined) return [];
      const { text, confidence, status, source, candidates, reviewed, sharedFrom } = cell;
      return [
        {
          name,
          title: titleOf(item, name, language),
          text,
          confidence,
          status,
          source,
          candidates: (candidates ?? []).filter((candidate) => candidate.text !== text).map((candidate) => ({ text: candidate.text, why: sayPhrase(candidate.why, language) })),
          reviewed: reviewed ?? null,
          sharedFrom: sharedFrom ?? null,
        },
      ];
    }),
    history: history(item, decided, recorded, decisions),
  };
}

/** The form's rules about sums, each with whether it holds; those that can't be tested say nothing. */
function formToSums({ form, definition }: Item, language: Language): object[] {
  if (definition === undefined || form.context === undefined) return [];
  const shown = recordedToForm(asRead(form), definition);
  if (shown === null) return [];
  return bindRules(definition).flatMap(({ bound }) => {
    if (bound.rule.level !== 'form' || bound.rule.stopsOthers === true) return [];
    const { hits, held } = bound.check(shown);
    if (hits.length === 0 && held === 0) return [];
    const rule = bound.rule.name;
    const messages = hits.map((hit) => findingToMessage({ rule, data: { ...hit.data, template: hit.template } }, language));
    return [{ rule, holds: hits.length === 0, docs: bound.rule.docs[language], messages }];
  });
}

/** The form with its texts as they are shown, as if they had been read so. */
function asRead(form: Form): Form {
  const { removed: _removed, ...rest } = form;
  const plain = (cells: Readonly<Record<string, Cell>>): Record<string, Cell> =>
    Object.fromEntries(Object.entries(cells).map(([name, { reviewed: _reviewed, ...cell }]) => [name, cell]));
  const tables = Object.entries(form.tables).map(([name, rows]) => [name, rows.map((row) => ({ ...row, cells: plain(row.cells) }))] as const);
  return { ...rest, fields: plain(form.fields), tables: Object.fromEntries(tables) };
}

/** The decisions about the item in their order, with what became of each. */
function history({ key }: Item, { states, document }: DecidedDocument, { read }: RecordedDocument, decisions: readonly Decision[]): object[] {
  const forms = decisions.length === 0 ? null : read();
  const targets = new Map(forms === null ? [] : sortDecisions(forms, decisions, document.sha256).located.map(({ decision, target }) => [decision.id, target]));
  return decisions.flatMap((decision) => {
    const { id, by, at, anchor, correction, note } = decision;
    const target = targets.get(id);
    const place = target ?? { form: anchor.form - 1, table: anchor.table, row: anchor.row === null ? null : anchor.row - 1 };
    const here = place.form === key.form && place.table === key.table && place.row === key.row;
    if (!here || decision.decision === 'undo') return [];
    const state = states.find((entry) => entry.id === id)?.state ?? 'applied';
    const read_ = anchor.column === null ? null : (decision.read[anchor.column] ?? null);
    return [{ id, by, at, decision: decision.decision, column: anchor.column, correction: correction ?? null, note: note ?? '', state, read: read_ }];
  });
}
