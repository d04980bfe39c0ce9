/** Texts by their last character, which tells of nearly every other text that it ends with none of them. */
export class Endings {
  readonly #byLast = new Map<number, string[]>();

  constructor(endings: Iterable<string>) {
    for (const ending of new Set(endings)) {
      const last = ending.charCodeAt(ending.length - 1);
      const own = this.#byLast.get(last);
      if (own) own.push(ending);
      else this.#byLast.set(last, [ending]);
    }
  }

  /** The endings that a text can have by its last character. */
  behind(text: string): readonly string[] {
    return this.#byLast.get(text.charCodeAt(text.length - 1)) ?? NONE;
  }

  /** True when the text ends with one of them. */
  isEndOf(text: string): boolean {
    for (const ending of this.behind(text)) if (text.endsWith(ending)) return true;
    return false;
  }
}

const NONE: readonly string[] = [];
