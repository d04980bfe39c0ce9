/** The two characters, one word, that most labels end with; '' where no two share any. */
export function usualEnding(labels: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label.slice(-2), (counts.get(label.slice(-2)) ?? 0) + 1);
  const [ending, count] = [...counts].reduce((most, own) => (own[1] > most[1] ? own : most), ['', 1]);
  return count > 1 ? ending : '';
}
