/** What a caption or title of a table or figure starts with, in the languages of the documents at hand: never a cell of the table. */
export const CAPTION = /^(table|tab\.|tableau|tabelle|tabla|figure|fig\.|chart|exhibit|box|表|图)\s*[\dA-Z一二三四五六七八九十]/iu;
