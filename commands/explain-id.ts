import { readFileSync } from 'node:fs';
import { cellAt } from '../pipeline/write/cell-at.js';
import { quoteLines } from '../pipeline/write/quote-lines.js';
import { formReasons, rowReasons, type FindingMessage } from '../pipeline/write/row-reasons.js';
import { sourcesToTexts } from '../pipeline/write/sources-to-texts.js';
import type { Cell, DocumentResult, Finding, Form, Row } from '../schemas/record.js';
import type { Value } from '../schemas/value.js';
import { listDocumentNames, readDocumentResult, readRun } from './read-dataset.js';
import { UsageError } from './usage-error.js';

export interface ExplainParts {
  readonly message: FindingMessage;
  /** The lines of a text file as the reader counts them; null when the bytes are no text. */
  readonly linesOf: (bytes: Uint8Array) => readonly string[] | null;
  readonly sha256: (bytes: Uint8Array) => string;
}

/**
 * Where each cell of a row, a cell or a form came from and why it is or isn't trusted, as lines for a person. `id` is a row's, a form's or a document's
 * id or the address of one cell. Throws a UsageError when the output folder has nothing of this id.
 */
export function explainId(out: string, id: string, parts: ExplainParts): string {
  const result = readDocumentResult(out, id);
  if (result) return explainDocument(result, parts);
  // A document's name may hold # itself: the longest name that is a document is meant.
  for (let at = id.lastIndexOf('#'); at > 0; at = id.lastIndexOf('#', at - 1)) {
    const document = readDocumentResult(out, id.slice(0, at));
    if (document) return explainInDocument(out, document, id, parts);
  }
  const names = listDocumentNames(out);
  throw new UsageError(`${out} has no document for ${id}. It has ${names.length === 0 ? 'none at all' : `${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`}.`);
}

function explainInDocument(out: string, result: DocumentResult, id: string, parts: ExplainParts): string {
  const lines = sourceLines(out, result, parts);
  for (const form of result.forms) {
    if (id === form.id) return explainForm(form, parts, lines);
    const row = Object.values(form.tables).flat().find((one) => one.id === id);
    if (row) return explainRow(row, parts, lines);
    const named = cellAt(form, id);
    if (named) {
      const owner = Object.values(form.tables).flat().find((one) => id === `${one.id}.${named.column}`);
      const reasons = (owner ? rowReasons(owner) : formReasons(form)).filter((reason) => reason.cells.includes(id));
      return [...explainCell(id, named.cell, lines), ...explainReasons(reasons, parts)].join('\n');
    }
  }
  const { name } = result.document;
  const count = result.forms.length;
  throw new UsageError(`${name} has no row, cell or form ${id}. Its forms are ${count === 0 ? 'none' : `${name}#1${count > 1 ? ` to ${name}#${count}` : ''}`}; rows are named like ${name}#1/indicators/1.`);
}

function explainDocument({ document, forms, residue, coverage }: DocumentResult, parts: ExplainParts): string {
  return [
    `${document.name}: ${document.outcome}${document.partial ? ', in part' : ''}${document.message === undefined ? '' : `: ${document.message}`}`,
    `  sha256 ${document.sha256}`,
    `  read by ${document.reader ?? 'nothing'}${document.encoding === null ? '' : `, ${document.encoding}`}, ${document.pages} pages`,
    ...(document.recognised ?? []).map(({ page, why }) => `  page ${page} was read from its picture: ${why}`),
    `  ${coverage.characters} characters: ${coverage.claimed} in cells, ${coverage.boilerplate} headings and notes, ${coverage.residue} left over in ${residue.length} places`,
    ...forms.map((form) => {
      const rows = Object.values(form.tables).flat();
      const review = rows.filter((row) => row.status === 'review').length;
      return `  ${form.id} ${form.status} · ${form.title.text} · ${form.fields['projectName']?.text ?? ''} · ${rows.length} rows, ${review} to review${formReasons(form).map((reason) => `\n      ${reason.rule}: ${parts.message(reason)}`).join('')}`;
    }),
  ].join('\n');
}

function explainForm(form: Form, parts: ExplainParts, lines: readonly string[] | null): string {
  const tables = Object.entries(form.tables).map(([name, rows]) => {
    const review = rows.filter((row) => row.status === 'review').map((row) => row.id);
    return `table ${name}: ${rows.length} rows${review.length === 0 ? ', all ok' : `, to review: ${review.join(', ')}`}`;
  });
  return [
    `${form.id}: form ${form.definition}${form.year === null ? '' : `, ${form.year}`}: ${verdict(form.status)}`,
    ...explainReasons(formReasons(form), parts),
    ...explainCell('title', form.title, lines),
    ...Object.entries(form.fields).flatMap(([name, cell]) => explainCell(name, cell, lines)),
    ...tables,
  ].join('\n');
}

function explainRow(row: Row, parts: ExplainParts, lines: readonly string[] | null): string {
  return [
    `${row.id}: ${verdict(row.status)}, confidence ${row.confidence}`,
    ...explainReasons(rowReasons(row), parts),
    ...explainDecision(row.reviewed),
    ...Object.entries(row.cells).flatMap(([column, cell]) => explainCell(column, cell, lines)),
  ].join('\n');
}

const verdict = (status: 'ok' | 'review'): string => (status === 'ok' ? 'ok, trusted' : 'review, a human has to look');

const explainReasons = (reasons: readonly Finding[], { message }: ExplainParts): string[] =>
  reasons.length === 0
    ? ['  nothing is said against it']
    : reasons.map((reason) => `  ${reason.kind} ${reason.severity} ${reason.rule}: ${message(reason)}${reason.cells.length === 0 ? '' : `\n      about ${reason.cells.join(', ')}`}`);

const explainDecision = (reviewed: Cell['reviewed']): string[] =>
  reviewed ? [reviewed, ...(reviewed.others ?? [])].map((one) => `  decided: ${one.decision} by ${one.by} at ${one.at}`) : [];

function explainCell(name: string, cell: Cell, lines: readonly string[] | null): string[] {
  const shown = cell.text === '' ? '(prints nothing)' : `"${cell.text}"`;
  const value = cell.value === null ? '' : ` = ${valueToText(cell.value)}`;
  const places = sourcesToTexts(cell.source).join('; ');
  return [
    `${name}: ${shown}${value}`,
    `  ${cell.status}, confidence ${cell.confidence}${places === '' ? '' : `, at ${places}`}${cell.sharedFrom === undefined ? '' : `, shared with ${cell.sharedFrom}`}`,
    ...cell.doubts.map((doubt) => `  doubt ${doubt.code}: ${doubt.note}`),
    ...(cell.candidates ?? []).map((candidate) => `  or "${candidate.text}": ${candidate.why}`),
    ...explainDecision(cell.reviewed),
    ...(lines === null ? [] : quoteLines(lines, cell.source).map((line) => `  ${line.label} | ${line.parts.map(({ text, marked }) => (marked ? `[${text}]` : text)).join('')}`)),
  ];
}

/** A value in one short line: ">= 118 万元 (1180000 元)". */
export function valueToText(value: Value): string {
  switch (value.kind) {
    case 'quantity':
    case 'ratio': {
      const per = value.kind === 'quantity' && value.per.length > 0 ? ` per ${value.per.join(' per ')}` : '';
      const base = value.base && value.base.unit !== value.unit ? ` (${value.base.number}${value.base.unit === '1' ? '' : ` ${value.base.unit}`})` : '';
      return [value.comparator, value.number, value.unit].filter((part) => part !== null).join(' ') + per + base;
    }
    case 'range':
      return `${valueToText(value.from)} to ${valueToText(value.to)}`;
    case 'date':
      return `${value.op} ${value.date}`;
    case 'period':
      return `${value.from} to ${value.to}`;
    case 'multi':
      return value.parts.map(valueToText).join(' and ');
    case 'text':
      return 'words';
    case 'none':
      return 'nothing';
    case 'unreadable':
      return 'unreadable as a value';
  }
}

/** The lines of the document's file, when it is still where the run read it and has the same bytes. */
function sourceLines(out: string, result: DocumentResult, { linesOf, sha256 }: ExplainParts): readonly string[] | null {
  const input = readRun(out)?.inputs.find(({ name }) => name === result.document.name);
  if (!input) return null;
  try {
    const bytes = readFileSync(input.path);
    return sha256(bytes) === result.document.sha256 ? linesOf(bytes) : null;
  } catch {
    // Moved or deleted since: the places stand without their lines.
    return null;
  }
}
