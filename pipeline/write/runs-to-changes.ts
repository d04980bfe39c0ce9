import type { Run, RunInput } from '../../schemas/run.js';

/** What is different from the run before. */
export interface RunChanges {
  readonly previousStarted: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Documents whose bytes changed. */
  readonly changed: readonly string[];
  /** Documents whose bytes are the same and whose outcome, forms, rows or number of things to review is not. */
  readonly readDifferently: readonly string[];
  readonly unchanged: number;
  /** The parts of the fingerprint that changed: why unchanged bytes may be read differently. */
  readonly parts: readonly string[];
}

/** Compares two runs by their inputs. Which cells changed is told by `rowproof diff`. */
export function runsToChanges(previous: Run, current: Pick<Run, 'inputs' | 'fingerprintParts'>): RunChanges {
  const before = new Map(previous.inputs.map((input) => [input.name, input]));
  const now = new Set(current.inputs.map((input) => input.name));
  const names = (keep: (input: RunInput, old: RunInput | undefined) => boolean): string[] =>
    current.inputs.filter((input) => keep(input, before.get(input.name))).map((input) => input.name);
  const changed = names((input, old) => old !== undefined && old.sha256 !== input.sha256);
  const readDifferently = names((input, old) => old !== undefined && old.sha256 === input.sha256 && summary(old) !== summary(input));
  const added = names((_, old) => old === undefined);
  return {
    previousStarted: previous.started,
    added,
    removed: previous.inputs.filter((input) => !now.has(input.name)).map((input) => input.name),
    changed,
    readDifferently,
    unchanged: current.inputs.length - added.length - changed.length - readDifferently.length,
    parts: changedParts(previous.fingerprintParts, current.fingerprintParts),
  };
}

const summary = ({ outcome, partial, pages, forms, rows, review }: RunInput): string => JSON.stringify([outcome, partial, pages, forms, rows, review]);

/** The parts of two fingerprints that differ. */
export const changedParts = (before: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(now)])].filter((part) => before[part] !== now[part]).sort();
