import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DecodedText, decodeText } from '../extractors/read/decode-text.js';
import { readDecoded } from '../extractors/read/read-text.js';
import { engineOptions, makeAllObjectsNew } from '../pipeline/batch/engine-options.js';
import { toLimits } from '../pipeline/batch/limits.js';
import { readToResult } from '../pipeline/extract-document.js';
import { builtInForms } from '../schemas/forms/built-in-forms.js';

/**
 * From the decoded text of a dump to validated records, in process and warm, with the options of the engine that documents are read with: forms a second
 * by CPU time of all threads, beside the time of just decoding and splitting the same text. Then documents 4 and 16 times as long: more of a longer one
 * is in need at a time, which the engine's memory shows, but from some length on time grows with the input and no faster. Run in the project's folder.
 */

/** The compiler of the engine goes on making the code faster for so many readings. */
const WARM_UP = 300;
/** Each so many readings long. What else the machine does makes some of them slower, and none faster. */
const BATCHES = 15;
const BATCH = 10;

const options = engineOptions(toLimits().memory);
if (options.every((option) => process.execArgv.includes(option))) {
  makeAllObjectsNew();
  for (const name of ['dapeng-2021', 'futian-0402009']) measure(name);
} else process.exitCode = spawnSync(process.execPath, [...options, fileURLToPath(import.meta.url)], { stdio: 'inherit' }).status ?? 1;

function measure(name: string): void {
  const bytes = readFileSync(join('samples', `${name}.txt`));
  const text = decodeText(bytes);
  const copies = (count: number): DecodedText => decodeText(Buffer.concat(new Array<Uint8Array>(count).fill(bytes)));
  const [four, sixteen] = [copies(4), copies(16)];
  const read = (decoded: DecodedText): number => readToResult('bench.txt', '', readDecoded(decoded), builtInForms).forms.length;
  const split = (): number => new TextDecoder().decode(bytes).split('\n').reduce((cells, line) => cells + line.split(/[ \t]/).length, 0);
  for (let i = 0; i < WARM_UP; i++) read(text);
  const forms = read(text);
  const floor = millisecondsOf(split);
  const whole = millisecondsOf(() => read(text));
  const long = millisecondsOf(() => read(four), BATCH / 5);
  const longest = millisecondsOf(() => read(sixteen), 1);
  const speed = (milliseconds: number): number => Math.round((forms / milliseconds) * 1000);
  console.log(
    `${name}: ${speed(whole.median)} forms a second of CPU, ${speed(whole.least)} in the least disturbed batch (${whole.median.toFixed(1)} and ${whole.least.toFixed(1)} ms for ${forms} forms); ` +
      `decoding and splitting alone ${floor.median.toFixed(2)} ms, ${(whole.median / floor.median).toFixed(0)} times; 4 and 16 times the text take ${(long.median / whole.median).toFixed(1)} and ${(longest.median / whole.median).toFixed(1)} times as long`,
  );
}

/** CPU time of one call, over batches of calls. */
function millisecondsOf(work: () => number, calls: number = BATCH): { median: number; least: number } {
  const times: number[] = [];
  for (let batch = 0; batch < BATCHES; batch++) {
    const before = process.cpuUsage();
    for (let i = 0; i < calls; i++) work();
    const used = process.cpuUsage(before);
    times.push((used.user + used.system) / 1000 / calls);
  }
  times.sort((a, b) => a - b);
  return { median: times[BATCHES >> 1] ?? 0, least: times[0] ?? 0 };
}
