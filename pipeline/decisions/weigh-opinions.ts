import type { Decision } from '../../schemas/decision.js';
import type { Opinion, Reviewed } from '../../schemas/record.js';

/** A decision as it stands in the list of all, and the text it gives a cell; null when it gives none. */
export interface CellOpinion {
  readonly decision: Decision;
  readonly text: string | null;
}

/** What the reviewers of one cell come to. */
export type CellVerdict =
  | { readonly kind: 'settled'; readonly text: string; readonly reviewed: Reviewed }
  /** Nobody could tell. */
  | { readonly kind: 'open'; readonly reviewed: Reviewed }
  | { readonly kind: 'disputed'; readonly reviewed: Reviewed; readonly sides: readonly [CellOpinion, CellOpinion] };

/** Weighs the opinions about a cell, one a reviewer, in the order they were given. Who can't tell says nothing against the others. */
export function weighCellOpinions(opinions: readonly CellOpinion[]): CellVerdict | null {
  const reviewed = toReviewed(opinions.map(({ decision }) => decision));
  if (reviewed === null) return null;
  const telling = opinions.filter(({ text }) => text !== null);
  const [last] = telling.slice(-1);
  if (last === undefined || last.text === null) return { kind: 'open', reviewed };
  const other = telling.find(({ text }) => text !== last.text);
  if (other !== undefined) return { kind: 'disputed', reviewed, sides: [other, last] };
  return { kind: 'settled', text: last.text, reviewed: toReviewed([...opinions.filter(({ text }) => text === null), ...telling].map(({ decision }) => decision)) ?? reviewed };
}

/** The decisions of several reviewers about one thing: the last of them, and beside it the others. */
export function toReviewed(decisions: readonly Decision[]): Reviewed | null {
  const last = decisions.at(-1);
  if (last === undefined) return null;
  const others = decisions.slice(0, -1).map(toOpinion);
  return others.length === 0 ? toOpinion(last) : { ...toOpinion(last), others };
}

const toOpinion = ({ decision, by, at, correction, note }: Decision): Opinion => ({
  decision,
  by,
  at,
  ...(correction === undefined ? {} : { correction }),
  ...(note === undefined || note === '' ? {} : { note }),
});
