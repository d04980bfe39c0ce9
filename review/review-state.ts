import type { Decision } from '../schemas/decision.js';
import type { FormDefinition } from '../schemas/form-definition.js';
import type { RunInput } from '../schemas/run.js';
import { itemKeyToText } from '../pipeline/write/item-key.js';
import { formToLine, resultToLine, type DocumentLine } from '../pipeline/write/result-to-line.js';
import { SAMPLE_SIZE } from '../pipeline/write/row-sample.js';
import { decideDocument, decisionsAbout, groupDecisions, recordDocument, type DecidedDocument, type RecordedDocument } from './decided-document.js';
import { openDecisionLog, type DecisionLog } from './decision-log.js';
import { lineToEntries, type ItemEntry } from './line-to-entries.js';
import { readIndex } from './read-index.js';
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
  /** What the queue knows of the document. */
  line(index: number): DocumentLine;
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

const noLine: DocumentLine = { name: '', sha256: '', decisions: [], forms: [], sample: [] };
/** How many documents stay in memory. */
const KEPT_DOCUMENTS = 24;

export async function openReviewState(out: string, decisionsPath: string, definitions: readonly FormDefinition[]): Promise<ReviewState> {
  const output = readOutput(out);
  const log = openDecisionLog(decisionsPath);
  const byId = new Map(definitions.map((definition) => [definition.id, definition]));
  const kept = new Map<number, LoadedDocument>();
  let inputs = new Map<string, RunInput>();
  let lines: DocumentLine[] = [];
  let perDocument: ItemEntry[][] = [];
  let all: ItemEntry[] | null = null;
  let order: Map<string, number> | null = null;
  /** When the index was written that the lines were taken from, and the documents that may differ from their lines since they are newer. */
  let written: number | null = null;
  let unproved = new Set<number>();
  let outputMark: string | null = null;
  let decisions: readonly Decision[] = [];

  const setLine = (number: number, line: DocumentLine): void => {
    lines[number] = line;
    perDocument[number] = lineToEntries(line, number);
    all = null;
    order = null;
  };
  /** Takes in what the decisions have made of a document. Which rows are drawn depends on what the program flagged, not on what was decided since. */
  const index = (number: number, { forms, states }: DecidedDocument): void => {
    const line = lines[number];
    if (line !== undefined) setLine(number, { ...line, decisions: states.map(({ id }) => id), forms: forms.all().map(formToLine) });
  };

  const decide = (recorded: RecordedDocument): LoadedDocument => ({ recorded, decided: decideDocument(recorded, decisionsAbout(decisions, recorded.result.document)) });
  const load = async (number: number): Promise<LoadedDocument | null> => {
    const known = kept.get(number);
    if (known !== undefined) {
      kept.delete(number);
      kept.set(number, known);
      return known;
    }
    const name = lines[number]?.name;
    if (name === undefined) return null;
    const result = await output.document(name);
    const entry = decide(recordDocument(result, byId));
    if (unproved.delete(number) && written !== null && (await output.written(name)) > written) setLine(number, resultToLine({ ...result, forms: [...entry.decided.forms.all()] }));
    kept.set(number, entry);
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT_DOCUMENTS) break;
      kept.delete(oldest);
    }
    return entry;
  };

  /** Takes the queue from the index that the run has left. */
  const takeIndex = async (started: string | undefined): Promise<boolean> => {
    const found = started === undefined ? null : await readIndex(out, started);
    if (found === null) return false;
    lines = [...found.lines];
    perDocument = lines.map(lineToEntries);
    written = found.written;
    unproved = new Set(lines.keys());
    const about = groupDecisions(decisions);
    for (const [number, line] of lines.entries()) {
      const ids = about(line).map(({ id }) => id);
      if (ids.length === line.decisions.length && ids.every((id, i) => id === line.decisions[i])) continue;
      const entry = await load(number);
      if (entry !== null) index(number, entry.decided);
    }
    return true;
  };
  const readDocuments = async (): Promise<void> => {
    written = null;
    unproved = new Set();
    const names = await output.documentNames();
    lines = names.map((name) => ({ ...noLine, name }));
    for (const [number, name] of names.entries()) {
      const result = await output.document(name);
      const { forms } = decide(recordDocument(result, byId)).decided;
      setLine(number, resultToLine({ ...result, forms: [...forms.all()] }));
    }
  };
  /** Reads the folder anew. False when that can't be done now: a run is writing it, or it was deleted to be written again. */
  const loadAll = async (): Promise<boolean> => {
    const before = { inputs, lines, perDocument, written, unproved, kept: [...kept] };
    try {
      const run = await output.run();
      inputs = new Map(run?.inputs.map((input) => [input.name, input]) ?? []);
      perDocument = [];
      kept.clear();
      if (!(await takeIndex(run?.started))) await readDocuments();
      [all, order] = [null, null];
      return true;
    } catch (error) {
      if (before.lines.length === 0) throw error;
      ({ inputs, lines, perDocument, written, unproved } = before);
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
    for (const [number, document] of lines.entries()) {
      const recorded = kept.get(number)?.recorded;
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
    documents: () => lines.map(({ name }) => name),
    definitions: byId,
    document: load,
    async decisionsOf(number) {
      const entry = await load(number);
      return entry === null ? [] : decisionsAbout(decisions, entry.recorded.result.document);
    },
    line: (number) => lines[number] ?? noLine,
    input: (number) => inputs.get(lines[number]?.name ?? '') ?? null,
    sample: () =>
      (order ??= new Map(
        lines
          .flatMap(({ sample }, document) => sample.map(({ form, table, row, draw }) => ({ address: itemKeyToText({ document, form, table, row }), draw })))
          .sort((a, b) => (a.draw < b.draw ? -1 : a.draw > b.draw ? 1 : 0))
          .slice(0, SAMPLE_SIZE)
          .map(({ address }, number) => [address, number]),
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
