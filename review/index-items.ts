import { formReasons, needsHuman, rowReasons } from '../pipeline/write/row-reasons.js';
import type { Cell, Finding, FindingKind, Form, Reviewed } from '../schemas/record.js';
import { cellAt } from '../pipeline/write/cell-at.js';
import { numberedRows } from './decided-document.js';
import type { ItemKey } from './item-key.js';

/** What the queue knows of a row or form without opening its document. */
export interface ItemEntry {
  readonly key: ItemKey;
  /** Id of the row or form. */
  readonly id: string;
  /** What it is known by to a person: the first texts of the row, the title of the form. */
  readonly label: string;
  readonly definition: string;
  readonly open: boolean;
  /** What was decided about the row or form as a whole, or last about one of its cells. */
  readonly decision: string | null;
  readonly rules: readonly string[];
  readonly kinds: readonly FindingKind[];
  /** The columns or fields in question. */
  readonly columns: readonly string[];
  /** The likelier a mistake, the lower. */
  readonly rank: number;
  /** Where it stands among the items of its document. */
  readonly order: number;
  /** True for a row that the program itself did not flag. */
  readonly unflagged: boolean;
}

const kindOrder: Readonly<Record<FindingKind, number>> = { extraction: 0, undecided: 1, source: 2 };
// Enough to tell rows apart in a list.
const LABEL_LENGTH = 60;

/** A decision changes one form of a document; what is known of the others stays. */
const known = new WeakMap<Form, { readonly key: string; readonly entries: ItemEntry[] }>();

/** A document's form and all its rows, the form itself first; `before` items of the document stand before them. */
export function formToEntries(form: Form, document: number, index: number, before: number): ItemEntry[] {
  const key = `${document} ${index} ${before}`;
  const there = known.get(form);
  if (there?.key === key) return there.entries;
  const entries = [
    toEntry({
      key: { document, form: index, table: null, row: null },
      id: form.id,
      label: form.fields['projectName']?.text || form.title.text,
      form,
      reasons: formReasons(form),
      cells: { title: form.title, ...form.fields },
      open: form.status === 'review',
      reviewed: formReviewed(form),
      flagged: undefined,
    }),
  ];
  for (const table of Object.keys(form.tables)) {
    for (const { number, row, removed } of numberedRows(form, table)) {
      entries.push(
        toEntry({
          key: { document, form: index, table, row: number },
          id: row.id,
          label: rowLabel(row.cells),
          form,
          reasons: rowReasons(row),
          cells: row.cells,
          open: !removed && row.status === 'review',
          reviewed: row.reviewed,
          flagged: row.flagged,
        }),
      );
    }
  }
  const ordered = entries.map((entry, order) => ({ ...entry, order: before + order }));
  known.set(form, { key, entries: ordered });
  return ordered;
}

interface Parts {
  readonly key: ItemKey;
  readonly id: string;
  readonly label: string;
  readonly form: Form;
  readonly reasons: readonly Finding[];
  readonly cells: Readonly<Record<string, Cell>>;
  readonly open: boolean;
  readonly reviewed: Reviewed | undefined;
  readonly flagged: boolean | undefined;
}

function toEntry({ key, id, label, form, reasons, cells, open, reviewed, flagged }: Parts): Omit<ItemEntry, 'order'> {
  const pressing = open ? reasons.filter(needsHuman) : [];
  const confidence = Math.min(1, ...Object.values(cells).map((cell) => cell.confidence));
  const cellDecision = Object.values(cells).flatMap((cell) => (cell.reviewed === undefined ? [] : [cell.reviewed])).sort((a, b) => (a.at < b.at ? -1 : 1)).at(-1)?.decision;
  return {
    key,
    id,
    label: [...label].slice(0, LABEL_LENGTH).join(''),
    definition: form.definition,
    open,
    decision: reviewed?.decision ?? cellDecision ?? null,
    rules: [...new Set(pressing.map(({ rule }) => rule))],
    kinds: [...new Set(pressing.map(({ kind }) => kind))],
    columns: [...new Set(pressing.flatMap((finding) => finding.cells.flatMap((address) => cellAt(form, address)?.column ?? [])))],
    rank: Math.round(confidence * 10_000) * 3 + Math.min(2, ...pressing.map(({ kind }) => kindOrder[kind])),
    unflagged: key.table !== null && !(flagged ?? open),
  };
}

/** A row goes by its name where it has one, else by the texts it begins with. */
const rowLabel = (cells: Readonly<Record<string, Cell>>): string =>
  cells['name']?.text ||
  Object.values(cells)
    .map((cell) => cell.text)
    .filter((text) => text !== '')
    .slice(0, 3)
    .join(' · ');

const formReviewed = (form: Form): Reviewed | undefined => form.findings.findLast((finding) => finding.reviewed !== undefined)?.reviewed;
