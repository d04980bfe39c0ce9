import type { ScanSetting } from './make-scan.js';

/** What a scan of the bench is made with, but for the seed. */
export type NamedSetting = Omit<ScanSetting, 'seed'>;

const usual = { skew: 0.7, noise: 6, blur: 0.003, jpeg: 70, paper: 255, shadow: false, ink: 0, stamp: false, turned: 0, colour: false } as const;

/** One thing wrong at a time. */
export const plainSettings: readonly NamedSetting[] = [
  { ...usual, name: 'usual', dpi: 150 },
  { ...usual, name: 'usual', dpi: 200 },
  { ...usual, name: 'usual', dpi: 300 },
  { ...usual, name: '2° askew', dpi: 200, skew: -2, noise: 8 },
  { ...usual, name: 'noisy, JPEG 50', dpi: 200, noise: 18, jpeg: 50, blur: 0.004 },
  { ...usual, name: 'grey paper, shadow', dpi: 200, paper: 205, shadow: true },
  { ...usual, name: 'faint copy', dpi: 200, ink: 140, noise: 8 },
  { ...usual, name: 'red stamp over cells', dpi: 200, stamp: true, colour: true, jpeg: 80 },
  { ...usual, name: 'upside down', dpi: 200, turned: 180 },
];

/** Several at a time. */
export const mixedSettings: readonly NamedSetting[] = [
  { ...usual, name: 'on its side', dpi: 200, turned: 90 },
  { ...usual, name: 'upside down, 1.6° askew', dpi: 200, turned: 180, skew: 1.6 },
  { ...usual, name: 'askew, noisy, grey, JPEG 60', dpi: 200, skew: 1.4, noise: 10, jpeg: 60, paper: 220, shadow: true },
  { ...usual, name: 'askew, noisy, grey, JPEG 60', dpi: 300, skew: 1.4, noise: 12, jpeg: 60, paper: 220, shadow: true },
  { ...usual, name: 'red stamp, askew', dpi: 300, stamp: true, colour: true, jpeg: 75, skew: 0.4 },
  { ...usual, name: 'faint copy', dpi: 300, ink: 140, noise: 8 },
];
