import { columnWidth } from '../read/column-width.js';

/** The width of a text in columns of a dump: 2 for a full-width character, 1 for a half-width one. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += columnWidth(character.codePointAt(0) ?? 0);
  return width;
}
