// Written by npm run calibrate: what share of the cells read with such confidence was right on scans of the sample PDFs.
export const confidenceCurve = {
  // fitted

  doubted: [[0.62, 0.682]],
  plain: [[0.987, 0.999]],

  // end
} as const;
