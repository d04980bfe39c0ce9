import type { Gray } from './raster.js';

/** Pictures of words by a key, up to so many bytes of them; the oldest are dropped first, so that a document of any length fits. */
export class KeptCrops {
  readonly #most: number;
  readonly #crops = new Map<string, Gray>();
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#most = mostBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  keep(key: string, crop: Gray): void {
    this.#drop(key);
    this.#crops.set(key, crop);
    this.#bytes += crop.data.length;
    for (const oldest of this.#crops.keys()) {
      if (this.#bytes <= this.#most) return;
      this.#drop(oldest);
    }
  }

  get(key: string): Gray | undefined {
    return this.#crops.get(key);
  }

  #drop(key: string): void {
    this.#bytes -= this.#crops.get(key)?.data.length ?? 0;
    this.#crops.delete(key);
  }
}
