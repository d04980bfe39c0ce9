import type { Cell, DocumentResult, Finding, FindingKind, Form, Reviewed } from '../../schemas/record.js';
import { cellAt } from './cell-at.js';
import { numberedRows } from './numbered-rows.js';
import { rowDraw, SAMPLE_SIZE } from './row-sample.js';
import { formReasons, needsHuman, rowReasons } from './row-reasons.js';

/** What the queue of the review knows of a row or form without opening its document. What is false, empty or null is left out. */
export interface LineItem {
  /** Where it isn't made of the form's id, the table and the row's number. */
  readonly id?: string;
  /** What it is known by to a person: the first texts of the row, the title of the form. */
  readonly label: string;
  readonly open?: true;
  /** What was decided about the row or form as a whole, or last about one of its cells. */
  readonly decision?: string;
  /** Rules and doubts, the kinds of those, and the columns or fields in question. */
  readonly rules?: readonly string[];
  readonly kinds?: readonly FindingKind[];
  readonly columns?: readonly string[];
  /** The likelier a mistake, the lower. */
  readonly rank: number;
}

export interface LineForm {
  readonly id: string;
  readonly definition: string;
  /** The first and the last page that it stands on; lines of a text file. */
  readonly places: readonly [number, number];
  /** Its fields and sums. */
  readonly own: LineItem;
  /** The rows of each table under their numbers as read. */
  readonly tables: Readonly<Record<string, readonly LineItem[]>>;
}

/** A document as the queue knows it. */
export interface DocumentLine {
  readonly name: string;
  readonly sha256: string;
  /** Ids of the decisions that went into it. */
  readonly decisions: readonly string[];
  readonly forms: readonly LineForm[];
  /** Its unflagged rows that come first in the random order (see rowDraw), with the number of their form. */
  readonly sample: readonly { readonly form: number; readonly table: string; readonly row: number; readonly draw: string }[];
}

const kindOrder: Readonly<Record<FindingKind, number>> = { extraction: 0, undecided: 1, source: 2 };
// Enough to tell rows apart in a list.
const LABEL_LENGTH = 60;

export const resultToLine = ({ document, forms, decisions }: Pick<DocumentResult, 'document' | 'forms' | 'decisions'>): DocumentLine => ({
  name: document.name,
  sha256: document.sha256,
  decisions: (decisions ?? []).map(({ id }) => id),
  forms: forms.map(formToLine),
  sample: drawnRows(document, forms),
});

/** A decision changes one form of a document; what is known of the others stays. */
const known = new WeakMap<Form, LineForm>();

export function formToLine(form: Form): LineForm {
  const there = known.get(form);
  if (there !== undefined) return there;
  const tables = Object.keys(form.tables).map((table) => [
    table,
    numberedRows(form, table).map(({ number, row, removed }) =>
      toItem(form, {
        id: row.id === rowId(form.id, table, number) ? undefined : row.id,
        label: rowLabel(row.cells),
        reasons: rowReasons(row),
        cells: row.cells,
        open: !removed && row.status === 'review',
        reviewed: row.reviewed,
      }),
    ),
  ]);
  const made: LineForm = {
    id: form.id,
    definition: form.definition,
    places: formPlaces(form),
    own: toItem(form, {
      id: undefined,
      label: form.fields['projectName']?.text || form.title.text,
      reasons: formReasons(form),
      cells: { title: form.title, ...form.fields },
      open: form.status === 'review',
      reviewed: form.findings.findLast((finding) => finding.reviewed !== undefined)?.reviewed,
    }),
    tables: Object.fromEntries(tables) as LineForm['tables'],
  };
  known.set(form, made);
  return made;
}

/** Of its title, its fields and the rows that are left of it. */
function formPlaces({ title, fields, tables }: Form): [number, number] {
  const cells = [title, ...Object.values(fields), ...Object.values(tables).flatMap((rows) => rows.flatMap((row) => Object.values(row.cells)))];
  let [first, last] = [Infinity, 0];
  for (const { source } of cells) {
    for (const place of source) {
      const at = 'line' in place ? place.line : place.page;
      first = Math.min(first, at);
      last = Math.max(last, at);
    }
  }
  return first <= last ? [first, last] : [0, 0];
}

export const rowId = (form: string, table: string, number: number): string => `${form}/${table}/${number + 1}`;

/** The unflagged rows of a document that can be among the sample, however few the other documents have. */
export function drawnRows(document: Pick<DocumentResult['document'], 'sha256'>, forms: readonly Form[]): DocumentLine['sample'] {
  const all = forms.flatMap((form, place) =>
    Object.keys(form.tables).flatMap((table) =>
      numberedRows(form, table).flatMap(({ row, number, removed }) =>
        (row.flagged ?? (!removed && row.status === 'review')) ? [] : [{ form: place, table, row: number, draw: rowDraw(document, row) }],
      ),
    ),
  );
  return all.length <= SAMPLE_SIZE ? all : all.sort((a, b) => (a.draw < b.draw ? -1 : a.draw > b.draw ? 1 : 0)).slice(0, SAMPLE_SIZE);
}

interface Parts {
  readonly id: string | undefined;
  readonly label: string;
  readonly reasons: readonly Finding[];
  readonly cells: Readonly<Record<string, Cell>>;
  readonly open: boolean;
  readonly reviewed: Reviewed | undefined;
}

function toItem(form: Form, { id, label, reasons, cells, open, reviewed }: Parts): LineItem {
  const pressing = open ? reasons.filter(needsHuman) : [];
  const confidence = Math.min(1, ...Object.values(cells).map((cell) => cell.confidence));
  const cellDecision = Object.values(cells).flatMap((cell) => (cell.reviewed === undefined ? [] : [cell.reviewed])).sort((a, b) => (a.at < b.at ? -1 : 1)).at(-1)?.decision;
  const decision = reviewed?.decision ?? cellDecision;
  const columns = [...new Set(pressing.flatMap((finding) => finding.cells.flatMap((address) => cellAt(form, address)?.column ?? [])))];
  return {
    ...(id === undefined ? {} : { id }),
    label: label.length <= LABEL_LENGTH ? label : [...label].slice(0, LABEL_LENGTH).join(''),
    ...(open ? { open } : {}),
    ...(decision === undefined ? {} : { decision }),
    ...(pressing.length === 0 ? {} : { rules: [...new Set(pressing.map(({ rule }) => rule))], kinds: [...new Set(pressing.map(({ kind }) => kind))] }),
    ...(columns.length === 0 ? {} : { columns }),
    rank: Math.round(confidence * 10_000) * 3 + Math.min(2, ...pressing.map(({ kind }) => kindOrder[kind])),
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
