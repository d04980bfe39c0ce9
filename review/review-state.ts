import type { Decision } from '../schemas/decision.js';
import type { FormDefinition } from '../schemas/form-definition.js';
import type { DocumentResult } from '../schemas/record.js';
import type { RunInput } from '../schemas/run.js';
import { rowDraw, SAMPLE_SIZE, unflaggedRows } from '../pipeline/write/row-sample.js';
import { decideDocument, decisionsAbout, type DecidedDocument } from './decided-document.js';
import { openDecisionLog, type DecisionLog } from './decision-log.js';
import { formToEntries, type ItemEntry } from './index-items.js';
import { itemKeyToText } from './item-key.js';
import { readOutput } from './read-output.js';

/** What the review knows: every row and form of the output folder, as the next run would write them with the decisions of now. */
export interface ReviewState {
  /** Takes in what a run or another reviewer has written since. */
  refresh(): Promise<void>;
  readonly entries: () => readonly ItemEntry[];
  readonly documents: () => readonly string[];
  readonly definitions: ReadonlyMap<string, FormDefinition>;
  /** The document as it stands with all decisions, and its recorded result. */
  document(index: number): Promise<{ readonly decided: DecidedDocument; readonly result: DocumentResult } | null>;
  decisionsOf(index: number): Promise<readonly Decision[]>;
  /** The line of run.json about the document, or null. */
  input(index: number): RunInput | null;
  /** Items of the random sample in their order, by the text of their key. */
  readonly sample: () => ReadonlyMap<string, number>;
  readonly log: DecisionLog;
}

/** How many documents stay in memory. */
const KEPT_DOCUMENTS = 24;

export async function openReviewState(out: string, decisionsPath: string, definitions: readonly FormDefinition[]): Promise<ReviewState> {
  const output = readOutput(out);
  const log = openDecisionLog(decisionsPath);
  const byId = new Map(definitions.map((definition) => [definition.id, definition]));
  const kept = new Map<number, { decided: DecidedDocument; result: DocumentResult }>();
  let names: string[] = [];
  let inputs = new Map<string, RunInput>();
  let perDocument: ItemEntry[][] = [];
  let all: ItemEntry[] | null = null;
  let draws: { readonly key: string; readonly draw: string }[][] = [];
  let order: Map<string, number> | null = null;
  let outputMark: string | null = null;
  let decisions: readonly Decision[] = [];

  const index = (number: number, { forms, document }: DecidedDocument): void => {
    const entries: ItemEntry[] = [];
    forms.forEach((form, place) => entries.push(...formToEntries(form, number, place, entries.length)));
    perDocument[number] = entries;
    const unflagged = new Map(entries.filter((entry) => entry.unflagged).map((entry) => [entry.id, itemKeyToText(entry.key)]));
    draws[number] = forms.flatMap((form) => [...unflaggedRows(form)].flatMap(({ row }) => {
      const key = unflagged.get(row.id);
      return key === undefined ? [] : [{ key, draw: rowDraw(document, row) }];
    }));
    all = null;
    order = null;
  };

  const load = async (number: number): Promise<{ decided: DecidedDocument; result: DocumentResult } | null> => {
    const known = kept.get(number);
    if (known !== undefined) {
      kept.delete(number);
      kept.set(number, known);
      return known;
    }
    const name = names[number];
    if (name === undefined) return null;
    const result = await output.document(name);
    const own = decisionsAbout(decisions, result.document);
    const entry = { decided: decideDocument(result, own, byId), result };
    kept.set(number, entry);
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT_DOCUMENTS) break;
      kept.delete(oldest);
    }
    return entry;
  };

  const loadAll = async (): Promise<void> => {
    names = await output.documentNames();
    inputs = new Map((await output.run())?.inputs.map((input) => [input.name, input]) ?? []);
    perDocument = [];
    draws = [];
    kept.clear();
    for (const number of names.keys()) {
      const entry = await load(number);
      if (entry !== null) index(number, entry.decided);
    }
  };

  const refresh = async (): Promise<void> => {
    const before = decisions;
    decisions = await log.read();
    const mark = await output.mark();
    if (mark !== outputMark) {
      outputMark = mark;
      await loadAll();
      return;
    }
    if (decisions === before) return;
    const added = decisions.slice(before.length);
    const grown = before.every((decision, i) => decision.id === decisions[i]?.id);
    for (const number of names.keys()) {
      const [first] = perDocument[number] ?? [];
      const name = names[number];
      const document = kept.get(number)?.result.document ?? { name: name ?? '', sha256: inputs.get(name ?? '')?.sha256 ?? '' };
      if (grown && first !== undefined && decisionsAbout(added, document as DocumentResult['document']).length === 0) continue;
      kept.delete(number);
      const entry = await load(number);
      if (entry !== null) index(number, entry.decided);
    }
  };

  const turnTaking = oneAtATime(refresh);
  const state: ReviewState = {
    refresh: turnTaking,
    entries: () => (all ??= perDocument.flat().sort((a, b) => Number(b.open) - Number(a.open) || a.rank - b.rank)),
    documents: () => names,
    definitions: byId,
    document: load,
    async decisionsOf(number) {
      const entry = await load(number);
      return entry === null ? [] : decisionsAbout(decisions, entry.result.document);
    },
    input: (number) => inputs.get(names[number] ?? '') ?? null,
    sample: () =>
      (order ??= new Map(
        draws
          .flat()
          .sort((a, b) => (a.draw < b.draw ? -1 : a.draw > b.draw ? 1 : 0))
          .slice(0, SAMPLE_SIZE)
          .map(({ key }, number) => [key, number]),
      )),
    log,
  };
  await state.refresh();
  return state;
}

/** Runs `work` once for all who ask while it waits, and never twice at once. */
function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let waiting: Promise<void> | null = null;
  const start = (): Promise<void> => {
    running = work().finally(() => (running = null));
    return running;
  };
  return () => {
    if (running === null) return start();
    waiting ??= running.catch(() => undefined).then(() => {
      waiting = null;
      return start();
    });
    return waiting;
  };
}
