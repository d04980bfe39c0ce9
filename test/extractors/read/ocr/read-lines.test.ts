import { describe, expect, it } from 'vitest';
import type { LineRecogniser } from '../../../../extractors/read/ocr/line-recogniser.js';
import { type LineTask, readLines } from '../../../../extractors/read/ocr/read-lines.js';
import { blankInk, fill, grayOf } from './draw.js';

const EM = 28;

/** An engine that reads the same in every picture, and is sure of it. */
const reads = (text: string): LineRecogniser => ({
  name: 'double',
  read: (lines) => Promise.resolve(lines.map(({ width }) => ({ omission: 0, characters: [...text].map((sign, index) => ({ text: sign, confidence: 1, x: ((index + 0.5) * width) / text.length, others: [] })) }))),
  close: () => Promise.resolve(),
});

/** The codes of the doubts about one line of characters as wide as high. */
async function doubtsAbout(text: string, witnessReads: string, task: Partial<LineTask>): Promise<string[]> {
  const ink = blankInk(400, 100);
  [...text].forEach((_, index) => fill(ink, 20 + index * EM, 30, 44 + index * EM, 56));
  const box = [20, 30, 44 + (text.length - 1) * EM, 56] as const;
  const line = { box, within: [0, 0, 400, 100] as const, stamped: false, streaked: false, faint: false, ...task };
  const [read] = await readLines(grayOf(ink), ink, EM, [line], reads(text), () => Promise.resolve(reads(witnessReads)), 'nothing');
  return (read?.doubts ?? []).map(({ code }) => code);
}

describe('a line that a streak runs through', () => {
  it('is plain where both engines read the same words, as one without a streak is', async () => {
    expect(await doubtsAbout('社会效益指标', '无', {})).toEqual([]);
    expect(await doubtsAbout('社会效益指标', '社会效益指标', { streaked: true })).toEqual([]);
  });

  it('is doubted where the other engine reads anything else', async () => {
    expect(await doubtsAbout('困难公民和特珠案件当事人', '困难公民和特殊案件当事人', { streaked: true })).toEqual(['ocr-ink-unread']);
  });

  it('is doubted where it is a number, whose figure it may have hidden from both', async () => {
    expect(await doubtsAbout('90', '90', { streaked: true })).toEqual(['ocr-ink-unread']);
  });
});

describe('a pale dash alone in its cell', () => {
  const dash = async (darkness: number): Promise<string[]> => {
    const ink = blankInk(400, 100);
    fill(ink, 100, 50, 126, 53);
    const gray = { ...ink, data: ink.data.map((value) => 255 - value * darkness) };
    const line = { box: [100, 50, 126, 53] as const, within: [0, 0, 400, 100] as const, stamped: false, streaked: false, faint: true };
    const [read] = await readLines(gray, ink, EM, [line], reads(''), () => Promise.resolve(reads('')), 'nothing');
    return (read?.doubts ?? []).map(({ code }) => code);
  };

  it('is one where it is a hairline, and doubted where it may shine through from the other side', async () => {
    expect(await dash(50)).toEqual([]);
    expect(await dash(25)).toEqual(['ocr-faint']);
  });
});
