import type { Box, Page, Suppressed, Word } from '../../../schemas/page.js';
import { enlargeImage } from './enlarge-image.js';
import { findForeignCharacters } from './foreign-characters.js';
import { findLines, type PageLines, type Region } from './find-lines.js';
import { flattenBackground } from './flatten-background.js';
import { lineToWords, type PagePlaces } from './line-to-words.js';
import { calibrateConfidence } from './calibrate-confidence.js';
import { cutLine } from './cut-line.js';
import type { LineEvidence } from './judge-line.js';
import type { LineRecogniser, ReadCharacter } from './line-recogniser.js';
import { nearestLabel } from './nearest-label.js';
import { isNumber, numberDoubt } from './number-doubt.js';
import { uprightTurns } from './upright-turns.js';
import type { Gray, PageImage, PixelBox } from './raster.js';
import { type LineTask, type ReadLine, readLines } from './read-lines.js';
import { straightenPage, type StraightPage } from './straighten-page.js';
import { toGray } from './to-gray.js';

/** The sheet an image shows: its number (from 1) and its size in points, as shown. */
export interface Sheet {
  readonly number: number;
  readonly width: number;
  readonly height: number;
}

/** Who reads: the reader, the other engine (started when it is first asked), and in what the two must agree on every line. */
export interface Readers {
  readonly reader: LineRecogniser;
  readonly witness: () => Promise<LineRecogniser>;
  readonly compare: LineEvidence['compare'];
  /** Labels that forms print; a cell that is one of them but for a sign it is not sure of is doubted. */
  readonly labels: readonly string[];
  /** Whether confidences are made those of the reliability table. */
  readonly calibrated: boolean;
}

/** A page as read, the pictures of its doubtful or numeric words by their place, and how much work it was. */
export interface OcrPage {
  readonly page: Page;
  readonly crops: ReadonlyMap<string, Gray>;
  readonly lines: number;
  readonly witnessed: number;
}

/** Coarser scans than this are enlarged to about the other: measured on forms scanned at 150 dpi, 21 % of the rows were flagged as they are, none enlarged. */
const COARSE_DPI = 190;
const WORKING_DPI = 300;
/** Outside ruled cells, what is read with less confidence than this is a drawing, a scribble or a photograph: it is kept out of the words. */
const JUNK = 0.5;
/** The remains of a lifted seal are paler than the ink of a page: grey level of their median pixel. */
const SEAL_REMAINS = 100;
/** A page of text has hundreds of lines; a photograph falls into thousands of scraps. */
const MAX_LINES = 1500;
/** With more scraps than this outside tables, so many of them are read first; when this share of them is junk, the others are a picture too. */
const MANY_SCRAPS = 120;
const SAMPLE = 24;
const MOSTLY = 0.85;

/** Outside ruled cells, with more than this share of the lines in doubt none is plain: it is handwriting or a drawing, or a very bad copy. */
const MOSTLY_DOUBTED = 0.6;
/** A sign in a column of its own is no larger than this, in ems, with so many plain texts beside it. */
const WIDEST_SIGN = 2;
const HIGHEST_SIGN = 1.3;
const LEAST_BESIDE = 2;
const UNLIKE_TEXT = { code: 'ocr-unlike-text', note: 'most of what stands around here reads like no text' };

const rounded = (value: number): number => Math.round(value * 100) / 100;

function meetsAny([x0, y0, x1, y1]: PixelBox, boxes: readonly PixelBox[]): boolean {
  return boxes.some((box) => x0 < box[2] && x1 > box[0] && y0 < box[3] && y1 > box[1]);
}

const around = (a: PixelBox, b: PixelBox): PixelBox => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];

/** What belongs to a line of a region alone: to its left and right as far as the middle of the blank beside it. A crop would else show its neighbour. */
function free([x0, y0, x1, y1]: PixelBox, { box: [left, top, right, bottom], lines }: Region): PixelBox {
  const beside = lines.filter((other) => other[1] < y1 && other[3] > y0);
  const before = beside.filter((other) => other[2] <= x0).map((other) => Math.ceil((other[2] + x0) / 2));
  const after = beside.filter((other) => other[0] >= x1).map((other) => Math.floor((other[0] + x1) / 2));
  return [Math.max(left, ...before), top, Math.min(right, ...after), bottom];
}

function medianInk(page: StraightPage, [x0, y0, x1, y1]: PixelBox): number {
  const levels: number[] = [];
  for (let y = y0; y < y1; y += 1) {
    for (let x = x0; x < x1; x += 1) if (page.ink.data[y * page.ink.width + x] === 1) levels.push(page.gray.data[y * page.ink.width + x] ?? 255);
  }
  return levels.sort((a, b) => a - b)[Math.floor(levels.length / 2)] ?? 255;
}

/** Below this an engine is not so sure of a sign that a label nearby would mean nothing. */
const SURE = 0.97;

const textOf = ({ characters }: ReadLine): string => characters.map((character) => character.text).join('').trim();

/** Lines of one cell are no further apart than this, in ems, and one stands below the other. */
const WRAPPED = 0.5;

/** Whether a line and the one right above or below it are a number that a narrow cell broke. */
function isBrokenNumber(line: ReadLine, lines: readonly ReadLine[], em: number): boolean {
  const isBelow = (lower: PixelBox, upper: PixelBox): boolean => lower[1] >= upper[3] - WRAPPED * em && lower[1] - upper[3] <= WRAPPED * em && lower[0] < upper[2] && lower[2] > upper[0];
  return lines.some((other) => other !== line && ((isBelow(other.task.box, line.task.box) && isNumber(textOf(line) + textOf(other))) || (isBelow(line.task.box, other.task.box) && isNumber(textOf(other) + textOf(line)))));
}

/** What the text of a whole cell, or of a line where none is drawn, says against the reading of its lines: a number that nobody writes, a label but for one unsure sign. */
function withCellDoubts(lines: readonly ReadLine[], labels: readonly string[], whole: boolean, isBroken: (line: ReadLine) => boolean): ReadLine[] {
  const text = lines.map(textOf).join('');
  const odd = numberDoubt(text);
  const doubts = odd === null || (!whole && lines.every(isBroken)) ? [] : [odd];
  const label = nearestLabel(text, labels, whole);
  const least = Math.min(1, ...lines.flatMap(({ characters }) => characters.map(({ confidence }) => confidence)));
  const unsure = label !== null && (least < SURE || lines.some((line) => line.doubts.length > 0));
  if (unsure) doubts.push({ code: 'ocr-near-label', note: `“${text}” is the label “${label}” but for one sign that is not clear` });
  if (doubts.length === 0) return [...lines];
  return lines.map((line) => ({ ...line, doubts: [...line.doubts, ...doubts], candidates: unsure && lines.length === 1 ? [...new Set([...line.candidates, label])] : line.candidates }));
}

const certaintyOf = (characters: readonly ReadCharacter[]): number => characters.reduce((sum, { confidence }) => sum + confidence, 0) / Math.max(1, characters.length);

/** Whether what stands outside the tables is a picture: many scraps, of which a sample reads like no text. */
async function isPicture({ gray }: StraightPage, { regions, em }: PageLines, reader: LineRecogniser): Promise<boolean> {
  const scraps = regions.filter(({ ruled }) => !ruled).flatMap(({ box, lines }) => lines.map((line) => ({ line, box })));
  if (scraps.length <= MANY_SCRAPS) return false;
  const every = Math.floor(scraps.length / SAMPLE);
  const sample = scraps.filter((_, index) => index % every === 0);
  const readings = await reader.read(sample.map(({ line, box }) => cutLine(gray, line, box, em, { above: 0.3, beside: 0.35 })));
  return readings.filter(({ characters }) => certaintyOf(characters) < JUNK).length >= MOSTLY * readings.length;
}

/**
 * Reads the image of a page into words and rulings, in points of the page upright and straight; `source.bbox` is where a word stands on the page as
 * shown. Whatever was not plainly read carries a doubt; ink that could not be read at all inside a ruled cell is the word U+FFFD; what looks like no
 * text is suppressed with the reason. A blank page has no words.
 */
export async function ocrPage(image: PageImage, sheet: Sheet, readers: Readers): Promise<OcrPage> {
  const scanned = toGray(image);
  const factor = Math.max(1, Math.round(image.dpi < COARSE_DPI ? WORKING_DPI / image.dpi : 1));
  const dpi = image.dpi * factor;
  const seals = scanned.seals.map(([x0, y0, x1, y1]): PixelBox => [x0 * factor, y0 * factor, x1 * factor, y1 * factor]);
  const flat = enlargeImage(flattenBackground(scanned.gray, image.dpi), factor);
  const prepare = (turns: 0 | 1 | 2 | 3): { straight: StraightPage; found: PageLines } => {
    const straight = straightenPage(flat, dpi, turns);
    return { straight, found: findLines(straight.gray, straight.ink, dpi, (box) => seals.length > 0 && meetsAny(straight.toImage(box), seals)) };
  };
  const { straight, found } = await uprightTurns(prepare, readers.reader);

  const sideways = straight.turns % 2 === 1;
  const [wide, high] = sideways ? [sheet.height, sheet.width] : [sheet.width, sheet.height];
  const [scaleX, scaleY] = [wide / straight.gray.width, high / straight.gray.height];
  const places: PagePlaces = {
    page: sheet.number,
    engine: readers.reader.name,
    em: found.em,
    toPoints: ([x0, y0, x1, y1]) => [rounded(x0 * scaleX), rounded(y0 * scaleY), rounded(x1 * scaleX), rounded(y1 * scaleY)],
    toShown: (box) => {
      const [x0, y0, x1, y1] = straight.toImage(box);
      const [sx, sy] = [sheet.width / flat.width, sheet.height / flat.height];
      const clamp = (value: number, most: number): number => rounded(Math.min(most, Math.max(0, value)));
      return [clamp(x0 * sx, sheet.width), clamp(y0 * sy, sheet.height), clamp(x1 * sx, sheet.width), clamp(y1 * sy, sheet.height)];
    },
  };

  const suppressed: Suppressed[] = [];
  const sourceOf = (box: Box) => ({ page: sheet.number, bbox: places.toShown(box), ocr: readers.reader.name });
  const tasks: (LineTask & { cell: number | null })[] = [];
  for (const [cell, region] of found.regions.entries()) {
    for (const box of region.lines) {
      const stamped = seals.length > 0 && meetsAny(straight.toImage(box), seals);
      // Print that a seal covers is as pale as the seal's own remains: it is read, and doubted, whichever it is.
      const pale = stamped && medianInk(straight, box) > SEAL_REMAINS;
      const streaked = found.streaks.some((streak) => streak.meets(box));
      tasks.push({ box, within: free(box, region), stamped, streaked, faint: region.faint || pale, cell: region.ruled ? cell : null });
    }
  }
  const suppressAll = (scraps: readonly LineTask[], why: string): void => {
    const [first, ...rest] = scraps.map(({ box }) => box);
    if (first !== undefined) suppressed.push({ text: '', source: sourceOf(rest.reduce(around, first)), why });
  };
  suppressAll(tasks.splice(MAX_LINES), 'too many scraps of ink for a page of text');

  if (await isPicture(straight, found, readers.reader)) {
    suppressAll(
      tasks.filter(({ cell }) => cell === null),
      'a picture',
    );
    tasks.splice(0, tasks.length, ...tasks.filter(({ cell }) => cell !== null));
  }
  const read = await readLines(straight.gray, straight.ink, found.em, tasks, readers.reader, readers.witness, readers.compare);
  const lines: ReadLine[] = [];
  const unruled = read.filter((_, index) => tasks[index]?.cell === null);
  // The lines of a cell stand together.
  for (let start = 0; start < read.length; ) {
    const cell = tasks[start]?.cell;
    let end = start + 1;
    while (cell !== null && end < read.length && tasks[end]?.cell === cell) end += 1;
    lines.push(...withCellDoubts(read.slice(start, end), readers.labels, cell !== null, (line) => isBrokenNumber(line, unruled, found.em)));
    start = end;
  }
  const foreignIn = findForeignCharacters(lines.map(textOf));
  lines.forEach((line, index) => {
    const sign = foreignIn(textOf(line));
    if (sign !== null && line.doubts.length === 0) lines[index] = { ...line, doubts: [{ code: 'ocr-confusable', note: `“${sign}” is a character that such pages hardly ever print: it may be another` }] };
  });
  const words: Word[] = [];
  const crops = new Map<string, Gray>();
  const ruled = new Set(tasks.filter(({ cell }) => cell !== null).map(({ box }) => box));
  const loose = lines.filter(({ task }) => !ruled.has(task.box));
  // Among scraps that read like no text, what is not plain is none either.
  const mostlyJunk = loose.filter(({ characters }) => certaintyOf(characters) < JUNK).length * 2 > loose.length;
  // And where most lines are in doubt, the others read well by chance.
  const byChance = loose.filter(({ doubts }) => doubts.length > 0).length > MOSTLY_DOUBTED * loose.length;
  // Between the rules of an open table ink is print, as it is in a cell: it is never left out for reading badly.
  const level = found.rulings.filter(({ axis }) => axis === 'h');
  const betweenRules = ([x0, y0, x1, y1]: PixelBox): boolean => {
    const over = level.filter(({ from, to }) => from < x1 && to > x0);
    return over.some(({ at }) => at <= y0) && over.some(({ at }) => at >= y1);
  };
  // So is what stands in one line with plain text on such a page, and is no larger than it: a sign alone in its column may be read as nothing.
  const plain = lines.filter(({ doubts, characters }) => doubts.length === 0 && certaintyOf(characters) >= SURE).map(({ task }) => task.box);
  const besideText = ([x0, y0, x1, y1]: PixelBox): boolean => {
    if (mostlyJunk || x1 - x0 > WIDEST_SIGN * found.em || y1 - y0 > HIGHEST_SIGN * found.em) return false;
    return plain.filter((box) => box[1] < (y0 + y1) / 2 && box[3] > (y0 + y1) / 2).length >= LEAST_BESIDE;
  };
  for (const line of lines) {
    const own = lineToWords(line, places);
    if (!ruled.has(line.task.box) && !betweenRules(line.task.box) && !besideText(line.task.box) && (certaintyOf(line.characters) < JUNK || (mostlyJunk && line.doubts.length > 0))) {
      const text = line.characters.map((character) => character.text).join('');
      const isSeal = line.task.stamped && line.task.faint;
      suppressed.push({ text: isSeal ? '' : text.trim(), source: sourceOf(line.task.box), why: isSeal ? 'the ink of a seal' : 'ink outside any table that reads like no text' });
      continue;
    }
    const shown = byChance && !ruled.has(line.task.box) ? own.map((word) => (word.doubts.length > 0 ? word : { ...word, doubts: [UNLIKE_TEXT] })) : own;
    words.push(...(readers.calibrated ? shown.map((word) => ({ ...word, confidence: calibrateConfidence(word.confidence, word.doubts.length > 0) })) : shown));
    for (const word of shown) if (/[0-9<>≥≤%]/u.test(word.text) || word.doubts.length > 0) crops.set(JSON.stringify('bbox' in word.source ? word.source.bbox : word.box), line.crop);
  }
  const page: Page = {
    number: sheet.number,
    unit: 'pt',
    width: wide,
    height: high,
    em: rounded(found.em * scaleY),
    words,
    rulings: found.rulings.map(({ axis, at, from, to, thickness }) => {
      const [along, across] = axis === 'h' ? [scaleX, scaleY] : [scaleY, scaleX];
      return { axis, at: rounded(at * across), from: rounded(from * along), to: rounded(to * along), thickness: rounded(thickness * across) };
    }),
    separators: [],
    suppressed,
    needsOcr: null,
  };
  return { page, crops, lines: lines.length, witnessed: lines.filter(({ witnessed }) => witnessed).length };
}
