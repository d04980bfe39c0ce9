import { describe, expect, it } from 'vitest';
import { markFaintInk } from '../../../../extractors/read/ocr/mark-faint-ink.js';
import type { Gray } from '../../../../extractors/read/ocr/raster.js';
import { blankInk } from './draw.js';

/** A cell of 120 by 60 pixels of noisy paper, the same in every run, with a pale stroke of a length. */
function cell(length: number, paleness: number, noise: number): Gray {
  const data = new Uint8Array(120 * 60);
  let state = 7;
  for (let i = 0; i < data.length; i += 1) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    data[i] = 245 - noise * ((state >>> 16) / 65536);
  }
  for (let y = 29; y < 31; y += 1) for (let x = 40; x < 40 + length; x += 1) data[y * 120 + x] = (data[y * 120 + x] ?? 0) - paleness;
  return { width: 120, height: 60, data };
}

describe('pale ink in a cell that seems blank', () => {
  it('is found where a hairline lies, at its place', () => {
    const ink = blankInk(120, 60);
    expect(markFaintInk(cell(28, 50, 20), ink, [0, 0, 120, 60], 28)).toBe(true);
    const places = [...ink.data.keys()].filter((at) => ink.data[at] === 1);
    expect([...new Set(places.map((at) => Math.floor(at / 120)))]).toEqual([29, 30]);
  });

  it('is not found in noise', () => {
    for (const noise of [0, 10, 40, 90]) expect(markFaintInk(cell(0, 0, noise), blankInk(120, 60), [0, 0, 120, 60], 28)).toBe(false);
  });

  it('is not looked for in a cell too small for a stroke', () => {
    expect(markFaintInk(cell(28, 50, 0), blankInk(120, 60), [38, 20, 48, 40], 28)).toBe(false);
  });
});
