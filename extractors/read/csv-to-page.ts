import type { Page, Separator, Word } from '../../schemas/page.js';
import { columnWidth } from './column-width.js';
import { DUMP_LINE_HEIGHT } from './dump-word.js';
import { MarkedWord } from './marked-word.js';
import { createPlaceCursor } from './place-cursor.js';
import { scanCsv } from './scan-csv.js';
import type { CsvSeparator } from './sniff-csv.js';

/** Fields stand apart by this many columns, as tabs do. */
const GAP = 4;
const BLANK = /[\s\u0085\u200b-\u200f\u2060\ufeff]/u;

/** Cuts a text in CSV into one page of words: a record is one line of cells, whatever line breaks its quoted fields hold; places are those in the file. */
export function csvToPage(text: string, separator: CsvSeparator): Page {
  const place = createPlaceCursor(text);
  const words: Word[] = [];
  const separators: Separator[] = [];
  const { records } = scanCsv(text, separator);
  let width = 0;
  records.forEach((record, row) => {
    let x = 0;
    record.forEach((field, i) => {
      if (i > 0) {
        separators.push({ kind: separator === '\t' ? 'tab' : 'comma', x, y: row * DUMP_LINE_HEIGHT });
        x += GAP;
      }
      for (let from = 0; from < field.text.length; ) {
        if (BLANK.test(field.text[from] ?? '')) {
          from++;
          x++;
          continue;
        }
        let to = from;
        while (to < field.text.length && !BLANK.test(field.text[to] ?? '')) to++;
        const printed = field.text.slice(from, to);
        const start = place(field.at[from] ?? 0);
        const end = place((field.at[to - 1] ?? 0) + 1);
        words.push(new MarkedWord(printed, 1, start.line, start.offset, x, row, end.offset - start.offset));
        for (const character of printed) x += columnWidth(character.codePointAt(0) ?? 0);
        from = to;
      }
    });
    width = Math.max(width, x);
  });
  return { number: 1, unit: 'char', width, height: records.length * DUMP_LINE_HEIGHT, em: DUMP_LINE_HEIGHT, words, rulings: [], separators, suppressed: [], needsOcr: null };
}
