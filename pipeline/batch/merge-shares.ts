import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isFailure } from '../../schemas/outcome.js';
import { DocumentResult } from '../../schemas/record.js';
import { Run, type RunCounts, type RunFacts, type RunInput } from '../../schemas/run.js';
import { allStand } from './all-stand.js';
import type { BatchOptions, RunSummary } from './run-batch.js';
import { realDisk } from './disk.js';
import { openOutputFolder, type OutputFolder } from './output-folder.js';
import { lockOutput, type OutputLock } from './output-lock.js';
import { jsonHash, pipelineFingerprint } from './pipeline-fingerprint.js';
import { removeStrayResults } from './remove-stray-results.js';
import { RunError } from './run-error.js';
import { openRunState } from './run-state.js';
import { writeDataset } from './write-dataset.js';

export interface MergeOptions extends Pick<BatchOptions, 'out' | 'writerOptions' | 'openDataset' | 'onEvent' | 'signal'> {
  /** Output folders of the runs of all shares, in any order. */
  readonly shares: readonly string[];
}

type MergeSummary = Pick<RunSummary, 'exitStatus' | 'counts' | 'failures' | 'skipped' | 'written' | 'seconds'>;

interface Share {
  readonly folder: string;
  readonly run: Run;
  readonly shard: NonNullable<Run['shard']>;
}

/** Results that are brought to their places, and synced, together. */
const RESULTS_AT_ONCE = 64;
/** Documents that a message names. */
const NAMED = 3;

/**
 * Folds the outputs of all shares of a run into one output folder, with the bytes that one run over everything gives. It can be stopped at any moment;
 * again over the same shares it writes nothing. Throws a RunError: 2 the shares aren't all the shares of one run, 4 a share or the output folder is held
 * by a run, 1 the output can't be written, or a share isn't whole.
 */
export async function mergeShares(options: MergeOptions): Promise<MergeSummary> {
  const began = performance.now();
  const locks: OutputLock[] = [];
  try {
    const paths = options.shares.map((share) => resolve(share));
    const twice = options.shares.find((_, index) => paths.indexOf(paths[index] ?? '') !== index);
    if (twice !== undefined) throw new RunError(`${twice} is named twice.`, 2);
    if (paths.includes(resolve(options.out))) throw new RunError(`${options.out} can't be a share and the output at once.`, 2);
    for (const share of options.shares) locks.push(...(await lockShare(share)));
    const shares = await readShares(options.shares);
    const folder = await openOutputFolder(options.out, realDisk);
    locks.push(await lockOutput(folder.own, realDisk));
    await folder.clearUnfinished();
    try {
      return await mergeLocked(shares, folder, options, began);
    } finally {
      await folder.clearUnfinished().catch(() => undefined);
    }
  } finally {
    for (const lock of locks.reverse()) await lock.release();
  }
}

/** Nobody may write to a share while it is read. One that can't be written to (a read-only copy) needs no lock. */
async function lockShare(share: string): Promise<OutputLock[]> {
  const own = join(share, '.rowproof');
  if (!existsSync(own)) return [];
  try {
    return [await lockOutput(own, realDisk)];
  } catch (error) {
    if (error instanceof RunError && error.exitStatus === 1) return [];
    throw error;
  }
}

async function mergeLocked(shares: readonly Share[], folder: OutputFolder, options: MergeOptions, began: number): Promise<MergeSummary> {
  const { signal } = options;
  const entries = shares.flatMap((share) => share.run.inputs.map((input) => ({ input, share }))).sort((a, b) => (a.input.name < b.input.name ? -1 : 1));
  const inputs = entries.map(({ input }) => input);
  const facts = sharesToFacts(shares, options.writerOptions);
  const skipped = shares[0]?.run.skipped ?? {};
  const { ended } = latest(shares);
  options.onEvent?.({ event: 'start', documents: inputs.length, skipped });

  const state = await openRunState(folder.own, realDisk);
  try {
    const digests: string[] = [];
    for (let start = 0; start < entries.length && !signal?.aborted; start += RESULTS_AT_ONCE) {
      const placed = await Promise.all(entries.slice(start, start + RESULTS_AT_ONCE).map(({ input, share }) => copyResult(share, input, folder)));
      await folder.place(placed);
      for (const [index, { digest }] of placed.entries()) {
        digests.push(digest);
        const input = inputs[start + index];
        if (input !== undefined) options.onEvent?.({ event: 'document', input });
      }
    }
    const key = jsonHash(['merge', facts, inputs, digests]);
    const stands = !signal?.aborted && state.dataset?.key === key && (await allStand(state.dataset.files, folder));
    if (!stands && !signal?.aborted) {
      await removeStrayResults(folder, new Set(inputs.map(({ name }) => name)));
      const seconds = (Date.parse(ended) - Date.parse(facts.started)) / 1000;
      const files = await writeDataset({ folder, inputs, facts, openDataset: options.openDataset, signal }, () => ({ skipped, ended, seconds, interrupted: false }));
      if (files !== null) {
        for (const old of Object.keys(state.dataset?.files ?? {})) if (files[old] === undefined) await folder.remove(old);
        await state.append([{ dataset: { key, files } }]);
        await state.rewrite();
      }
    }
    const interrupted = signal?.aborted ?? false;
    const counts = addCounts(shares);
    const failures = inputs.filter(({ outcome }) => isFailure(outcome)).map(({ name, outcome, message }) => ({ name, outcome, message: message ?? outcome }));
    const seconds = (performance.now() - began) / 1000;
    options.onEvent?.({ event: 'end', counts, seconds, interrupted });
    return { exitStatus: interrupted ? 130 : failures.length > 0 ? 3 : 0, counts, failures, skipped, written: !stands && !interrupted, seconds };
  } finally {
    await state.close().catch(() => undefined);
  }
}

/** Takes a result over, once it is proved to be the one that its share's run tells of. */
async function copyResult({ folder: share }: Share, input: RunInput, folder: OutputFolder): Promise<{ from: string; to: string; digest: string }> {
  const path = folder.documentPath(input.name);
  const text = await readFile(join(share, path), 'utf8').catch(() => '');
  if (!isResultOf(text, input)) throw new RunError(`${share} isn't whole: ${path} is not the result that its run.json tells of. Run this share again, then merge.`, 1);
  return { from: await folder.writeUnfinished(text), to: path, digest: jsonHash(text) };
}

function isResultOf(text: string, { name, sha256, outcome }: RunInput): boolean {
  try {
    const { document } = DocumentResult.pick({ document: true }).parse(JSON.parse(text));
    return document.name === name && document.sha256 === (sha256 ?? '') && document.outcome === outcome;
  } catch {
    return false;
  }
}

/** The runs of the shares, proved to be all the shares of one run over one state of the inputs. Throws a RunError (2) that says what is wrong. */
async function readShares(folders: readonly string[]): Promise<Share[]> {
  const shares: Share[] = [];
  for (const folder of folders) {
    const run = await readRun(folder);
    if (run.shard === undefined) throw new RunError(`${folder} is no share: its run had no --shard.`, 2);
    shares.push({ folder, run, shard: run.shard });
  }
  const [first] = shares;
  if (first === undefined) throw new RunError('There is nothing to merge.', 2);
  const { of } = first.shard;
  const byIndex = new Map<number, Share>();
  for (const share of shares) {
    if (share.shard.of !== of) throw new RunError(`${first.folder} is a share of ${of}, and ${share.folder} one of ${share.shard.of}: run all with one number of shares.`, 2);
    const other = byIndex.get(share.shard.index);
    if (other !== undefined) throw new RunError(`${other.folder} and ${share.folder} are both share ${share.shard.index}/${of}.`, 2);
    byIndex.set(share.shard.index, share);
    const part = differingPart(first.run, share.run);
    if (part !== null) throw new RunError(`${first.folder} and ${share.folder} were made with another "${part}" each: run all shares with the same program and options.`, 2);
  }
  const missing = Array.from({ length: of }, (_, index) => index + 1).filter((index) => !byIndex.has(index));
  if (missing.length > 0) throw new RunError(`Not all shares are there: ${missing.slice(0, NAMED).map((index) => `${index}/${of}`).join(', ')}${missing.length > NAMED ? ` and ${missing.length - NAMED} more` : ''} missing.`, 2);
  for (const { folder, shard } of shares) {
    if (shard.listing === first.shard.listing) continue;
    throw new RunError(`${first.folder} and ${folder} saw the inputs differently (${first.shard.documents} and ${shard.documents} documents in all): they have changed in between, or one machine can't read them all. Run the shares again.`, 2);
  }
  const names = new Set(shares.flatMap(({ run }) => run.inputs.map(({ name }) => name)));
  if (names.size !== first.shard.documents) throw new RunError(`The shares hold ${names.size} of ${first.shard.documents} documents: run them again.`, 1);
  return [...byIndex.entries()].sort(([a], [b]) => a - b).map(([, share]) => share);
}

async function readRun(folder: string): Promise<Run> {
  let text: string;
  try {
    text = await readFile(join(folder, 'run.json'), 'utf8');
  } catch (error) {
    throw new RunError(`${folder}: no output folder of a finished run (there is no run.json that can be read).`, 2, { cause: error });
  }
  try {
    return Run.parse(JSON.parse(text));
  } catch (error) {
    throw new RunError(`${folder}: its run.json is of another version or damaged.`, 2, { cause: error });
  }
}

/** The first part of the fingerprint in which two runs differ, apart from how their tables were written. */
function differingPart(one: Run, other: Run): string | null {
  const names = new Set([...Object.keys(one.fingerprintParts), ...Object.keys(other.fingerprintParts)]);
  return [...names].find((name) => name !== 'writers' && one.fingerprintParts[name] !== other.fingerprintParts[name]) ?? null;
}

/** What one run over all shares would have said of itself, with the times of the first that began and the last that ended. */
function sharesToFacts(shares: readonly Share[], writerOptions: Readonly<Record<string, unknown>>): RunFacts {
  const { run } = shares[0] as Share;
  const { writers } = pipelineFingerprint([], {}, writerOptions, {});
  const fingerprintParts = { ...run.fingerprintParts, writers };
  const [started = run.started] = shares.map((share) => share.run.started).sort();
  return { versions: run.versions, fingerprint: jsonHash(fingerprintParts), fingerprintParts, options: { ...run.options, ...writerOptions }, started };
}

const latest = (shares: readonly Share[]): Pick<Run, 'ended'> => ({ ended: shares.map(({ run }) => run.ended).sort().at(-1) ?? '' });

function addCounts(shares: readonly Share[]): RunCounts {
  const total: RunCounts = {
    documents: 0,
    reused: 0,
    failed: 0,
    outcomes: {},
    pages: 0,
    forms: 0,
    rows: 0,
    indicators: 0,
    reviewRows: 0,
    reviewForms: 0,
    findings: { extraction: 0, source: 0, undecided: 0 },
  };
  for (const { run: { counts } } of shares) {
    for (const key of ['documents', 'reused', 'failed', 'pages', 'forms', 'rows', 'indicators', 'reviewRows', 'reviewForms'] as const) total[key] += counts[key];
    for (const kind of ['extraction', 'source', 'undecided'] as const) total.findings[kind] += counts.findings[kind];
    for (const [outcome, n] of Object.entries(counts.outcomes) as [keyof RunCounts['outcomes'], number][]) total.outcomes[outcome] = (total.outcomes[outcome] ?? 0) + n;
  }
  return total;
}
