import type { Box, Page, Ruling, Word } from '../../schemas/page.js';
import type { Grid } from './grid.js';

type Turn = 90 | 180 | 270;

function turnBox([x0, y0, x1, y1]: Box, turn: Turn, width: number, height: number): Box {
  if (turn === 90) return [y0, width - x1, y1, width - x0];
  if (turn === 180) return [width - x1, height - y1, width - x0, height - y0];
  return [height - y1, x0, height - y0, x1];
}

function turnWord(word: Word, turn: Turn, width: number, height: number): Word {
  const box = turnBox(word.box, turn, width, height);
  const rotation = ((word.rotation - turn + 360) % 360) as Word['rotation'];
  const source = 'bbox' in word.source ? { ...word.source, bbox: turnBox(word.source.bbox, turn, width, height) } : word.source;
  const along = word.rotation === 90 || word.rotation === 270 ? (turn === 90 ? null : turn === 180 ? height : height) : turn === 270 ? null : width;
  const edges = along === null ? word.edges : word.edges.map((edge) => along - edge).reverse();
  return { ...word, box, rotation, source, edges };
}

function turnRuling(ruling: Ruling, turn: Turn, width: number, height: number): Ruling {
  const { axis, at, from, to, thickness } = ruling;
  const box: Box = axis === 'h' ? [from, at, to, at] : [at, from, at, to];
  const [x0, y0, x1, y1] = turnBox(box, turn, width, height);
  return (axis === 'h') === (turn === 180) ? { axis: 'h', at: y0, from: x0, to: x1, thickness } : { axis: 'v', at: x0, from: y0, to: y1, thickness };
}

/**
 * The page turned so that words which run at `turn` clockwise degrees run from left to right, and the way back: a grid found on the turned page
 * with its boxes and words where they stand on this one. Rows and columns stay those of the reading direction. `toTurned` turns the boxes of a grid of
 * this page, not its words.
 */
export function turnPage(page: Page, turn: Turn): { page: Page; toTurned: (grid: Grid) => Grid; toPage: (grid: Grid) => Grid } {
  const { width, height } = page;
  const originals = new Map<Word, Word>();
  const words = page.words.map((word) => {
    const turned = turnWord(word, turn, width, height);
    originals.set(turned, word);
    return turned;
  });
  const sideways = turn !== 180;
  const turned: Page = {
    ...page,
    width: sideways ? height : width,
    height: sideways ? width : height,
    words,
    rulings: page.rulings.map((ruling) => turnRuling(ruling, turn, width, height)),
  };
  const back = (360 - turn) as Turn;
  const toBox = (box: Box): Box => turnBox(box, back, turned.width, turned.height);
  const toWord = (word: Word): Word => originals.get(word) ?? turnWord(word, back, turned.width, turned.height);
  return {
    page: turned,
    toTurned: (grid) => ({ ...grid, box: turnBox(grid.box, turn, width, height), cells: grid.cells.map((cell) => ({ ...cell, box: turnBox(cell.box, turn, width, height) })) }),
    toPage: (grid) => ({ ...grid, box: toBox(grid.box), cells: grid.cells.map((cell) => ({ ...cell, box: toBox(cell.box), words: cell.words.map(toWord) })) }),
  };
}
