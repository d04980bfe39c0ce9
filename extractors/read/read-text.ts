import type { Page, ReadDocument, Separator, Suppressed, Word } from '../../schemas/page.js';
import { columnWidth } from './column-width.js';
import { csvToPage } from './csv-to-page.js';
import { decodeText } from './decode-text.js';
import { drawsBox, findBoxLines, type Stroke, strokesToRulings } from './drawn-boxes.js';
import { DUMP_LINE_HEIGHT, DumpWord } from './dump-word.js';
import { htmlToPage, isHtml } from './html-to-page.js';
import { radicalToIdeograph } from './pdf/radicals-to-ideographs.js';
import { sniffCsv } from './sniff-csv.js';

/** Tabs stand apart from words by this many columns, so that a layout that looks at gaps sees one. */
const TAB_COLUMNS = 4;

const DRAWS = 'draws a table';

const TAB = 9;
const FORM_FEED = 12;
const PLUS = 0x2b;
const DASH = 0x2d;
const EQUALS = 0x3d;
const LEAST_DASHES = 5;

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

/** A line that draws a table (|---|:-:|, +----+, ├──┼──┤, ----- ----) and says nothing. Dashes alone may be the mark of an empty cell. */
const DRAWN = /^[\s\-=+|:_─-╿]*$/u;
const DRAWING = /[-=_─━═]{2}/u;
const CORNER = /[+|─-╿]/u;
/** The runs of dashes that a table without other lines stands between. */
const RULE = /^\s*[-=]{5,}(\s+[-=]{2,})*\s*$/u;
const isDrawn = (line: string): boolean => RULE.test(line) || (DRAWN.test(line) && DRAWING.test(line) && CORNER.test(line));

const isControl = (code: number): boolean => code < 0x20 || (code >= 0x7f && code < 0xa0);

/** A form feed ends the last page, and blanks of the tool may follow it. */
const LINE_END = /[\n\r\f][ \t]*$/u;

/** Reads a text file into pages of words: HTML, CSV, or a dump, by what it looks like. Throws DocumentError `unsupported` for bytes that are no text. */
export function readText(bytes: Uint8Array): ReadDocument {
  const { text: raw, encoding } = decodeText(bytes);
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
  let words: Word[] = [];
  let separators: Separator[] = [];
  let suppressed: Suppressed[] = [];
  let strokes: Stroke[] = [];
  const boxed = findBoxLines(text);
  let width = 0;
  let row = 0;
  let line = 1;
  const finishPage = (): void => {
    pages.push({
      number: pages.length + 1,
      unit: 'char',
      width,
      height: row * DUMP_LINE_HEIGHT,
      em: DUMP_LINE_HEIGHT,
      words,
      rulings: strokesToRulings(strokes),
      separators,
      suppressed,
      needsOcr: null,
    });
    words = [];
    separators = [];
    suppressed = [];
    strokes = [];
    width = 0;
    row = 0;
  };
  let at = 0;
  while (at <= text.length) {
    let end = at;
    let pipes = 0;
    let drawing = false;
    let dashes = 0;
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (code === 10 || code === 13) break;
      if (isPipe(code)) pipes++;
      if (code === DASH || code === EQUALS) dashes++;
      if (code === PLUS || (code >= 0x2500 && code <= 0x257f)) drawing = true;
    }
    const drawn = (pipes > 0 || drawing || dashes >= LEAST_DASHES) && isDrawn(text.slice(at, end));
    let x = 0;
    let offset = 0;
    let start = -1;
    let startX = 0;
    let startOffset = 0;
    const endWord = (to: number): void => {
      if (start < 0) return;
      const word = new DumpWord(text.slice(start, to), pages.length + 1, line, startOffset, startX, row);
      if (drawn) suppressed.push({ text: word.text, source: word.source, why: DRAWS });
      else words.push(word);
      start = -1;
    };
    for (let i = at; i < end; i++) {
      const code = text.charCodeAt(i);
      if (code === FORM_FEED) {
        endWord(i);
        if (x > 0 || row > 0) row++;
        if (row > 0 || i > 0) finishPage();
        x = 0;
      } else if (code === TAB) {
        endWord(i);
        separators.push({ kind: 'tab', x, y: row * DUMP_LINE_HEIGHT });
        x += TAB_COLUMNS;
      } else if (boxed.has(line) && drawsBox(text[i] ?? '', drawn)) {
        endWord(i);
        const character = text[i] ?? '';
        strokes.push({ character, x, row });
        const last = suppressed.at(-1);
        const isSame = last !== undefined && 'line' in last.source && last.source.line === line && last.source.column + last.source.length === offset + 1 && last.why === DRAWS;
        if (isSame && 'line' in last.source) suppressed[suppressed.length - 1] = { ...last, text: last.text + character, source: { ...last.source, length: last.source.length + 1 } };
        else suppressed.push({ text: character, source: { page: pages.length + 1, line, column: offset + 1, length: 1 }, why: DRAWS });
        x += columnWidth(code);
      } else if (isPipe(code) && pipes >= 2 && !drawn) {
        endWord(i);
        words.push(new DumpWord(text[i] ?? '', pages.length + 1, line, offset, x, row));
        separators.push({ kind: 'pipe', x, y: row * DUMP_LINE_HEIGHT });
        x += 1;
      } else if (isBlank(code)) {
        endWord(i);
        x += code === 0x3000 ? 2 : 1;
      } else if (isControl(code)) {
        endWord(i);
        suppressed.push({ text: text[i] ?? '', source: { page: pages.length + 1, line, column: offset + 1, length: 1 }, why: 'control character' });
      } else {
        const point = code >= 0xd800 && code <= 0xdbff ? (text.codePointAt(i) ?? code) : code;
        if (start < 0) {
          start = i;
          startX = x;
          startOffset = offset;
        }
        x += columnWidth(point);
        if (point > 0xffff) i++;
      }
      offset++;
    }
    endWord(end);
    if (x > width) width = x;
    row++;
    line++;
    if (end >= text.length) break;
    at = text.charCodeAt(end) === 13 && text.charCodeAt(end + 1) === 10 ? end + 2 : end + 1;
  }
  finishPage();
  // Drawn pages are laid out, which copies words; those of a dump make their places on demand and can't be copied.
  return boxed.size === 0 ? pages : pages.map((page) => ({ ...page, words: page.words.map(({ text: own, box, source, edges, size, confidence, rotation, doubts }) => ({ text: own, box, source, edges, size, confidence, rotation, doubts })) }));
}
