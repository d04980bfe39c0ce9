import type { Box, Doubt, TextSource, Word } from '../../schemas/page.js';
import { columnWidth } from './column-width.js';

const NO_DOUBTS: readonly Doubt[] = [];
const UNDECODABLE: readonly Doubt[] = [{ code: 'undecodable', note: 'bytes here are no character in the encoding of the file' }];

/** What of a text, or of all texts that are cut from it, says that it was not read well. */
export const doubtsOf = (text: string): readonly Doubt[] => (text.includes('\ufffd') ? UNDECODABLE : NO_DOUBTS);

/** The height of a line and of a character in a dump, in columns: a CJK character is as high as it is wide. */
export const DUMP_LINE_HEIGHT = 2;

/**
 * A word of a text dump. Boxes and edges follow from the place, so they are made when a layout asks for them: a dump has tens of thousands of words
 * and most readings need only their text and line. Its place is asked for again and again, and kept once it is made.
 */
export class DumpWord implements Word {
  private place: TextSource | null = null;

  constructor(
    readonly text: string,
    readonly page: number,
    /** Line of the file, from 1. */
    readonly line: number,
    /** Code points before the word in its line. */
    readonly offset: number,
    /** Columns before the word in its line. */
    readonly x: number,
    /** Lines before this one on its page. */
    readonly row: number,
    /** Its code points. */
    readonly length: number = countCodePoints(text),
    readonly doubts: readonly Doubt[] = doubtsOf(text),
  ) {}

  // Of the class and not of each of its words: there are thousands.
  get size(): number {
    return DUMP_LINE_HEIGHT;
  }

  get confidence(): number {
    return 1;
  }

  get rotation(): 0 {
    return 0;
  }

  get source(): TextSource {
    return (this.place ??= { page: this.page, line: this.line, column: this.offset + 1, length: this.length });
  }

  get edges(): readonly number[] {
    const edges = [this.x];
    let x = this.x;
    for (const character of this.text) edges.push((x += columnWidth(character.codePointAt(0) ?? 0)));
    return edges;
  }

  get box(): Box {
    let end = this.x;
    for (const character of this.text) end += columnWidth(character.codePointAt(0) ?? 0);
    return [this.x, this.row * DUMP_LINE_HEIGHT, end, (this.row + 1) * DUMP_LINE_HEIGHT];
  }

}

function countCodePoints(text: string): number {
  let n = 0;
  for (let i = 0; i < text.length; i++) if ((text.charCodeAt(i) & 0xfc00) !== 0xdc00) n++;
  return n;
}
