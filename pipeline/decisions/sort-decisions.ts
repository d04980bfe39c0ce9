import type { Decision } from '../../schemas/decision.js';
import type { DecisionState } from '../../schemas/record.js';
import type { NormalisedForm } from '../normalise/normalised-form.js';
import { fieldOf, findTarget, type Stale, type Target } from './find-target.js';

export interface Located {
  readonly decision: Decision;
  readonly target: Target;
}

export interface SortedDecisions {
  /** Those that stand, in the order of their file: the last of each reviewer about each thing. */
  readonly located: readonly Located[];
  readonly stale: readonly { readonly decision: Decision; readonly why: Stale }[];
  readonly states: Map<string, DecisionState['state']>;
}

/** What became of each decision about a document, given its forms as they were read. */
export function sortDecisions(forms: readonly NormalisedForm[], decisions: readonly Decision[], sha256: string): SortedDecisions {
  const states = new Map<string, DecisionState['state']>();
  const undone = new Set<string>();
  // From the end: an undo that was itself taken back undoes nothing.
  for (const { id, decision, undoes } of decisions.toReversed()) if (decision === 'undo' && undoes !== undefined && !undone.has(id)) undone.add(undoes);

  const corrections = new Map<string, Set<string>>();
  const known = (target: Target, column: string): string[] => {
    const form = forms[target.form];
    const cell = target.table === null ? fieldOf(form, column) : form?.tables[target.table]?.rows[target.row ?? -1]?.cells[column];
    return cell === undefined ? [] : [cell.text, ...(corrections.get(targetKey({ ...target, column })) ?? [])];
  };
  const latest = new Map<string, { decision: Decision; target: Target | null; why: Stale | null }>();
  for (const decision of decisions) {
    if (undone.has(decision.id) || decision.decision === 'undo') {
      states.set(decision.id, undone.has(decision.id) ? 'undone' : 'applied');
      continue;
    }
    const found = findTarget(decision, forms, sha256, known);
    const target = 'stale' in found ? null : found;
    const key = `${decision.by}\n${targetKey(target ?? anchorToTarget(decision))}`;
    const earlier = latest.get(key);
    if (earlier !== undefined) states.set(earlier.decision.id, 'superseded');
    // Set anew, so that the order is that of the decisions that stand.
    latest.delete(key);
    latest.set(key, { decision, target, why: 'stale' in found ? found : null });
    states.set(decision.id, target === null ? 'stale' : 'applied');
    if (target !== null && decision.decision === 'correct' && decision.correction !== undefined) {
      const texts = corrections.get(targetKey(target)) ?? new Set();
      corrections.set(targetKey(target), texts.add(decision.correction));
    }
  }
  const standing = [...latest.values()];
  return {
    located: standing.flatMap(({ decision, target }) => (target === null ? [] : [{ decision, target }])),
    stale: standing.flatMap(({ decision, why }) => (why === null ? [] : [{ decision, why }])),
    states,
  };
}

export const targetKey = ({ form, table, row, column }: Target): string => JSON.stringify([form, table, row, column]);

const anchorToTarget = ({ anchor }: Decision): Target => ({ form: anchor.form - 1, table: anchor.table, row: anchor.row === null ? null : anchor.row - 1, column: anchor.column });
