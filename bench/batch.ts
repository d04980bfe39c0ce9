import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runBatch, type RunSummary } from '../pipeline/batch/run-batch.js';
import { openDataset } from '../pipeline/write/dataset.js';
import { builtInForms } from '../schemas/forms/built-in-forms.js';
import type { RunEvent } from '../schemas/run.js';

/**
 * What the batch costs around the parser: `npm run bench:batch [-- <documents>]`. Prints time and memory of the supervisor over many small documents, of
 * a second run over them, and how much of the speed-up that two bare processes have two jobs keep.
 */
const documents = Number(process.argv[2] ?? 20_000);
/** Documents for the speed-up, and how often it is measured: the machine is seldom quiet. */
const COPIES = 48;
const ROUNDS = 3;

const home = mkdtempSync(join(tmpdir(), 'rowproof-bench-'));
const mebibytes = (): number => Math.round(process.memoryUsage.rss() / 2 ** 20);
const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
};
const run = (inbox: string, out: string, jobs: number, onEvent?: (event: RunEvent) => void): Promise<RunSummary> =>
  runBatch({
    inputs: [inbox],
    out,
    jobs,
    definitions: builtInForms,
    decisions: [],
    parserOptions: {},
    writerOptions: {},
    versions: {},
    openDataset: (dataset) => openDataset({ ...dataset, language: 'en' }),
    ...(onEvent === undefined ? {} : { onEvent }),
  });
const bare = (paths: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [fileURLToPath(new URL('./bare-parser.js', import.meta.url)), ...paths], { stdio: 'inherit' });
    child.on('close', (status) => (status === 0 ? resolve() : reject(new Error(`a bare process ended with ${status}`))));
  });

async function many(): Promise<void> {
  const inbox = join(home, 'many');
  for (let i = 0; i < documents; i++) {
    if (i % 1000 === 0) mkdirSync(join(inbox, String(i / 1000)), { recursive: true });
    writeFileSync(join(inbox, String(Math.floor(i / 1000)), `${i}.txt`), `report ${i}\nitem\tamount\nfirst\t${i}\nsecond\t${i * 7}\n`);
  }
  const out = join(home, 'many-out');
  let done = 0;
  let mark = performance.now();
  const before = process.cpuUsage();
  const first = await run(inbox, out, 2, (event) => {
    if (event.event !== 'document' || ++done % Math.ceil(documents / 8) !== 0) return;
    const now = performance.now();
    console.log(`  ${done} documents: ${((now - mark) / (documents / 8)).toFixed(2)} ms each, supervisor ${mebibytes()} MiB`);
    mark = now;
  });
  const { user, system } = process.cpuUsage(before);
  console.log(`${documents} small documents, 2 jobs: the supervisor takes ${((user + system) / 1000 / documents).toFixed(2)} ms of processor a document; ${first.seconds.toFixed(1)} s, of that ${((performance.now() - mark) / 1000).toFixed(1)} s the dataset; supervisor ${mebibytes()} MiB`);
  for (const name of ['second', 'third']) {
    const again = await run(inbox, out, 2);
    console.log(`${name} run, ${again.parsed} documents read, written: ${again.written}: ${((again.seconds / documents) * 10_000).toFixed(2)} s per 10,000`);
  }
}

/** Seconds until the last document was read, and until the dataset stood. */
async function timeRun(inbox: string, out: string, jobs: number): Promise<{ read: number; all: number }> {
  const began = performance.now();
  let read = 0;
  const all = await seconds(() => run(inbox, out, jobs, (event) => void (event.event === 'document' && (read = (performance.now() - began) / 1000))));
  return { read, all };
}

async function speedUp(): Promise<void> {
  const inbox = join(home, 'copies');
  mkdirSync(inbox);
  const text = readFileSync(fileURLToPath(new URL('../../../../samples/dapeng-2021.txt', import.meta.url)), 'utf8');
  const paths = Array.from({ length: COPIES }, (_, i) => join(inbox, `${i}.txt`));
  paths.forEach((path, i) => writeFileSync(path, `${text}\n${i}\n`));
  const half = COPIES / 2;
  const ratios: { read: number; all: number }[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const bareOne = await seconds(() => bare(paths));
    const jobOne = await timeRun(inbox, join(home, `one-${round}`), 1);
    const bareTwo = await seconds(() => Promise.all([bare(paths.slice(0, half)), bare(paths.slice(half))]));
    const jobTwo = await timeRun(inbox, join(home, `two-${round}`), 2);
    const bareRatio = bareOne / bareTwo;
    const ratio = { read: jobOne.read / jobTwo.read / bareRatio, all: jobOne.all / jobTwo.all / bareRatio };
    ratios.push(ratio);
    const shown = [bareOne, bareTwo, jobOne.read, jobTwo.read, jobOne.all, jobTwo.all].map((time) => time.toFixed(1));
    console.log(`  bare ${shown[0]} and ${shown[1]} s, reading ${shown[2]} and ${shown[3]} s, with the dataset ${shown[4]} and ${shown[5]} s: ${percent(ratio.read)} of the bare speed-up, with the dataset ${percent(ratio.all)}`);
  }
  const median = (of: 'read' | 'all'): number => ratios.map((ratio) => ratio[of]).sort((a, b) => a - b)[ratios.length >> 1] ?? 0;
  console.log(`two jobs keep ${percent(median('read'))} of the speed-up of two bare processes while reading, ${percent(median('all'))} with the dataset, which one process writes (median; load of the machine ${loadavg()[0]?.toFixed(1)})`);
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;

try {
  await many();
  await speedUp();
} finally {
  rmSync(home, { recursive: true, force: true });
}
