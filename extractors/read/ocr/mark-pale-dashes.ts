import type { Gray, Ink, PixelBox } from './raster.js';

/** A dash is drawn so thin that it is paler than ink: what is darker than the paper by so many grey levels on the mean of so many ems is no grain. */
const WINDOW = 0.4;
const DARKER = 24;
const TIMES_SPREAD = 8;
/** A dash that stands alone, in ems: so long, so high, and nothing this near to it. */
const LENGTH = [0.35, 1.4] as const;
const HEIGHT = 0.2;
const CLEAR = 0.3;
/** Every so many rows tell what paper is. */
const SAMPLE = 16;

/**
 * Marks, in the ink picture, level strokes that are paler than ink and stand alone: the dash of a column without drawn cells would else be lost in
 * silence. The rulings of the page are erased. `isTaken` tells boxes that are looked at elsewhere.
 */
export function markPaleDashes(gray: Gray, ink: Ink, em: number, isTaken: (box: PixelBox) => boolean): void {
  const { width, height, data } = gray;
  const window = Math.max(4, Math.round(WINDOW * em));
  const { paper, limit } = levelsOf(gray, window);
  // The stretches of each row whose mean is dark; those below each other are one stroke.
  let above: PixelBox[] = [];
  const done: PixelBox[] = [];
  for (let y = 0; y < height; y += 1) {
    const row: [number, number, number, number][] = [];
    let sum = 0;
    for (let x = 0; x < width; x += 1) {
      sum += data[y * width + x] ?? 255;
      if (x >= window) sum -= data[y * width + x - window] ?? 255;
      if (x + 1 < window || sum / window >= limit) continue;
      const last = row.at(-1);
      if (last !== undefined && x + 1 - window <= last[2]) last[2] = x + 1;
      else row.push([x + 1 - window, y, x + 1, y + 1]);
    }
    const open: PixelBox[] = row.map(([x0, y0, x1, y1]) => {
      const touching = above.filter((box) => box[0] < x1 && box[2] > x0);
      return [Math.min(x0, ...touching.map((box) => box[0])), Math.min(y0, ...touching.map((box) => box[1])), Math.max(x1, ...touching.map((box) => box[2])), y1];
    });
    for (const box of above) if (!open.some((next) => next[0] < box[2] && next[2] > box[0])) done.push(box);
    above = open;
  }
  for (const box of [...done, ...above]) {
    if (box[2] - box[0] > (LENGTH[1] + 2 * WINDOW) * em || box[3] - box[1] > Math.max(4, HEIGHT * em)) continue;
    const [x0, x1] = ends(gray, box, limit);
    const stroke: PixelBox = [x0, box[1], x1, box[3]];
    if (x1 - x0 < LENGTH[0] * em || x1 - x0 > LENGTH[1] * em || isTaken(stroke) || !standsAlone(ink, stroke, CLEAR * em) || !isStroke(gray, stroke, HEIGHT * em, paper - limit)) continue;
    for (let y = box[1]; y < box[3]; y += 1) for (let x = x0; x < x1; x += 1) if ((data[y * width + x] ?? 255) < limit) ink.data[y * width + x] = 1;
  }
}

/** The grey level of paper, and that below which the mean of a stretch of a row is darker than paper and its grain. */
function levelsOf({ width, height, data }: Gray, window: number): { paper: number; limit: number } {
  const means: number[] = [];
  for (let y = 0; y < height; y += SAMPLE) {
    for (let x = 0; x + window <= width; x += window) {
      let sum = 0;
      for (let i = 0; i < window; i += 1) sum += data[y * width + x + i] ?? 255;
      means.push(sum / window);
    }
  }
  const middleOf = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 255;
  const paper = middleOf(means);
  return { paper, limit: paper - Math.max(DARKER, TIMES_SPREAD * middleOf(means.map((mean) => Math.abs(mean - paper)))) };
}

/** True where what lies `off` above and below is lighter by as much as a stroke is on paper: the edges of filled cells and the grain in them are none. */
function isStroke({ width, height, data }: Gray, [x0, y0, x1, y1]: PixelBox, off: number, darker: number): boolean {
  const meanOf = (y: number): number => {
    const row = data.subarray(Math.max(0, y) * width + x0, Math.max(0, y) * width + x1);
    return y < 0 || y >= height ? 255 : row.reduce((sum, value) => sum + value, 0) / row.length;
  };
  let own = 255;
  for (let y = y0; y < y1; y += 1) own = Math.min(own, meanOf(y));
  return [Math.floor(y0 - off), Math.ceil(y1 - 1 + off)].every((y) => meanOf(y) - own >= darker);
}

/** The columns between which a stroke is dark itself; the mean of a window reaches beyond its ends. */
function ends({ width, data }: Gray, [x0, y0, x1, y1]: PixelBox, limit: number): [number, number] {
  const isDark = (x: number): boolean => {
    for (let y = y0; y < y1; y += 1) if ((data[y * width + x] ?? 255) < limit) return true;
    return false;
  };
  let [from, to] = [x0, x1];
  while (from < to && !isDark(from)) from += 1;
  while (to > from && !isDark(to - 1)) to -= 1;
  return [from, to];
}

/** True where no ink but that of the stroke itself is near it. */
function standsAlone({ width, height, data }: Ink, [x0, y0, x1, y1]: PixelBox, off: number): boolean {
  for (let y = Math.max(0, Math.floor(y0 - off)); y < Math.min(height, y1 + off); y += 1) {
    for (let x = Math.max(0, Math.floor(x0 - off)); x < Math.min(width, x1 + off); x += 1) {
      if (data[y * width + x] === 1 && (y < y0 - 1 || y > y1 || x < x0 || x >= x1)) return false;
    }
  }
  return true;
}
