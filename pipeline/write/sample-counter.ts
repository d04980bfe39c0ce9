import type { DocumentResult } from '../../schemas/record.js';
import type { RunSample } from '../../schemas/run.js';
import { clopperPearsonUpper, SAMPLE_CONFIDENCE } from './clopper-pearson.js';
import { rowDraw, SAMPLE_SEED, SAMPLE_SIZE, unflaggedRows, type SampleVerdict } from './row-sample.js';

export interface SampleCounter {
  add(result: DocumentResult): void;
  sample(): RunSample;
}

/**
 * Draws the random sample of unflagged rows over all documents of a run and counts what a human found in it. Rows count in the order they were drawn,
 * up to the first that nobody has checked: choosing which to check would bias the bound. What stays in memory is the sample.
 */
export function createSampleCounter(seed = SAMPLE_SEED, size = SAMPLE_SIZE): SampleCounter {
  let drawn: { readonly draw: string; readonly verdict: SampleVerdict }[] = [];
  let rows = 0;
  const cut = (): void => {
    drawn = drawn.sort((a, b) => (a.draw < b.draw ? -1 : a.draw > b.draw ? 1 : 0)).slice(0, size);
  };
  return {
    add({ document, forms }) {
      for (const form of forms) {
        for (const { row, verdict } of unflaggedRows(form)) {
          rows++;
          drawn.push({ draw: rowDraw(document, row, seed), verdict });
        }
      }
      if (drawn.length > size * 8) cut();
    },
    sample() {
      cut();
      const end = drawn.findIndex(({ verdict }) => verdict === null);
      const checked = drawn.slice(0, end === -1 ? drawn.length : end);
      const wrong = checked.filter(({ verdict }) => verdict === 'wrong').length;
      const upperBound = checked.length === 0 ? null : Number(clopperPearsonUpper(wrong, checked.length).toFixed(6));
      return { seed, rows, size: drawn.length, checked: checked.length, wrong, confidence: SAMPLE_CONFIDENCE, upperBound };
    },
  };
}
