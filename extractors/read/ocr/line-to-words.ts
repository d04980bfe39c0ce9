import type { Box, Word } from '../../../schemas/page.js';
import type { ReadCharacter } from './line-recogniser.js';
import type { ReadLine } from './read-lines.js';

/** What stands for ink that no engine could read: a word must be there, or its cell would pass for blank. */
const UNREADABLE = '\ufffd';

/** How the page's pixels lead to the result: the box of layout in points (upright and straight), and the box as shown. */
export interface PagePlaces {
  readonly page: number;
  readonly engine: string;
  readonly em: number;
  toPoints(box: Box): Box;
  toShown(box: Box): Box;
}

/** Ink this many ems apart, with no point or bracket of full width beside the blank, stands in two cells or two words: engines don't always say so. */
const WORD_GAP = 0.62;
const BLANK_BESIDE = /[\p{P}\p{S}]/u;

/** The characters with a blank put in where the ink shows one that the engine passed over. */
function withBlanks(characters: readonly ReadCharacter[], line: ReadLine, em: number): ReadCharacter[] {
  return characters.flatMap((character, index) => {
    const before = characters[index - 1];
    if (before === undefined || BLANK_BESIDE.test(before.text) || BLANK_BESIDE.test(character.text) || before.text.trim() === '' || character.text.trim() === '') return [character];
    const apart = line.pieces.some(({ box }, i) => {
      const from = line.pieces[i - 1]?.box[2] ?? box[0];
      return box[0] - from > WORD_GAP * em && before.x < (from + box[0]) / 2 && character.x > (from + box[0]) / 2;
    });
    return apart ? [{ text: ' ', confidence: 1, x: (before.x + character.x) / 2, others: [] }, character] : [character];
  });
}

/** The words of a read line: its characters cut at blanks. Doubts and candidates of the line are those of each of its words. */
export function lineToWords(line: ReadLine, places: PagePlaces): Word[] {
  const [x0, y0, x1, y1] = line.task.box;
  const read: readonly ReadCharacter[] = line.characters.some(({ text }) => text.trim() !== '') ? withBlanks(line.characters, line, Math.max(places.em, y1 - y0)) : [{ text: UNREADABLE, confidence: 0, x: (x0 + x1) / 2, others: [] }];
  // Code points, not engine characters: an engine may give a ligature in one.
  const signs = read.flatMap(({ text, x, confidence }) => [...text].map((sign) => ({ sign, x, confidence })));
  // Characters of a shape have no places of their own.
  const placed = signs.every(({ x }) => x === 0) ? signs.map((sign, index) => ({ ...sign, x: x0 + ((index + 0.5) * (x1 - x0)) / signs.length })) : signs;
  // A dash or a point is as high as its line, as in a file that knows its type; the cell bounds it.
  const middle = (y0 + y1) / 2;
  const half = Math.max(y1 - y0, places.em) / 2;
  const top = Math.max(Math.min(y0, line.task.within[1]), Math.min(y0, middle - half), line.task.within[1]);
  const bottom = Math.min(Math.max(y1, middle + half), Math.max(y1, line.task.within[3]));
  const words: Word[] = [];
  let start = -1;
  const flush = (end: number): void => {
    if (start < 0) return;
    const own = placed.slice(start, end);
    const before = placed[start - 1];
    const after = placed[end];
    const [firstX, lastX] = [own[0]?.x ?? x0, own.at(-1)?.x ?? x1];
    const left = before === undefined ? x0 : Math.max((before.x + firstX) / 2, firstX - places.em / 2);
    const right = after === undefined ? x1 : Math.min((after.x + lastX) / 2, lastX + places.em / 2);
    const cuts = [left, ...own.slice(1).map(({ x }, index) => (x + (own[index]?.x ?? x)) / 2), Math.max(left, right)];
    for (let i = 1; i < cuts.length; i += 1) cuts[i] = Math.max(cuts[i - 1] ?? 0, Math.min(cuts[i] ?? 0, Math.max(left, right)));
    const pixels: Box = [left, top, Math.max(left, right), bottom];
    const box = places.toPoints(pixels);
    words.push({
      text: own.map(({ sign }) => sign).join(''),
      box,
      source: { page: places.page, bbox: places.toShown(pixels), ocr: places.engine },
      edges: cuts.map((x) => places.toPoints([x, top, x, bottom])[0]),
      size: places.toPoints([0, 0, 0, Math.max(places.em, y1 - y0)])[3],
      confidence: line.confidence,
      rotation: 0,
      doubts: line.doubts,
      ...(line.candidates.length > 0 ? { candidates: line.candidates } : {}),
    });
    start = -1;
  };
  placed.forEach(({ sign }, index) => {
    if (sign.trim() === '') flush(index);
    else if (start < 0) start = index;
  });
  flush(placed.length);
  return words;
}
