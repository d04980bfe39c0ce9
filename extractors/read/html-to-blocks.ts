import { Parser } from 'htmlparser2';
import type { Suppressed } from '../../schemas/page.js';
import type { HtmlBlock, HtmlCell, HtmlTable, HtmlWord } from './html-blocks.js';
import { createPlaceCursor } from './place-cursor.js';

/** Elements that stand in a line; all others begin and end one. */
const INLINE = new Set(
  'a abbr acronym b bdi bdo big button cite code data del dfn em font i ins kbd label mark meter o:p output q rp rt ruby s samp small span strike strong sub sup time tt u var wbr'.split(' '),
);
/** Elements whose text is never shown and is no text of the document. */
const NO_TEXT = new Set(['script', 'style', 'template', 'noscript', 'xml']);
const BLANK = /[\s\u0085\u200b-\u200f\u2060\ufeff]/u;
/** What browsers accept at most. */
const MOST_COLUMNS = 1000;
const MOST_ROWS = 65_534;

const toSpan = (attribute: string | undefined, most: number): number => {
  const span = Number.parseInt(attribute ?? '1', 10);
  return span === 0 && most === MOST_ROWS ? most : span >= 1 ? Math.min(span, most) : 1;
};

const isHidden = (attributes: Readonly<Record<string, string>>): boolean =>
  'hidden' in attributes || /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)/iu.test(attributes['style'] ?? '');

/** A place that takes lines: the body, or a cell of a table. */
interface Container {
  readonly blocks: HtmlBlock[];
  line: HtmlWord[];
}

/**
 * Reads the text of an HTML file, or of a text with HTML tables in it (then a line break outside them is one). Entities are decoded, and each word
 * keeps its place in the file. Hidden text comes apart, with the reason; scripts and styles are no text.
 */
export function htmlToBlocks(text: string): { blocks: HtmlBlock[]; suppressed: Suppressed[] } {
  const isFragment = !/<(?:!doctype\s+html|html|body|p|div)\b/iu.test(text);
  const place = createPlaceCursor(text);
  const root: Container = { blocks: [], line: [] };
  const suppressed: Suppressed[] = [];
  /** The open tables from the outside in, and the row and cell that are open in each. */
  const tables: { table: HtmlTable; row: HtmlCell[] | null; cell: Container | null; parent: Container }[] = [];
  const open: { name: string; hidden: boolean }[] = [];
  let hidden = 0;
  let noText = 0;
  let inTitle = 0;
  let preformatted = 0;
  let word: { text: string; line: number; offset: number; end: number } | null = null;

  const containerNow = (): Container => {
    const table = tables.at(-1);
    // Text of a table outside its cells (a caption) stands above it.
    return table ? (table.cell ?? table.parent) : root;
  };
  const endWord = (): void => {
    if (word === null) return;
    const { text: printed, line, offset, end } = word;
    word = null;
    const found: HtmlWord = { text: printed, line, offset, length: Math.max(1, end - offset) };
    if (hidden > 0 || inTitle > 0) {
      const why = inTitle > 0 ? 'the title of the file, not shown on its page' : 'hidden by the file';
      suppressed.push({ text: printed, source: { page: 1, line, column: offset + 1, length: found.length }, why });
    } else containerNow().line.push(found);
  };
  const flush = (container: Container): void => {
    if (container.line.length > 0) container.blocks.push({ kind: 'line', words: container.line });
    container.line = [];
  };
  const endLine = (): void => {
    endWord();
    flush(containerNow());
  };
  const endCell = (): void => {
    endLine();
    const table = tables.at(-1);
    if (table) table.cell = null;
  };
  const endTable = (): void => {
    endCell();
    const table = tables.pop();
    if (table) table.parent.blocks.push({ kind: 'table', table: table.table });
  };

  const parser: Parser = new Parser(
    {
      onopentag(name, attributes) {
        const hides = isHidden(attributes);
        if (!INLINE.has(name)) endLine();
        if (hides) endWord();
        open.push({ name, hidden: hides });
        if (hides) hidden++;
        if (NO_TEXT.has(name)) noText++;
        if (name === 'title') inTitle++;
        if (name === 'pre') preformatted++;
        if (name === 'table') tables.push({ table: { rows: [] }, row: null, cell: null, parent: containerNow() });
        const table = tables.at(-1);
        if (!table) return;
        if (name === 'tr') {
          table.cell = null;
          table.table.rows.push((table.row = []));
        } else if (name === 'td' || name === 'th') {
          if (table.row === null) table.table.rows.push((table.row = []));
          const cell: HtmlCell = { rowSpan: toSpan(attributes['rowspan'], MOST_ROWS), columnSpan: toSpan(attributes['colspan'], MOST_COLUMNS), blocks: [] };
          table.row.push(cell);
          table.cell = { blocks: cell.blocks, line: [] };
        }
      },
      ontext(data) {
        if (noText > 0) return;
        const start = parser.startIndex;
        // A decoded entity is one character that takes several in the file.
        const raw = parser.endIndex + 1 - start;
        const isEntity = raw !== data.length;
        const keepsLines = preformatted > 0 || (isFragment && tables.length === 0);
        for (let i = 0; i < data.length; i++) {
          const code = data.codePointAt(i) ?? 0;
          const character = String.fromCodePoint(code);
          if (BLANK.test(character)) {
            endWord();
            if (character === '\n' && keepsLines) endLine();
            continue;
          }
          const from = place(isEntity ? start : start + i);
          const end = isEntity ? from.offset + raw : from.offset + 1;
          if (word === null) word = { text: character, line: from.line, offset: from.offset, end };
          else {
            word.text += character;
            if (from.line === word.line) word.end = end;
          }
          i += character.length - 1;
        }
      },
      onclosetag(name) {
        if (!INLINE.has(name)) endLine();
        const closed = open.pop();
        if (closed?.hidden) {
          endWord();
          hidden--;
        }
        if (NO_TEXT.has(name)) noText--;
        if (name === 'title') inTitle--;
        if (name === 'pre') preformatted--;
        if (name === 'td' || name === 'th') endCell();
        else if (name === 'tr') {
          const table = tables.at(-1);
          if (table) table.row = table.cell = null;
        } else if (name === 'table') endTable();
      },
    },
    { decodeEntities: true, lowerCaseTags: true },
  );
  parser.write(text);
  parser.end();
  while (tables.length > 0) endTable();
  endWord();
  flush(root);
  return { blocks: root.blocks, suppressed };
}
