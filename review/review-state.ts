import type { Decision } from '../schemas/decision.js';
import type { FormDefinition } from '../schemas/form-definition.js';
import type { RunInput } from '../schemas/run.js';
import { rowDraw, SAMPLE_SIZE } from '../pipeline/write/row-sample.js';
import { decideDocument, decisionsAbout, numberedRows, recordDocument, type DecidedDocument, type RecordedDocument } from './decided-document.js';
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
  document(index: number): Promise<LoadedDocument | null>;
  decisionsOf(index: number): Promise<readonly Decision[]>;
  /** The line of run.json about the document, or null. */
  input(index: number): RunInput | null;
  /** Items of the random sample in their order, by the text of their key. */
  readonly sample: () => ReadonlyMap<string, number>;
  readonly log: DecisionLog;
}

/** A document with its decisions, and as the run recorded it. */
export interface LoadedDocument {
  readonly decided: DecidedDocument;
  readonly recorded: RecordedDocument;
}

/** How many documents stay in memory. */
const KEPT_DOCUMENTS = 24;

export async function openReviewState(out: string, decisionsPath: string, definitions: readonly FormDefinition[]): Promise<ReviewState> {
  const output = readOutput(out);
  const log = openDecisionLog(decisionsPath);
  const byId = new Map(definitions.map((definition) => [definition.id, definition]));
  const kept = new Map<number, LoadedDocument>();
  let names: string[] = [];
  let inputs = new Map<string, RunInput>();
  let perDocument: ItemEntry[][] = [];
  let all: ItemEntry[] | null = null;
  let draws: { readonly key: string; readonly draw: string }[][] = [];
  let order: Map<string, number> | null = null;
  let outputMark: string | null = null;
  let decisions: readonly Decision[] = [];

  const index = (number: number, { forms }: DecidedDocument): void => {
    const entries: ItemEntry[] = [];
    forms.forEach((form, place) => entries.push(...formToEntries(form, number, place, entries.length)));
    perDocument[number] = entries;
    all = null;
  };
  /** What is drawn depends on what the program flagged, not on what was decided since. */
  const draw = (number: number, { forms, document }: DecidedDocument): void => {
    draws[number] = forms.flatMap((form, place) =>
      Object.keys(form.tables).flatMap((table) =>
        numberedRows(form, table).flatMap(({ row, number: own, removed }) =>
          (row.flagged ?? (!removed && row.status === 'review')) ? [] : [{ key: itemKeyToText({ document: number, form: place, table, row: own }), draw: rowDraw(document, row) }],
        ),
      ),
    );
    order = null;
  };

  const decide = (recorded: RecordedDocument): LoadedDocument => ({ recorded, decided: decideDocument(recorded, decisionsAbout(decisions, recorded.result.document)) });
  const load = async (number: number): Promise<LoadedDocument | null> => {
    const known = kept.get(number);
    if (known !== undefined) {
      kept.delete(number);
      kept.set(number, known);
      return known;
    }
    const name = names[number];
    if (name === undefined) return null;
    const entry = decide(recordDocument(await output.document(name), byId));
    kept.set(number, entry);
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT_DOCUMENTS) break;
      kept.delete(oldest);
    }
    return entry;
  };

  /** Reads the folder anew. False when that can't be done now: a run is writing it, or it was deleted to be written again. */
  const loadAll = async (): Promise<boolean> => {
    const before = { names, inputs, perDocument, draws, kept: [...kept] };
    try {
      names = await output.documentNames();
      inputs = new Map((await output.run())?.inputs.map((input) => [input.name, input]) ?? []);
      perDocument = [];
      draws = [];
      kept.clear();
      for (const number of names.keys()) {
        const entry = await load(number);
        if (entry === null) continue;
        index(number, entry.decided);
        draw(number, entry.decided);
      }
      return true;
    } catch (error) {
      if (before.names.length === 0) throw error;
      ({ names, inputs, perDocument, draws } = before);
      kept.clear();
      for (const [number, entry] of before.kept) kept.set(number, entry);
      [all, order] = [null, null];
      return false;
    }
  };

  const refresh = async (): Promise<void> => {
    const before = decisions;
    decisions = await log.read();
    const mark = await output.mark();
    if (mark !== outputMark) {
      if (await loadAll()) outputMark = mark;
      return;
    }
    if (decisions === before) return;
    const grown = before.every((decision, i) => decision.id === decisions[i]?.id);
    const changed = grown ? decisions.slice(before.length) : decisions;
    for (const [number, name] of names.entries()) {
      const recorded = kept.get(number)?.recorded;
      const document = recorded?.result.document ?? { name, sha256: inputs.get(name)?.sha256 ?? '' };
      if (grown && decisionsAbout(changed, document).length === 0) continue;
      if (recorded === undefined) await load(number);
      else kept.set(number, decide(recorded));
      const entry = kept.get(number);
      if (entry !== undefined) index(number, entry.decided);
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
      return entry === null ? [] : decisionsAbout(decisions, entry.recorded.result.document);
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
