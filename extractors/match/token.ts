import type { Word } from '../../schemas/page.js';
import { foldLabel, type FoldedLabel } from './fold-label.js';
import { type KnownText, knownText } from './known-text.js';
import { shapeOf, type TokenShape } from './token-evidence.js';

/** A cell where the layout knows cells, else a word between blanks. How it compares with labels and what it looks like is asked at every step of the reading, and found once. */
export class Token {
  private known: KnownText | null = null;

  constructor(
    readonly text: string,
    readonly words: readonly Word[],
    /** Index of its line. */
    readonly line: number,
    /** Index of its cell in the line, where the line has cells. */
    readonly cell: number | null,
    /** Lines of the table it spans downwards (a merged label cell), 1 where unknown. */
    readonly rowSpan: number,
  ) {}

  /** Its text as labels are compared. */
  get label(): FoldedLabel {
    return (this.known ??= knownText(this.text)).label ?? foldLabel(this.text);
  }

  get shape(): TokenShape {
    return (this.known ??= knownText(this.text)).shape ?? shapeOf(this.text);
  }

  /** In columns of a dump. */
  get width(): number {
    return this.shape.width;
  }

  /** The same token on another line. */
  onLine(line: number): Token {
    if (line === this.line) return this;
    const moved = new Token(this.text, this.words, line, this.cell, this.rowSpan);
    moved.known = this.known;
    return moved;
  }
}

/** The words of tokens, in their order. */
export function wordsOf(tokens: readonly Token[]): Word[] {
  const words: Word[] = [];
  for (const token of tokens) words.push(...token.words);
  return words;
}

/** The tokens on another line. */
export function tokensOnLine(tokens: readonly Token[], line: number): Token[] {
  const moved: Token[] = [];
  for (const token of tokens) moved.push(token.onLine(line));
  return moved;
}
