import { readFile } from 'node:fs/promises';
import type { LineReading, LineRecogniser, ReadCharacter } from './line-recogniser.js';
import { type Network, openNetwork } from './onnx-session.js';
import { paddleModels } from './paddle-models.js';
import type { Gray } from './raster.js';
import { resample } from './resample.js';

/** The model reads lines of this height, and answers once every eight pixels of width. */
const INPUT_HEIGHT = 48;
const STRIDE = 8;
/** Wider lines than 40 em are squeezed: the answer for a line of 3 000 pixels already takes 10 MB. */
const MAX_WIDTH = 2560;
/** Pixels of width that one run takes together, padding included: enough to keep it busy, at 30 MB of answers. */
const BATCH_WIDTH = 4096;
/** Lines run together when the narrowest is at least this share of the widest: padding is work for nothing. */
const BATCH_RATIO = 0.8;
/** A character below this probability is not worth naming as a rival. */
const NAMED_RIVAL = 0.001;

function prepare(line: Gray): { width: number; pixels: Gray } {
  const natural = Math.round((line.width * INPUT_HEIGHT) / Math.max(1, line.height));
  const width = Math.max(STRIDE, Math.min(MAX_WIDTH, natural));
  return { width, pixels: resample(line, width, INPUT_HEIGHT) };
}

/** Greedy CTC: the best class of each step, equal neighbours and blanks dropped. */
function decode(probabilities: Float32Array, offset: number, steps: number, classes: number, dictionary: readonly string[], pixelsPerStep: number): LineReading {
  const best = new Int32Array(steps);
  for (let step = 0; step < steps; step += 1) {
    let [top, at] = [-1, 0];
    for (let c = 0, i = offset + step * classes; c < classes; c += 1, i += 1) if ((probabilities[i] ?? 0) > top) [top, at] = [probabilities[i] ?? 0, c];
    best[step] = at;
  }
  const spikes: { character: number; from: number; to: number; peak: number }[] = [];
  for (let step = 0; step < steps; step += 1) {
    const character = best[step] ?? 0;
    if (character === 0) continue;
    const last = spikes.at(-1);
    const probability = (at: number): number => probabilities[offset + at * classes + character] ?? 0;
    if (last !== undefined && last.character === character && last.to === step) {
      last.to = step + 1;
      if (probability(step) > probability(last.peak)) last.peak = step;
    } else spikes.push({ character, from: step, to: step + 1, peak: step });
  }
  // Where a blank won, the best character that is not the one printed beside it might have been left out.
  let omission = 0;
  for (let step = 0; step < steps; step += 1) {
    if (best[step] !== 0) continue;
    const beside = new Set<number>([0, best[step - 1] ?? 0, best[step + 1] ?? 0]);
    for (let c = 1, i = offset + step * classes + 1; c < classes; c += 1, i += 1) {
      if ((probabilities[i] ?? 0) > omission && !beside.has(c)) omission = probabilities[i] ?? 0;
    }
  }
  const characters = spikes.map((spike): ReadCharacter => {
    const row = offset + spike.peak * classes;
    const rivals: { text: string; confidence: number }[] = [];
    for (let c = 1; c < classes; c += 1) {
      const confidence = probabilities[row + c] ?? 0;
      if (confidence >= NAMED_RIVAL && c !== spike.character) rivals.push({ text: dictionary[c] ?? '', confidence });
    }
    rivals.sort((a, b) => b.confidence - a.confidence);
    return {
      text: dictionary[spike.character] ?? '',
      confidence: probabilities[row + spike.character] ?? 0,
      x: ((spike.from + spike.to) / 2) * pixelsPerStep,
      others: rivals.slice(0, 3),
    };
  });
  return { characters, omission };
}

/**
 * PP-OCRv4's Chinese recogniser (Apache-2.0): lines scaled to 48 pixels high, greedy CTC over 6 625 classes. Lines of like width run together; the
 * padding is zeros, the middle of the input's range, as the model was trained.
 */
export async function openPaddleRecogniser(): Promise<LineRecogniser> {
  const network: Network = await openNetwork(paddleModels.recognition);
  const dictionary = ['', ...(await readFile(paddleModels.dictionary, 'utf8')).replace(/\n$/, '').split('\n'), ' '];
  return {
    name: 'ppocr/4',
    async read(lines) {
      const readings: LineReading[] = lines.map(() => ({ characters: [], omission: 0 }));
      const waiting = lines
        .map((line, index) => ({ line, index }))
        .filter(({ line }) => line.width > 0 && line.height > 0)
        .map(({ line, index }) => ({ index, line, ...prepare(line) }))
        .sort((a, b) => b.width - a.width || a.index - b.index);
      for (let start = 0; start < waiting.length; ) {
        const widest = waiting[start]?.width ?? STRIDE;
        const width = Math.ceil(widest / STRIDE) * STRIDE;
        let end = start + 1;
        while (end < waiting.length && (end + 1 - start) * width <= BATCH_WIDTH && (waiting[end]?.width ?? 0) >= widest * BATCH_RATIO) end += 1;
        const batch = waiting.slice(start, end);
        const plane = INPUT_HEIGHT * width;
        const values = new Float32Array(batch.length * 3 * plane);
        batch.forEach(({ pixels }, n) => {
          for (let y = 0; y < INPUT_HEIGHT; y += 1) {
            for (let x = 0; x < pixels.width; x += 1) {
              const value = (pixels.data[y * pixels.width + x] ?? 255) / 127.5 - 1;
              const at = n * 3 * plane + y * width + x;
              values[at] = value;
              values[at + plane] = value;
              values[at + 2 * plane] = value;
            }
          }
        });
        const output = await network.run([batch.length, 3, INPUT_HEIGHT, width], values);
        const [, steps = 0, classes = 0] = output.dims;
        batch.forEach(({ index, line, pixels }, n) => {
          const used = Math.min(steps, Math.ceil(pixels.width / STRIDE) + 1);
          const perStep = (line.width * STRIDE) / pixels.width;
          readings[index] = decode(output.values, n * steps * classes, used, classes, dictionary, perStep);
        });
        start = end;
      }
      return readings;
    },
    close: () => network.close(),
  };
}
