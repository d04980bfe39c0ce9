import type { Box, Doubt, Suppressed, Word } from '../../../schemas/page.js';
import { columnWidth } from '../column-width.js';
import { FATE_REASONS, GLYPH_FATES } from './find-hidden-glyphs.js';
import { GLYPH_UNMAPPED, type GlyphStyle, type PageMarks } from './page-marks.js';
import { radicalToIdeograph } from './radicals-to-ideographs.js';

/** A gap wider than this (ems) parts two words. Typesetters shrink a blank to about a fifth of an em; kerning stays below a tenth. */
const GAP = 0.15;
/** Beside a full-width character: text of mixed scripts is set with a quarter of an em between them, and that parts nothing. */
const WIDE_GAP = 0.3;
/** Between two full-width characters: text spread over its line is spread evenly, so a gap behind characters set tighter than this is that of two cells. */
const TIGHT = 0.05;
/** A character that begins this far (ems) before the end of the one before it begins another word. Kerning and italics overlap less. */
const OVERLAP = 0.3;
/**
 * Half of a full-width bracket, comma or stop is blank. Where two of them meet, typesetters set them closer by it (CSS text-spacing-trim; OpenType halt
 * and chws), though the file goes on giving the width of the whole.
 */
const PUNCTUATION_BLANK = 0.5;
/** A baseline that moves by more than this (ems) is another line, or a raised or lowered index. */
const BASELINE_SHIFT = 0.15;
/** Sizes that differ by more than this ratio do not make one word. */
const SIZE_RATIO = 0.8;
/** Text that begins within this distance (ems) of the end of other text on its line goes on with it. */
const CONTINUATION = 1;
/**
 * The part of an em that stands above and below the baseline. One measure for all fonts, so that the words of a line share their vertical extent
 * whatever each font claims of itself; together they are one em, and ideographs fill it.
 */
const ABOVE_BASELINE = 0.86;
const BELOW_BASELINE = 0.14;

export interface GlyphText {
  readonly words: Word[];
  readonly suppressed: Suppressed[];
  /** How many characters stand in words, and how many of those are not known. */
  readonly characters: number;
  readonly unknown: number;
}

/** Joins the glyphs of page `number`, in their order, to words; glyphs whose fate is not to be shown become suppressed text with its reason. */
export function glyphsToWords(marks: PageMarks, fates: Uint8Array, number: number): GlyphText {
  const words: Word[] = [];
  const suppressed: Suppressed[] = [];
  const { code, x, y, advance, style, styles, flags } = marks;
  const scanLayer = GLYPH_FATES.indexOf('scan-layer');
  let characters = 0;
  let unknown = 0;
  // The word being built; `bounds` are the beginnings of its characters along its line, `reach` the end of the last one.
  let text = '';
  let startX = 0;
  let startY = 0;
  let from: GlyphStyle | undefined;
  let fate = 0;
  let bounds: number[] = [];
  let reach = 0;
  let unknownHere = 0;
  let lastWide = false;
  let lastCharacter = 0;
  let lastGap = Infinity;
  let lastX = 0;
  let lastY = 0;
  // The glyph before, over blanks too: its fate, its end on its line, and its word where it has one.
  let lastFate = -1;
  let lastEnd = 0;
  let lastWord = -1;
  let cutHere = false;

  const finish = (): void => {
    if (from === undefined || text === '') return;
    bounds.push(reach);
    const placed = place(from, startX, startY, bounds);
    const source = { page: number, bbox: placed.box };
    if (fate > scanLayer) {
      const name = GLYPH_FATES[fate] ?? 'invisible';
      suppressed.push({ text, source, why: from.aside ?? FATE_REASONS[name] });
    } else {
      const doubts: Doubt[] = [];
      if (unknownHere > 0) doubts.push(unknownDoubt(unknownHere));
      if (fate === scanLayer) doubts.push({ code: 'scan-layer', note: 'Invisible text over the image of the page: what a recogniser once read there.' });
      if (from.layered) doubts.push({ code: 'layer', note: 'The text is on a layer of the file that may be switched off.' });
      if (cutHere) doubts.push(CUT_OFF);
      lastWord = words.length;
      characters += bounds.length - 1;
      unknown += unknownHere;
      words.push({
        text,
        box: placed.box,
        source,
        edges: placed.edges,
        size: round(from.size),
        confidence: 1,
        rotation: placed.rotation,
        font: from.font,
        bold: from.bold,
        doubts,
      });
    }
    text = '';
    from = undefined;
    bounds = [];
    unknownHere = 0;
    cutHere = false;
  };

  for (let i = 0; i < marks.glyphCount; i++) {
    const character = printedCharacter(code[i] ?? 0, advance[i] ?? 0);
    if (character === NOTHING) continue;
    if (character === BLANK) {
      finish();
      continue;
    }
    const own = styles[style[i] ?? 0];
    if (own === undefined) continue;
    const wide = columnWidth(character) === 2;
    const gx = x[i] ?? 0;
    const gy = y[i] ?? 0;
    let along = 0;
    let gap = Infinity;
    if (from !== undefined) {
      const dx = from.direction[0];
      const dy = from.direction[1];
      along = (gx - startX) * dx + (gy - startY) * dy;
      const aside = (gx - lastX) * dy - (gy - lastY) * dx;
      const em = Math.max(from.size, own.size);
      gap = along - reach;
      const isSpread = wide && lastWide ? lastGap > TIGHT * em : wide || lastWide;
      if (
        fates[i] !== fate ||
        gap > (isSpread ? WIDE_GAP : GAP) * em ||
        gap + (isBlankBehind(lastCharacter) || isBlankBefore(character) ? PUNCTUATION_BLANK * em : 0) < -OVERLAP * em ||
        Math.abs(aside) > BASELINE_SHIFT * em ||
        (own !== from && (Math.min(own.size, from.size) < SIZE_RATIO * em || own.direction[0] * dx + own.direction[1] * dy < 0.99))
      ) {
        finish();
      }
    }
    if (from === undefined) {
      const nowFate = fates[i] ?? 0;
      if (lastFate >= 0 && nowFate !== lastFate && (CUT.has(nowFate) || CUT.has(lastFate))) {
        const [dx, dy] = own.direction;
        const ahead = (gx - lastX) * dx + (gy - lastY) * dy - lastEnd;
        const aside = (gx - lastX) * dy - (gy - lastY) * dx;
        if (Math.abs(aside) <= BASELINE_SHIFT * own.size && Math.abs(ahead) <= CONTINUATION * own.size) {
          if (nowFate <= scanLayer) cutHere = true;
          else if (lastFate <= scanLayer) cutOff(words, lastWord);
        }
      }
      from = own;
      gap = Infinity;
      startX = gx;
      startY = gy;
      fate = fates[i] ?? 0;
      along = 0;
      reach = 0;
    }
    bounds.push(bounds.length > 0 ? Math.max(along, bounds[bounds.length - 1] ?? 0) : 0);
    reach = Math.max(along + (advance[i] ?? 0), along);
    text += character < 0x10000 ? String.fromCharCode(character) : String.fromCodePoint(character);
    if (((flags[i] ?? 0) & GLYPH_UNMAPPED) !== 0 || isUnknown(character)) unknownHere++;
    lastWide = wide;
    lastCharacter = character;
    lastGap = gap;
    lastX = gx;
    lastY = gy;
    lastFate = fate;
    lastEnd = advance[i] ?? 0;
  }
  finish();
  for (const { text: lost, box, why } of marks.dropped) {
    suppressed.push({ text: lost, source: { page: number, bbox: roundBox(box) }, why });
  }
  return { words, suppressed, characters, unknown };
}

const NOTHING = -1;
const BLANK = -2;

/** The character a glyph prints: radicals folded, a soft hyphen that takes up room made the hyphen that is printed. */
function printedCharacter(code: number, advance: number): number {
  if (code > 0x20 && code < 0x7f) return code;
  if (code <= 0x20 || code === 0x7f || code === 0xa0 || code === 0x3000 || (code >= 0x2000 && code <= 0x200a) || code === 0x202f || code === 0x205f) {
    // A control character is no blank: it stands where a glyph has no better code.
    return code === 0 || (code < 0x20 && (code < 9 || code > 13)) || code === 0x7f ? 0xfffd : BLANK;
  }
  if (code === 0x2028 || code === 0x2029) return BLANK;
  if (code >= 0x80 && code < 0xa0) return 0xfffd;
  if (code === 0xad) return advance > 0 ? 0x2d : NOTHING;
  if (code === 0xfeff || (code >= 0x200b && code <= 0x200f) || (code >= 0x202a && code <= 0x202e) || (code >= 0x2060 && code <= 0x2064)) return NOTHING;
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return 0xfffd;
  return radicalToIdeograph(code);
}

const FULL_WIDTH_OPENING = new Set([...'（〔［｛〈《「『【〖“‘'].map((character) => character.codePointAt(0)));
const FULL_WIDTH_CLOSING = new Set([...'）〕］｝〉》」』】〗”’、。，．：；！？'].map((character) => character.codePointAt(0)));
const isBlankBefore = (code: number): boolean => code > 0x2000 && FULL_WIDTH_OPENING.has(code);
const isBlankBehind = (code: number): boolean => code > 0x2000 && FULL_WIDTH_CLOSING.has(code);

const isUnknown = (code: number): boolean => code === 0xfffd || (code >= 0xe000 && code <= 0xf8ff) || code >= 0xf0000;

const unknownDoubt = (count: number): Doubt => ({
  code: 'unknown-characters',
  note: count === 1 ? 'The file does not say which character one of the glyphs is.' : `The file does not say which characters ${count} of the glyphs are.`,
});

/** A line of which a part is clipped away or off the page: the word at the cut is not whole, or not the last. */
const CUT = new Set([GLYPH_FATES.indexOf('clipped'), GLYPH_FATES.indexOf('off-page')]);
const CUT_OFF: Doubt = { code: 'cut-off', note: 'The text goes on where the page does not show it.' };

function cutOff(words: Word[], index: number): void {
  const word = words[index];
  if (word !== undefined) words[index] = { ...word, doubts: [...word.doubts, CUT_OFF] };
}

const round = (value: number): number => Math.round(value * 100) / 100;
const roundBox = (box: Box): Box => [round(box[0]), round(box[1]), round(box[2]), round(box[3])];

/** The box, the character boundaries and the quarter turn of a word whose first glyph stands at x, y and whose characters begin at `bounds` along its line. */
function place(style: GlyphStyle, x: number, y: number, bounds: readonly number[]): { box: Box; edges: number[]; rotation: Word['rotation'] } {
  const [dx, dy] = style.direction;
  const length = bounds[bounds.length - 1] ?? 0;
  const up = ABOVE_BASELINE * style.size;
  const down = BELOW_BASELINE * style.size;
  if (dx === 1) {
    // Nearly all text; the general case below gives the same.
    const edges = new Array<number>(bounds.length);
    for (let i = 0; i < bounds.length; i++) edges[i] = round(x + (bounds[i] ?? 0));
    return { box: [edges[0] ?? 0, round(y - up), edges[edges.length - 1] ?? 0, round(y + down)], edges, rotation: 0 };
  }
  // Perpendicular to the line, from the baseline to the top of the characters: (dy, -dx) on a page whose y goes down.
  const xs = [x + dy * up, x - dy * down, x + dx * length + dy * up, x + dx * length - dy * down];
  const ys = [y - dx * up, y + dx * down, y + dy * length - dx * up, y + dy * length + dx * down];
  const box = roundBox([Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]);
  const horizontal = Math.abs(dx) >= Math.abs(dy);
  const rotation = horizontal ? (dx > 0 ? 0 : 180) : dy > 0 ? 90 : 270;
  const low = horizontal ? box[0] : box[1];
  const high = horizontal ? box[2] : box[3];
  const stretch = length > 0 ? (high - low) / length : 0;
  const forward = rotation === 0 || rotation === 90;
  const edges = forward ? bounds.map((b) => round(low + b * stretch)) : bounds.map((b) => round(high - b * stretch)).reverse();
  return { box, edges, rotation };
}
