import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readText } from '../extractors/read/read-text.js';
import { engineOptions } from '../pipeline/batch/limited-process.js';
import { toLimits } from '../pipeline/batch/limits.js';
import { readToResult } from '../pipeline/extract-document.js';
import { builtInForms } from '../schemas/forms/built-in-forms.js';

/**
 * From the bytes of a dump to validated records, in process and warm, on one core, with the options of the engine that documents are read with: forms a
 * second by CPU time, beside the time of just decoding and splitting the same text. Then a document four times as long, to see that time grows with the
 * input and no faster. Run in the project's folder.
 */

const options = engineOptions(toLimits().memory);
if (!options.every((option) => process.execArgv.includes(option))) {
  process.exitCode = spawnSync(process.execPath, [...options, fileURLToPath(import.meta.url)], { stdio: 'inherit' }).status ?? 1;
} else {
  for (const name of ['dapeng-2021', 'futian-0402009']) measure(name);
}

function cpuMilliseconds(work: () => void, rounds: number): number {
  const before = process.cpuUsage();
  for (let i = 0; i < rounds; i++) work();
  const used = process.cpuUsage(before);
  return (used.user + used.system) / 1000 / rounds;
}

function measure(name: string): void {
  /** The compiler of the engine goes on making the code faster for so many readings. */
  const warmUp = 150;
  const rounds = 20;
  const read = (bytes: Uint8Array): number => readToResult('bench.txt', '', readText(bytes), builtInForms).forms.length;
  const split = (bytes: Uint8Array): number => new TextDecoder().decode(bytes).split('\n').reduce((cells, line) => cells + line.split(/[ \t]/).length, 0);
  const bytes = readFileSync(join('samples', `${name}.txt`));
  const four = Buffer.concat([bytes, bytes, bytes, bytes]);
  for (let i = 0; i < warmUp; i++) read(bytes);
  const forms = read(bytes);
  const floor = cpuMilliseconds(() => void split(bytes), rounds * 10);
  const whole = cpuMilliseconds(() => void read(bytes), rounds);
  const long = cpuMilliseconds(() => void read(four), rounds / 4);
  console.log(
    `${name}: ${Math.round((forms / whole) * 1000)} forms a second of CPU (${whole.toFixed(1)} ms for ${forms} forms); decoding and splitting alone ${floor.toFixed(2)} ms, ` +
      `${(whole / floor).toFixed(0)} times; four times the text takes ${(long / whole).toFixed(2)} times as long`,
  );
}
