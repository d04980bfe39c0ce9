/** Texts by their last character, which tells of nearly every other text that it ends with none of them. */
export class Endings {
  readonly #byLast = new Map<string, string[]>();

  constructor(endings: Iterable<string>) {
    for (const ending of new Set(endings)) {
      const last = ending.charAt(ending.length - 1);
      const own = this.#byLast.get(last);
      if (own) own.push(ending);
      else this.#byLast.set(last, [ending]);
    }
  }

  /** The endings that a text of this last character can have. */
  behind(last: string): readonly string[] {
    return this.#byLast.get(last) ?? NONE;
  }

  /** True when the text ends with one of them. */
  isEndOf(text: string): boolean {
    for (const ending of this.behind(text.charAt(text.length - 1))) if (text.endsWith(ending)) return true;
    return false;
  }
}

const NONE: readonly string[] = [];
