import type { Page, Suppressed, Word } from '../../../schemas/page.js';
import { findHiddenGlyphs, isScannedPage } from './find-hidden-glyphs.js';
import { doubtOverprintedWords } from './doubt-overprinted-words.js';
import { glyphsToWords } from './glyphs-to-words.js';
import { marksToRulings } from './marks-to-rulings.js';
import { setAsideOverlays } from './set-aside-overlays.js';
import { IMAGE_COLOR, type PageMarks } from './page-marks.js';

/** The em of a page without text, as a share of its width: 10.5 points on a page of A4, the usual size of a form. */
const EM_WITHOUT_TEXT = 10.5 / 595;
/** Unknown characters dominate a page from this share on: fewer are single symbols. */
const UNKNOWN_SHARE = 0.3;
/** A scanned page may carry a stamped page number or a header as real text; a page with more characters than this has its own text. */
const STAMP_CHARACTERS = 40;
/** A picture that takes this share of its page can hold a table; logos, seals and signatures are smaller. */
const PICTURE_SHARE = 0.12;
/** Outlined text has some twenty curves a letter; a logo has fewer in all. */
const OUTLINE_CURVES = 2000;
/** Round corners of some boxes; a word drawn as outlines has more. */
const CURVES_WITHOUT_TEXT = 32;

/** Turns what is painted on page `number` into the page every layout reads. */
export function marksToPage(marks: PageMarks, number: number): Page {
  const fates = findHiddenGlyphs(marks);
  const { words: plain, suppressed: hidden, characters, unknown } = glyphsToWords(marks, fates, number);
  const em = medianSize(plain) ?? EM_WITHOUT_TEXT * marks.width;
  const { words: own, suppressed } = setAsideOverlays(plain, hidden, em);
  const words = doubtOverprintedWords(own);
  const needsOcr = whyOcr(marks, words, characters, unknown);
  return {
    number,
    unit: 'pt',
    width: Math.round(marks.width * 100) / 100,
    height: Math.round(marks.height * 100) / 100,
    em,
    words,
    rulings: marksToRulings(marks, em),
    separators: [],
    suppressed: needsOcr === null ? [...suppressed, ...unreadPictures(marks, number)] : suppressed,
    needsOcr,
    isWhole: needsOcr === null && suppressed.length === 0 && unknown === 0 && marks.curves <= CURVES_WITHOUT_TEXT && marks.areas.every(({ color }) => color !== IMAGE_COLOR),
  };
}

/** Large pictures on a page that has text of its own: what they may show is not read, and that is said. */
function unreadPictures(marks: PageMarks, page: number): Suppressed[] {
  const pageArea = marks.width * marks.height;
  return marks.areas
    .filter(({ color, box: [x0, y0, x1, y1] }) => color === IMAGE_COLOR && (x1 - x0) * (y1 - y0) >= PICTURE_SHARE * pageArea)
    .map(({ box }) => {
      const [x0, y0, x1, y1] = box.map((side, i) => Math.round(Math.min(i % 2 === 0 ? marks.width : marks.height, Math.max(0, side)) * 100) / 100) as [number, number, number, number];
      return { text: '', source: { page, bbox: [x0, y0, x1, y1] }, why: 'a picture beside text; what it may show was not read' };
    });
}

/** The size of the middle character when all are put in order of size; null without words. */
function medianSize(words: readonly Word[]): number | null {
  const sorted = words.toSorted((a, b) => a.size - b.size);
  let left = words.reduce((sum, word) => sum + word.edges.length - 1, 0) / 2;
  for (const word of sorted) {
    left -= word.edges.length - 1;
    if (left <= 0) return word.size;
  }
  return null;
}

function whyOcr(marks: PageMarks, words: readonly Word[], characters: number, unknown: number): string | null {
  if (characters === 0) {
    if (marks.areas.some((area) => area.color === IMAGE_COLOR)) return 'no text, only an image';
    return marks.curves >= OUTLINE_CURVES ? 'no text, only drawn outlines' : null;
  }
  if (unknown >= UNKNOWN_SHARE * characters) return 'most characters have no Unicode value in the file';
  if (!isScannedPage(marks)) return null;
  if (words.some((word) => word.doubts.some((doubt) => doubt.code === 'scan-layer'))) return 'the page is an image with invisible text over it';
  return characters <= STAMP_CHARACTERS ? 'the page is an image with little text over it' : null;
}
