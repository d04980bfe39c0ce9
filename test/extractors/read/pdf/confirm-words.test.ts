import { describe, expect, it } from 'vitest';
import { confirmWords } from '../../../../extractors/read/pdf/confirm-words.js';
import type { Page, Suppressed, Word } from '../../../../schemas/page.js';

const word = (text: string, x: number, codes: readonly string[] = []): Word => {
  const length = Array.from(text).length;
  const box = [x, 10, x + 10 * length, 20] as const;
  return {
    text,
    box,
    source: { page: 1, bbox: box },
    edges: Array.from({ length: length + 1 }, (_, i) => x + 10 * i),
    size: 10,
    confidence: 1,
    rotation: 0,
    doubts: codes.map((code) => ({ code, note: '' })),
  };
};
const page = (words: readonly Word[], suppressed: readonly Suppressed[] = [], needsOcr: string | null = null): Page => ({
  number: 1,
  unit: 'pt',
  width: 600,
  height: 800,
  em: 10,
  words,
  rulings: [],
  separators: [],
  suppressed,
  needsOcr,
});
const confirm = (first: Page, second: Page): Page => confirmWords(first, 'pdfium', second, 'pdfjs');
const notes = (result: Page): string[] => result.words.flatMap((one) => one.doubts.map((doubt) => `${doubt.code} ${doubt.note}`));

describe('confirmWords', () => {
  it('leaves words alone that both read alike, though cut or composed differently', () => {
    const first = page([word('项目名称', 0), word('file', 100), word('户', 200)]);
    const second = page([word('项目', 0), word('名称', 20), { ...word('ﬁle', 100), edges: [100, 120, 130, 140] }, word('戶', 200)]);
    expect(confirm(first, second)).toEqual(first);
  });

  it('names both readings where they differ', () => {
    const result = confirm(page([word('118', 0)]), page([word('119', 0)]));
    expect(result.words[0]?.text).toBe('118');
    expect(notes(result)).toEqual(['engines-disagree pdfium reads “118”, pdfjs reads “119”.']);
  });

  it('doubts what only one of them sees', () => {
    const result = confirm(page([word('here', 0)]), page([word('there', 300)]));
    expect(result.words.map((one) => one.text)).toEqual(['here', 'there']);
    expect(notes(result)).toEqual([
      'engines-disagree pdfium reads “here”, pdfjs shows nothing here.',
      'engines-disagree Only pdfjs reads “there” here; pdfium reads nothing.',
    ]);
  });

  it('says why the witness shows nothing', () => {
    const source = { page: 1, bbox: [0, 10, 40, 20] as const };
    const result = confirm(page([word('here', 0)]), page([], [{ text: 'here', source, why: 'clipped away' }]));
    expect(notes(result)).toEqual(['engines-disagree pdfium reads “here”, pdfjs shows nothing here (clipped away).']);
  });

  it('takes a character the first engine could not know from the witness, with a doubt', () => {
    const unknown = page([word('con\ufffdrm', 0, ['unknown-characters'])], [], 'most characters have no Unicode value in the file');
    const result = confirm(unknown, page([word('conﬁrm', 0)]));
    expect(result.words[0]?.text).toBe('conﬁrm');
    expect(result.words[0]?.doubts.map((doubt) => doubt.code)).toEqual(['unknown-characters', 'engines-disagree']);
    expect(result.needsOcr).toBeNull();
  });

  it('settles whether a layer is shown', () => {
    const shown = confirm(page([word('text', 0, ['layer'])]), page([word('text', 0)]));
    expect(shown.words[0]?.doubts).toEqual([]);
    const hidden: Suppressed = { text: 'text', source: { page: 1, bbox: [0, 10, 40, 20] }, why: 'on a layer that is not shown' };
    const gone = confirm(page([word('text', 0, ['layer'])]), page([], [hidden]));
    expect([gone.words, gone.suppressed]).toEqual([[], [hidden]]);
  });
});
