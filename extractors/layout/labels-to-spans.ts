import type { Phrase } from './phrases.js';
import { NO_WRAP, wrapCost } from './wrap-cost.js';

/** A label that spans rows stands in their middle within this many ems, or they are not its rows; cost of each em. */
const FARTHEST = 1.2;
const MISFIT = 2;
/** Cost of a row without a label, and of a span that ends where no finer label does. */
const UNLABELLED = 0.4;
const ACROSS = 1;
/** Lines of one label follow each other within this white and overlap, in ems; cost of two lines in one label, and when the upper had room. */
const WHITE = 0.6;
const OVERLAP = 0.2;
const JOINED = 0.5;
const JOINED_WITH_ROOM = 3;
/** A label has at most so many lines. */
const MOST_LINES = 4;

/**
 * The rows that each label of a column spans, first and last, in order: lines are joined into labels and labels set in the middle of rows so that all
 * fits best. `borders` are the rows at which finer labels begin. Gives nothing when the lines fit no rows.
 */
export function labelsToSpans(
  lines: readonly Phrase[],
  rows: readonly { readonly top: number; readonly bottom: number }[],
  borders: ReadonlySet<number>,
  em: number,
): { from: number; to: number }[] {
  const sorted = [...lines].sort((a, b) => a.top - b.top);
  const width = sorted.reduce((most, line) => Math.max(most, line.x1 - line.x0), 0);
  const joining = sorted.map((line, index) => {
    const above = sorted[index - 1];
    if (above === undefined) return Infinity;
    const white = line.top - above.bottom;
    if (white > WHITE * em || white < -OVERLAP * em) return Infinity;
    const bracket = /^[(（]/u.test(line.words[0]?.text ?? '');
    return bracket || wrapCost(above, line, width, em) < NO_WRAP ? JOINED : JOINED_WITH_ROOM;
  });
  const count = rows.length;
  const stride = count + 1;
  const best = new Float64Array((sorted.length + 1) * stride).fill(Infinity);
  const choice = new Int32Array((sorted.length + 1) * stride).fill(-1);
  for (let row = 0; row <= count; row += 1) best[row] = row * UNLABELLED;
  for (let line = 1; line <= sorted.length; line += 1) {
    for (let end = 1; end <= count; end += 1) {
      const here = line * stride + end;
      best[here] = (best[here - 1] ?? Infinity) + UNLABELLED;
      choice[here] = -1;
      let joined = 0;
      for (let size = 1; size <= Math.min(MOST_LINES, line); size += 1) {
        if (size > 1) joined += joining[line - size + 1] ?? Infinity;
        if (joined === Infinity) break;
        const first = sorted[line - size];
        const last = sorted[line - 1];
        if (first === undefined || last === undefined) break;
        const centre = (first.top + last.bottom) / 2;
        for (let start = end - 1; start >= 0; start -= 1) {
          const before = best[(line - size) * stride + start] ?? Infinity;
          if (before === Infinity) continue;
          const misfit = Math.abs(((rows[start]?.top ?? 0) + (rows[end - 1]?.bottom ?? 0)) / 2 - centre) / em;
          if (misfit > FARTHEST) continue;
          const across = (start > 0 && !borders.has(start) ? ACROSS : 0) + (end < count && !borders.has(end) ? ACROSS : 0);
          const total = before + joined + misfit * MISFIT + across;
          if (total < (best[here] ?? Infinity)) {
            best[here] = total;
            choice[here] = size * stride + start;
          }
        }
      }
    }
  }
  if ((best[sorted.length * stride + count] ?? Infinity) === Infinity) return [];
  const spans: { from: number; to: number }[] = [];
  let line = sorted.length;
  let end = count;
  while (line > 0 && end > 0) {
    const chosen = choice[line * stride + end] ?? -1;
    if (chosen < 0) {
      end -= 1;
      continue;
    }
    const start = chosen % stride;
    spans.unshift({ from: start, to: end - 1 });
    line -= Math.floor(chosen / stride);
    end = start;
  }
  return spans;
}
