import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readText } from '../extractors/read/read-text.js';
import { readToResult } from '../pipeline/extract-document.js';
import { builtInForms } from '../schemas/forms/built-in-forms.js';

/**
 * From the bytes of a dump to validated records, in process and warm, on one core: forms a second by CPU time, beside the time of just decoding and
 * splitting the same text. Then a document four times as long, to see that time grows with the input and no faster. Run in the project's folder.
 */

function cpuMilliseconds(work: () => void, rounds: number): number {
  const before = process.cpuUsage();
  for (let i = 0; i < rounds; i++) work();
  const used = process.cpuUsage(before);
  return (used.user + used.system) / 1000 / rounds;
}

const read = (bytes: Uint8Array): number => readToResult('bench.txt', '', readText(bytes), builtInForms).forms.length;
const split = (bytes: Uint8Array): number => new TextDecoder().decode(bytes).split('\n').reduce((cells, line) => cells + line.split(/[ \t]/).length, 0);
/** The compiler of the engine goes on making the code faster for so many readings. */
const WARM_UP = 150;
const ROUNDS = 10;

for (const name of ['dapeng-2021', 'futian-0402009']) {
  const bytes = readFileSync(join('samples', `${name}.txt`));
  const four = Buffer.concat([bytes, bytes, bytes, bytes]);
  for (let i = 0; i < WARM_UP; i++) read(bytes);
  const forms = read(bytes);
  const floor = cpuMilliseconds(() => void split(bytes), ROUNDS * 10);
  const whole = cpuMilliseconds(() => void read(bytes), ROUNDS);
  const long = cpuMilliseconds(() => void read(four), 3);
  console.log(
    `${name}: ${Math.round((forms / whole) * 1000)} forms a second of CPU (${whole.toFixed(1)} ms for ${forms} forms); decoding and splitting alone ${floor.toFixed(2)} ms, ` +
      `${(whole / floor).toFixed(0)} times; four times the text takes ${(long / whole).toFixed(2)} times as long`,
  );
}
