// A run of the scripted parser as a process of its own, for those who want to kill it: run-scripted.mjs <inbox> <out> [<summary file>]
import { writeFileSync } from 'node:fs';

const dist = new URL('../../../../dist/', import.meta.url);
const { runBatch } = await import(new URL('pipeline/batch/run-batch.js', dist).href);
const { openDataset } = await import(new URL('pipeline/write/dataset.js', dist).href);
const [inbox, out, summaryFile] = process.argv.slice(2);
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
const titled = (id, title) => ({ id, title: { en: id, zh: id }, titles: [title], fields: [], tables: [], notes: [], rules: [] });

try {
  const summary = await runBatch({
    inputs: [inbox],
    out,
    jobs: 2,
    definitions: [titled('first-form', 'first'), titled('second-form', 'second')],
    decisions: [],
    parser: new URL('scripted-parser.mjs', import.meta.url).href,
    parserOptions: {},
    writerOptions: { language: 'en' },
    versions: {},
    limits: { seconds: 20, memory: 512 },
    openDataset: (dataset) => openDataset({ ...dataset, language: 'en' }),
    signal: stop.signal,
  });
  if (summaryFile) writeFileSync(summaryFile, JSON.stringify(summary));
  process.exit(summary.exitStatus);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(error.exitStatus ?? 70);
}
