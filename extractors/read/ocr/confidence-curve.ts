// Written by npm run calibrate: what share of the cells read with such confidence was right on scans of the sample PDFs.
export const confidenceCurve = {
  // fitted

  doubted: [[0.628, 0.595]],
  plain: [[0.988, 0.999]],

  // end
} as const;
