/**
 * The one model of a document that every reader makes and every layout reads: pages of positioned words and ruling lines.
 *
 * Origin top left, x to the right, y downwards, in the page's shown orientation. A PDF or image page is measured in points. A text dump is
 * measured in columns: a half-width character is 1 wide, a full-width one 2, and a line is 2 high, so that a CJK character is one em square.
 * Layout never uses these units directly: it measures in `em`.
 */

/** `[x0, y0, x1, y1]` in page units, x0 <= x1 and y0 <= y1. */
export type Box = readonly [x0: number, y0: number, x1: number, y1: number];

/** A place in a text dump. `line` counts the lines of the file from 1; `column` and `length` are Unicode code points of that line, 1-based. */
export interface TextSource {
  readonly page: number;
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** A place on a PDF or image page, in points. `ocr` names the engine when the text was not in the file but recognised. */
export interface BoxSource {
  readonly page: number;
  readonly bbox: Box;
  readonly ocr?: string;
}

export type Source = TextSource | BoxSource;

/** A reason to distrust a reading: a stable code, and a note in words for a person. */
export interface Doubt {
  readonly code: string;
  readonly note: string;
}

/** A run of characters without a blank in it, as the file has them (radicals folded, nothing else). */
export interface Word {
  readonly text: string;
  readonly box: Box;
  readonly source: Source;
  /**
   * The x positions of the character boundaries, one more than `text` has code points, ascending: `edges[i]` to `edges[i + 1]` is character i.
   * A layout cuts words there when a ruling line or a column gap runs through them.
   */
  readonly edges: readonly number[];
  /** The height of the characters in page units (font size in a PDF, 2 in a dump). */
  readonly size: number;
  /** 1 when the characters are in the file; what the recogniser says otherwise. */
  readonly confidence: number;
  /** Clockwise degrees the text runs in, as shown on the page: 0 is left to right. */
  readonly rotation: 0 | 90 | 180 | 270;
  /** Font name and whether it is bold, where the file says so. Used as layout evidence only. */
  readonly font?: string;
  readonly bold?: boolean;
  /** What makes the reader doubt the characters of this word; empty for almost every word. */
  readonly doubts: readonly Doubt[];
  /** Other readings of this word that a recogniser considered, best first; only of words that are not in the file. */
  readonly candidates?: readonly string[];
}

/** A drawn straight line along an axis: `at` is its y (horizontal, 'h') or x (vertical, 'v'), `from` < `to` its extent along the other axis. */
export interface Ruling {
  readonly axis: 'h' | 'v';
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly thickness: number;
}

/** A printed or unprinted cell separator of a text dump (tab, pipe, comma of a CSV file). It stands at `x` in the line whose top is `y`. */
export interface Separator {
  readonly kind: 'tab' | 'pipe' | 'comma';
  readonly x: number;
  readonly y: number;
}

/** Text that a reader saw and kept out of `words` (hidden, off the page, drawn twice), with the reason. It becomes residue. */
export interface Suppressed {
  readonly text: string;
  readonly source: Source;
  readonly why: string;
}

export interface Page {
  /** Counted from 1. */
  readonly number: number;
  readonly unit: 'pt' | 'char';
  readonly width: number;
  readonly height: number;
  /** The median character height of the page, in page units: the yardstick of every layout decision. */
  readonly em: number;
  /** In the order the file has them, which is not always reading order. */
  readonly words: readonly Word[];
  readonly rulings: readonly Ruling[];
  readonly separators: readonly Separator[];
  readonly suppressed: readonly Suppressed[];
  /** Why the page has no usable text of its own (an image, characters without Unicode values), or null. */
  readonly needsOcr: string | null;
  /** True where the file itself gives every character that the page shows: nothing was suppressed, and no picture or outline that may be text stands on it. */
  readonly isWhole?: boolean;
  /** Why the page was read from its picture, of a page that was. */
  readonly recognised?: string;
}

/** What a reader makes of a file, beside its pages: known when the last of them is read. */
export interface ReadEnd {
  /** The IANA media type, e.g. `text/plain`, `application/pdf`. */
  readonly mediaType: string;
  /** The text encoding, or null where the file is not text. */
  readonly encoding: string | null;
  /** The reader and the engine that read it, e.g. `text`, `pdf/pdfium`. */
  readonly reader: string;
  /** True when a part of the file could not be read; `failure` says what. */
  readonly partial: boolean;
  readonly failure: string | null;
  /** True for a text whose last line has no end: it may have been cut off there. */
  readonly breaksOff?: boolean;
  /** Why a part was left unread because it takes more than is allowed; absent when nothing was. */
  readonly limit?: string;
}

/** What a reader makes of a file. */
export interface ReadDocument extends ReadEnd {
  readonly pages: readonly Page[];
}
