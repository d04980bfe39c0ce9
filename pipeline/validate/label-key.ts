/** A label without blanks, stars and punctuation, for comparing what is printed with what a definition names (`其中:当年财政拨款` is `其中：当年财政拨款`). */
export function labelKey(text: string): string {
  return text.replace(/[\s*＊/／:：,，、。.()（）]/gu, '');
}
