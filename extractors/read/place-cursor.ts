/** Where a character stands in a text file: its line, and the code points before it in that line. */
export interface FilePlace {
  /** From 1. */
  readonly line: number;
  /** From 0. */
  readonly offset: number;
}

/**
 * Turns offsets into a text (UTF-16 units, as string methods count) into places in its lines. The offsets asked for must ascend, so that a text of any
 * length is walked once.
 */
export function createPlaceCursor(text: string): (at: number) => FilePlace {
  let position = 0;
  let line = 1;
  let offset = 0;
  return (at) => {
    while (position < at) {
      const code = text.charCodeAt(position);
      position++;
      if (code === 10 || (code === 13 && text.charCodeAt(position) !== 10)) {
        line++;
        offset = 0;
      } else if ((code & 0xfc00) !== 0xdc00) offset++;
    }
    return { line, offset };
  };
}
