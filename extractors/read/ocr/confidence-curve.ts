// Written by npm run calibrate: what share of the cells read with such confidence was right on scans of the sample PDFs.
export const confidenceCurve = {
  // fitted
  doubted: [[0, 0.5], [1, 0.8]],
  plain: [[0, 0.9], [1, 0.999]],
  // end
} as const;
