import type { PhraseLine } from './phrases.js';

/** What a caption or title of a table or figure starts with, in the languages of the documents at hand: never a cell of the table. */
export const CAPTION = /^(table|tab\.|tableau|tabelle|tabla|figure|fig\.|chart|exhibit|box|表|图)(\s*\d|\s+[a-z]([\d.:–-]|\s|$)|\s+[ivxlc]+\b|\s*[一二三四五六七八九十])/iu;

/** Whether a line begins as a caption does, however wide its blanks are stretched. */
export function isCaption(line: PhraseLine): boolean {
  const words = line.phrases.slice(0, 2).flatMap((phrase) => phrase.words);
  return CAPTION.test(
    words
      .slice(0, 2)
      .map((word) => word.text)
      .join(' '),
  );
}
