/** How sure the bound is. */
export const SAMPLE_CONFIDENCE = 0.95;

/**
 * The exact one-sided upper bound on a share (Clopper and Pearson 1934): the largest share at which as few as `wrong` of `checked` would still come up
 * with probability 1 − `confidence`. 1 when nothing was checked.
 */
export function clopperPearsonUpper(wrong: number, checked: number, confidence = SAMPLE_CONFIDENCE): number {
  if (wrong >= checked) return 1;
  let [low, high] = [wrong / checked, 1];
  // The interval halves each time; a double has 53 bits.
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (atMost(wrong, checked, middle) > 1 - confidence) low = middle;
    else high = middle;
  }
  return high;
}

/** The probability of at most k of n at share p. */
function atMost(k: number, n: number, p: number): number {
  if (p >= 1) return k >= n ? 1 : 0;
  let logTerm = n * Math.log1p(-p);
  let sum = Math.exp(logTerm);
  for (let i = 1; i <= k; i++) {
    logTerm += Math.log(((n - i + 1) / i) * (p / (1 - p)));
    sum += Math.exp(logTerm);
  }
  return sum;
}
