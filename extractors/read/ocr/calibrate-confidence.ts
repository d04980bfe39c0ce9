import { confidenceCurve } from './confidence-curve.js';

/** Points of a curve from what the engines say (0 to 1) to the share of cells that were right, both ascending. */
export type Curve = readonly (readonly [said: number, right: number])[];

/** The share of cells that were right where the engines said so, on the line between the points to both sides; what the end point has beyond it. */
export function onCurve(curve: Curve, said: number): number {
  const next = curve.findIndex(([at]) => at >= said);
  const [from, to] = [curve[next < 0 ? curve.length - 1 : next - 1], curve[next]];
  if (to === undefined || from === undefined) return (to ?? from)?.[1] ?? said;
  const share = to[0] === from[0] ? 1 : (said - from[0]) / (to[0] - from[0]);
  return Math.round((from[1] + (to[1] - from[1]) * share) * 1000) / 1000;
}

/** The probability that a word is right, from what the judging of its line says; `npm run calibrate` fitted the curves on scans of the sample PDFs. */
export const calibrateConfidence = (said: number, doubted: boolean): number => onCurve(doubted ? confidenceCurve.doubted : confidenceCurve.plain, said);
