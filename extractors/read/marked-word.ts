import type { TextSource } from '../../schemas/page.js';
import { DumpWord } from './dump-word.js';

/**
 * A word of a text file with markup, whose characters may take more room in the file than they print: `&ge;95%` prints four. Its place covers all that
 * stands in the file for it, as far as the end of the line it begins in.
 */
export class MarkedWord extends DumpWord {
  constructor(
    text: string,
    page: number,
    line: number,
    offset: number,
    x: number,
    row: number,
    /** Code points in the file. */
    readonly sourceLength: number,
  ) {
    super(text, page, line, offset, x, row);
  }

  override get source(): TextSource {
    return { page: this.page, line: this.line, column: this.offset + 1, length: this.sourceLength };
  }
}
