import type { Decision } from '../../schemas/decision.js';
import type { ExtractedCell } from '../../schemas/extraction.js';
import type { Source } from '../../schemas/page.js';
import type { NormalisedForm, NormalisedRow } from '../normalise/normalised-form.js';

/** What a decision is about, among the forms as they were read. Forms and rows count from 0. */
export interface Target {
  readonly form: number;
  readonly table: string | null;
  readonly row: number | null;
  readonly column: string | null;
}

/** Why a decision applies to nothing any more. `now` is what is read at its place. */
export interface Stale {
  readonly stale: 'document' | 'place' | 'text';
  readonly now?: string;
}

/** The texts that a cell has been known by: as it was read, and as earlier decisions corrected it. */
export type KnownTexts = (target: Target, column: string) => readonly string[];

/**
 * Finds what the decision is about: the same text at the same place of the same document. The row's number only decides between rows that are alike;
 * where it can't, the decision is stale rather than applied to the wrong row.
 */
export function findTarget({ anchor, read }: Decision, forms: readonly NormalisedForm[], sha256: string, known: KnownTexts): Target | Stale {
  if (anchor.document.sha256 !== sha256) return { stale: 'document' };
  const ofDefinition = forms.flatMap((form, index) => (form.definition.id === anchor.definition ? [index] : []));
  const own = ofDefinition.filter((index) => index === anchor.form - 1);
  const { table, column } = anchor;
  if (table === null) {
    const isIt = (form: number): boolean => {
      if (column === null) return true;
      const target = { form, table, row: null, column };
      const cell = fieldOf(forms[form], column);
      return cell !== undefined && known(target, column).includes(read[column] ?? '') && samePlace(anchor.source, cell.source);
    };
    const form = own.find(isIt) ?? onlyOne(ofDefinition.filter(isIt));
    if (form !== null) return { form, table, row: null, column };
    const now = column === null ? undefined : fieldOf(forms[anchor.form - 1], column)?.text;
    return now === undefined ? { stale: 'place' } : { stale: 'text', now };
  }
  const candidates = (among: readonly number[]): Candidate[] =>
    among.flatMap((form) =>
      (forms[form]?.tables[table]?.rows ?? []).flatMap((candidate, row): Candidate[] => {
        const target = { form, table, row, column };
        const isKnown = (name: string): boolean => candidate.cells[name] !== undefined && known(target, name).includes(read[name] ?? '');
        if (!(column === null ? Object.keys(read).every(isKnown) : isKnown(column))) return [];
        const decided = column === null ? undefined : candidate.cells[column];
        if (!samePlace(anchor.source, decided !== undefined && decided.source.length > 0 ? decided.source : rowSource(candidate))) return [];
        return [{ target, alike: Object.keys(read).filter(isKnown).length }];
      }),
    );
  const found = best(candidates(own), anchor.row) ?? best(candidates(ofDefinition), anchor.row);
  if (found !== null) return found;
  const there = forms[anchor.form - 1]?.tables[table]?.rows[(anchor.row ?? 0) - 1];
  if (there === undefined) return { stale: 'place' };
  const now = column === null ? changedTexts(there, read) : there.cells[column]?.text;
  return now === undefined ? { stale: 'place' } : { stale: 'text', now };
}

interface Candidate {
  readonly target: Target;
  /** How many cells of the row read as they did. */
  readonly alike: number;
}

function best(candidates: readonly Candidate[], number: number | null): Target | null {
  const most = Math.max(...candidates.map(({ alike }) => alike));
  const first = candidates.filter(({ alike }) => alike === most).map(({ target }) => target);
  return first.find(({ row }) => row !== null && row + 1 === number) ?? onlyOne(first);
}

const onlyOne = <T>(items: readonly T[]): T | null => (items.length === 1 ? (items[0] ?? null) : null);

/** The field of a form by its name, its title included. */
export const fieldOf = (form: NormalisedForm | undefined, name: string): NormalisedForm['title'] | undefined => (name === 'title' ? form?.title : form?.fields[name]);

/** The places of all cells of a row. */
export const rowSource = (row: NormalisedRow): Source[] => Object.values(row.cells).flatMap((cell: ExtractedCell) => [...cell.source]);

const changedTexts = (row: NormalisedRow, read: Decision['read']): string =>
  Object.entries(read)
    .flatMap(([column, text]) => (row.cells[column] === undefined || row.cells[column].text === text ? [] : [row.cells[column].text]))
    .join(' | ');

/** True when each decided place is still touched by a place of what is read: engines differ by fractions of a point in their boxes. */
function samePlace(decided: Decision['anchor']['source'], now: readonly Source[]): boolean {
  return decided.every((place) => now.some((other) => touches(place, other)));
}

function touches(a: Decision['anchor']['source'][number], b: Source): boolean {
  if (a.page !== b.page) return false;
  if ('line' in a && 'line' in b) return a.line === b.line && a.column < b.column + b.length && b.column < a.column + a.length;
  if ('line' in a || 'line' in b) return false;
  const [ax0, ay0, ax1, ay1] = a.bbox;
  const [bx0, by0, bx1, by1] = b.bbox;
  return ax0 < bx1 && bx0 < ax1 && ay0 < by1 && by0 < ay1;
}
