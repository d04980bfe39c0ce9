import { describe, expect, it } from 'vitest';
import { KeptCrops } from '../../../../extractors/read/ocr/kept-crops.js';

const crop = (bytes: number) => ({ width: bytes, height: 1, data: new Uint8Array(bytes) });

describe('pictures of words', () => {
  it('are kept up to a limit, the oldest dropped first', () => {
    const kept = new KeptCrops(100);
    for (let page = 1; page <= 1000; page += 1) {
      kept.keep(`${page}`, crop(30));
      expect(kept.bytes).toBeLessThanOrEqual(100);
    }
    expect(['997', '998', '999', '1000'].map((key) => kept.get(key) !== undefined)).toEqual([false, true, true, true]);
  });

  it('count once when a page is read again', () => {
    const kept = new KeptCrops(100);
    kept.keep('1', crop(60));
    kept.keep('1', crop(50));
    expect([kept.bytes, kept.get('1')?.width]).toEqual([50, 50]);
  });
});
