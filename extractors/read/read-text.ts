import type { Page, ReadDocument, Separator, Suppressed, Word } from '../../schemas/page.js';
import { columnWidth } from './column-width.js';
import { csvToPage } from './csv-to-page.js';
import { type DecodedText, decodeText } from './decode-text.js';
import { drawsBox, findBoxLines, type Stroke, strokesToRulings } from './drawn-boxes.js';
import { DUMP_LINE_HEIGHT, doubtsOf, DumpWord } from './dump-word.js';
import { htmlToPage, isHtml } from './html-to-page.js';
import { radicalToIdeograph } from './pdf/radicals-to-ideographs.js';
import { sniffCsv } from './sniff-csv.js';

/** Tabs stand apart from words by this many columns, so that a layout that looks at gaps sees one. */
const TAB_COLUMNS = 4;

const DRAWS = 'draws a table';

const TAB = 9;
const LINE_FEED = 10;
const FORM_FEED = 12;
const CARRIAGE_RETURN = 13;
const SPACE = 0x20;
const PLUS = 0x2b;
const DASH = 0x2d;
const EQUALS = 0x3d;
const LEAST_DASHES = 5;
/** The block of characters that draw tables; no other character that draws or parts stands behind it. */
const FIRST_DRAWN = 0x2500;
const LAST_DRAWN = 0x257f;

/** | and the drawn │ ┃ ║. */
const isPipe = (code: number): boolean => code === 0x7c || code === 0x2502 || code === 0x2503 || code === 0x2551;

const RADICAL = /[\u2e80-\u2fdf]/gu;

/** White space of any script, and characters without width: they part words (or, having no width, mean nothing) and carry no text. */
const isBlank = (code: number): boolean =>
  code === 0x20 ||
  code === TAB ||
  code === 0xa0 ||
  code === 0x3000 ||
  code === 0xfeff ||
  code === 0x1680 ||
  (code >= 0x2000 && code <= 0x200f) ||
  (code >= 0x2028 && code <= 0x202f) ||
  code === 0x205f ||
  code === 0x2060 ||
  code === 0x85 ||
  code === 0x0b;

const isControl = (code: number): boolean => code < 0x20 || (code >= 0x7f && code < 0xa0);

/** True for what words are made of. Every character of a document is asked, and nearly all are ASCII or ideographs. */
const isPrinted = (code: number): boolean => (code > 0x3000 ? code !== 0xfeff : code < 0x7f ? code > 0x20 : !isBlank(code) && !isControl(code));

/** A line that draws a table (|---|:-:|, +----+, ├──┼──┤, ----- ----) and says nothing. Dashes alone may be the mark of an empty cell. */
const DRAWN = /^[\s\-=+|:_─-╿]*$/u;
const DRAWING = /[-=_─━═]{2}/u;
const CORNER = /[+|─-╿]/u;
/** The runs of dashes that a table without other lines stands between. */
const RULE = /^\s*[-=]{5,}(\s+[-=]{2,})*\s*$/u;
const isDrawn = (line: string): boolean => RULE.test(line) || (DRAWN.test(line) && DRAWING.test(line) && CORNER.test(line));

/** A form feed ends the last page, and blanks of the tool may follow it. */
const LINE_END = /[\n\r\f][ \t]*$/u;

/** Reads a text file into pages of words: HTML, CSV, or a dump, by what it looks like. Throws DocumentError `unsupported` for bytes that are no text. */
export const readText = (bytes: Uint8Array): ReadDocument => readDecoded(decodeText(bytes));

/** The same, from the text that its bytes were decoded to. */
export function readDecoded({ text: raw, encoding }: DecodedText): ReadDocument {
  // Fonts that share a glyph between 工 and the radical ⼯ make tools print the radical; one code point for one, so that places hold.
  const text = raw.replace(RADICAL, (radical) => String.fromCodePoint(radicalToIdeograph(radical.codePointAt(0) ?? 0)));
  const whole = { encoding, partial: false, failure: null };
  if (isHtml(text)) return { ...whole, mediaType: 'text/html', reader: 'html', pages: [htmlToPage(text)] };
  const read = LINE_END.test(text) ? whole : { ...whole, breaksOff: true };
  const separator = sniffCsv(text);
  if (separator !== null) return { ...read, mediaType: 'text/csv', reader: 'csv', pages: [csvToPage(text, separator)] };
  return { ...read, mediaType: 'text/plain', reader: 'text', pages: textToPages(text) };
}

/**
 * Cuts a dump into pages of positioned words: a form feed begins a page, a tab separates cells, and so do pipes on lines that have two or more of them.
 * Control characters, and the lines that a table is drawn with, are suppressed with their place.
 */
export function textToPages(text: string): Page[] {
  const pages: Page[] = [];
  const boxed = findBoxLines(text);
  // Where the text is sound its words are.
  const doubts = doubtsOf(text).length === 0 ? [] : undefined;
  let page = new PageDraft();
  let line = 1;
  let at = 0;
  while (at <= text.length) {
    let end = at;
    let pipes = 0;
    let drawing = false;
    let dashes = 0;
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (code === LINE_FEED || code === CARRIAGE_RETURN) break;
      if (code > LAST_DRAWN || code === SPACE) continue;
      if (isPipe(code)) pipes++;
      if (code === DASH || code === EQUALS) dashes++;
      if (code === PLUS || code >= FIRST_DRAWN) drawing = true;
    }
    const drawn = (pipes > 0 || drawing || dashes >= LEAST_DASHES) && isDrawn(text.slice(at, end));
    const isBoxed = boxed.has(line);
    const isPiped = pipes >= 2 && !drawn;
    let x = 0;
    let offset = 0;
    let start = -1;
    let startX = 0;
    let startOffset = 0;
    for (let i = at; i <= end; i++) {
      // The end of the line ends its last word.
      const code = i < end ? text.charCodeAt(i) : LINE_FEED;
      const draws = isBoxed && i < end && drawsBox(text.charAt(i), drawn);
      const parts = isPiped && isPipe(code);
      if (isPrinted(code) && !draws && !parts) {
        const point = code >= 0xd800 && code <= 0xdbff ? (text.codePointAt(i) ?? code) : code;
        if (start < 0) {
          start = i;
          startX = x;
          startOffset = offset;
        }
        x += columnWidth(point);
        if (point > 0xffff) i++;
        offset++;
        continue;
      }
      if (start >= 0) {
        const word = new DumpWord(text.slice(start, i), pages.length + 1, line, startOffset, startX, page.row, offset - startOffset, doubts);
        if (drawn) page.suppressed.push({ text: word.text, source: word.source, why: DRAWS });
        else page.words.push(word);
        start = -1;
      }
      if (i === end) break;
      if (code === FORM_FEED) {
        if (x > 0 || page.row > 0) page.row++;
        if (page.row > 0 || i > 0) {
          pages.push(page.finish(pages.length + 1));
          page = new PageDraft();
        }
        x = 0;
      } else if (code === TAB) {
        page.separators.push({ kind: 'tab', x, y: page.row * DUMP_LINE_HEIGHT });
        x += TAB_COLUMNS;
      } else if (draws) {
        const character = text.charAt(i);
        page.strokes.push({ character, x, row: page.row });
        const last = page.suppressed.at(-1);
        const isSame = last !== undefined && 'line' in last.source && last.source.line === line && last.source.column + last.source.length === offset + 1 && last.why === DRAWS;
        if (isSame && 'line' in last.source) page.suppressed[page.suppressed.length - 1] = { ...last, text: last.text + character, source: { ...last.source, length: last.source.length + 1 } };
        else page.suppressed.push({ text: character, source: { page: pages.length + 1, line, column: offset + 1, length: 1 }, why: DRAWS });
        x += columnWidth(code);
      } else if (parts) {
        page.words.push(new DumpWord(text.charAt(i), pages.length + 1, line, offset, x, page.row));
        page.separators.push({ kind: 'pipe', x, y: page.row * DUMP_LINE_HEIGHT });
        x += 1;
      } else if (isBlank(code)) {
        x += code === 0x3000 ? 2 : 1;
      } else {
        page.suppressed.push({ text: text.charAt(i), source: { page: pages.length + 1, line, column: offset + 1, length: 1 }, why: 'control character' });
      }
      offset++;
    }
    if (x > page.width) page.width = x;
    page.row++;
    line++;
    if (end >= text.length) break;
    at = text.charCodeAt(end) === CARRIAGE_RETURN && text.charCodeAt(end + 1) === LINE_FEED ? end + 2 : end + 1;
  }
  pages.push(page.finish(pages.length + 1));
  // Drawn pages are laid out, which copies words; those of a dump make their places on demand and can't be copied.
  return boxed.size === 0 ? pages : pages.map((drawn) => ({ ...drawn, words: drawn.words.map(({ text: own, box, source, edges, size, confidence, rotation, doubts }) => ({ text: own, box, source, edges, size, confidence, rotation, doubts })) }));
}

/** What is known of a page before its last line is read. */
class PageDraft {
  readonly words: Word[] = [];
  readonly separators: Separator[] = [];
  readonly suppressed: Suppressed[] = [];
  readonly strokes: Stroke[] = [];
  width = 0;
  /** Lines so far. */
  row = 0;

  finish(number: number): Page {
    return {
      number,
      unit: 'char',
      width: this.width,
      height: this.row * DUMP_LINE_HEIGHT,
      em: DUMP_LINE_HEIGHT,
      words: this.words,
      rulings: strokesToRulings(this.strokes),
      separators: this.separators,
      suppressed: this.suppressed,
      needsOcr: null,
    };
  }
}
