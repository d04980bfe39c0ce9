import { describe, expect, it } from 'vitest';
import { foldReading } from '../../../../extractors/read/ocr/fold-reading.js';
import { judgeLine, type LineEvidence, type Look } from '../../../../extractors/read/ocr/judge-line.js';
import { nearestLabel } from '../../../../extractors/read/ocr/nearest-label.js';
import { numberDoubt } from '../../../../extractors/read/ocr/number-doubt.js';
import { unreadInk } from '../../../../extractors/read/ocr/unread-ink.js';

/** A look at a line: characters all as sure as `sure`, but for those that `signs` names with their own probability and rivals. */
function look(text: string, sure = 0.999, signs: Readonly<Record<number, { p: number; rivals?: Readonly<Record<string, number>> }>> = {}, unread = 0): Look {
  const characters = [...text].map((sign, index) => ({
    text: sign,
    confidence: signs[index]?.p ?? sure,
    x: index * 20 + 10,
    others: Object.entries(signs[index]?.rivals ?? {}).map(([rival, confidence]) => ({ text: rival, confidence })),
  }));
  return { engine: 'ppocr/4', reading: { characters, omission: 0 }, unread };
}
const evidence = (looks: readonly Look[], more: Partial<LineEvidence> = {}): LineEvidence => ({ looks, witness: null, shape: null, comparator: null, isBarred: false, zero: null, single: false, pieces: 99, permille: false, raised: false, compare: 'nothing', ...more });
const textOf = (verdict: ReturnType<typeof judgeLine>): string => verdict.characters.map(({ text }) => text).join('');
const codes = (verdict: ReturnType<typeof judgeLine>): string[] => verdict.doubts.map(({ code }) => code);

describe('a line is plainly read', () => {
  it('when two looks agree and every sign is sure', () => {
    const verdict = judgeLine(evidence([look('3578251.66'), look('3578251.66')]));
    expect([textOf(verdict), codes(verdict)]).toEqual(['3578251.66', []]);
  });

  it('when a digit is less sure and the other engine read the same digits', () => {
    const unsure = look('99.99', 0.999, { 1: { p: 0.9 } });
    expect(codes(judgeLine(evidence([unsure, unsure])))).toEqual(['ocr-low-confidence']);
    expect(codes(judgeLine(evidence([unsure, unsure], { witness: look('99.99') })))).toEqual([]);
    expect(codes(judgeLine(evidence([unsure, unsure], { witness: look('39.99') })))).toEqual(['ocr-low-confidence']);
  });

  it('when a character of prose is fairly sure, where a digit would not be', () => {
    const prose = look('保障机构正常运行', 0.999, { 3: { p: 0.88 } });
    expect(codes(judgeLine(evidence([prose, prose])))).toEqual([]);
  });

  it('when a character is less sure than that only where the other engine saw it, too', () => {
    const name = look('滴水市民政局', 0.999, { 0: { p: 0.7, rivals: { 漓: 0.2 } } });
    expect(codes(judgeLine(evidence([name, name])))).toEqual(['ocr-low-confidence']);
    expect(codes(judgeLine(evidence([name, name], { witness: look('漓水市民政局') })))).toEqual(['ocr-low-confidence']);
    expect(codes(judgeLine(evidence([name, name], { witness: look('滴水市民政局') })))).toEqual([]);
  });

  it('when two looks differ and the other engine read one of them, but not where a look saw a character more than both', () => {
    const [shorter, fuller, other] = [look('SC论文'), look('SCI论文', 0.999, { 2: { p: 0.3 } }), look('SO论文', 0.6)];
    expect(codes(judgeLine(evidence([shorter, other], { witness: look('SC论文') })))).toEqual([]);
    expect(codes(judgeLine(evidence([shorter, fuller], { witness: look('SC论文') })))).toEqual(['ocr-readings-differ']);
  });

  it('when full and half width share the probability of one print', () => {
    const bracket = look('(50分)', 0.999, { 0: { p: 0.55, rivals: { '（': 0.44 } }, 4: { p: 0.6, rivals: { '）': 0.39 } } });
    expect(codes(judgeLine(evidence([bracket, bracket])))).toEqual([]);
  });
});

describe('a line is plainly read all the same', () => {
  it('when its full stop may be a Latin point, which ends no Chinese sentence', () => {
    const stop = look('已按合同扣款。', 0.999, { 6: { p: 0.6, rivals: { '.': 0.38 } } });
    expect(codes(judgeLine(evidence([stop, stop])))).toEqual([]);
    const already = look('后，已于12月完成', 0.999, { 2: { p: 0.7, rivals: { 巳: 0.28 } } });
    expect(codes(judgeLine(evidence([already, already])))).toEqual([]);
    const comma = look('已按合同扣款。', 0.999, { 6: { p: 0.6, rivals: { '，': 0.38 } } });
    expect(codes(judgeLine(evidence([comma, comma])))).toEqual(['ocr-low-confidence']);
  });

  it('when four looks read a digit alike that each was a little less sure of, but no sign that is misread alike each time', () => {
    const five = look('5', 0.999, { 0: { p: 0.84, rivals: { '3': 0.1 } } });
    expect(codes(judgeLine(evidence([five, five])))).toEqual(['ocr-low-confidence']);
    expect(codes(judgeLine(evidence([five, five, five, five])))).toEqual([]);
    const three = look('3', 0.999, { 0: { p: 0.84, rivals: { '5': 0.1 } } });
    expect(codes(judgeLine(evidence([five, five, five, three])))).not.toEqual([]);
    const semicolon = look('培训；', 0.999, { 2: { p: 0.8, rivals: { '：': 0.15 } } });
    expect(codes(judgeLine(evidence([semicolon, semicolon, semicolon, semicolon])))).toEqual(['ocr-low-confidence']);
    const two = look('290%', 0.999, { 0: { p: 0.9, rivals: { '≥': 0.08 } } });
    expect(codes(judgeLine(evidence([two, two, two, two])))).toEqual(['ocr-low-confidence']);
  });

  it('when one look saw a point beside a figure where there is ink for one figure only', () => {
    const verdict = judgeLine(evidence([look('6.'), look('6')], { single: true }));
    expect([textOf(verdict), codes(verdict)]).toEqual(['6', []]);
    expect(codes(judgeLine(evidence([look('6.'), look('6')])))).toContain('ocr-readings-differ');
    expect(textOf(judgeLine(evidence([look('10.'), look('10')], { pieces: 2 })))).toBe('10');
    expect(codes(judgeLine(evidence([look('10.'), look('10')], { pieces: 3 })))).toContain('ocr-readings-differ');
  });

  it('when the zero in front, which the other look left out with its ink, has the shape of one', () => {
    const whole = look('0起', 0.999, { 0: { p: 0.9, rivals: { O: 0.09 } } });
    expect(codes(judgeLine(evidence([whole, look('起', 0.999, {}, 0.4)], { zero: 'in front' })))).toEqual([]);
    expect(codes(judgeLine(evidence([whole, look('起', 0.999, {}, 0.4)])))).not.toEqual([]);
  });
});

describe('looks that differ are settled', () => {
  it('by the shape of the comparator that one of them read', () => {
    const verdict = judgeLine(evidence([look('>99.9%', 0.999), look('≥99.9%', 0.99)], { comparator: '≥' }));
    expect([textOf(verdict), codes(verdict)]).toEqual(['≥99.9%', []]);
    expect(codes(judgeLine(evidence([look('>99.9%'), look('≥99.9%')])))).toContain('ocr-readings-differ');
  });

  it('by a witness that saw the stroke which one of them passed over', () => {
    const looks = [look('5%8%'), look('5%-8%')];
    expect([textOf(judgeLine(evidence(looks, { witness: look('59%-8%') }))), codes(judgeLine(evidence(looks, { witness: look('59%-8%') })))]).toEqual(['5%-8%', []]);
    expect(codes(judgeLine(evidence(looks, { witness: look('5%8%') })))).toContain('ocr-readings-differ');
  });

  it('for the one that did not make two signs of ㎡', () => {
    expect(textOf(judgeLine(evidence([look('44.25元/㎡²'), look('44.25元/m²')])))).toBe('44.25元/m²');
  });
});

describe('a line is doubted', () => {
  it('when two looks read different numbers, whatever the witness says', () => {
    const verdict = judgeLine(evidence([look('118'), look('113')], { witness: look('118') }));
    expect(codes(verdict)).toContain('ocr-readings-differ');
    expect(verdict.candidates).toContain('113');
  });

  it('when ink was left unread, however sure the engine is', () => {
    const left = look('级指标', 0.999, {}, 0.4);
    expect(codes(judgeLine(evidence([left, left])))).toEqual(['ocr-ink-unread']);
  });

  it('when nothing was read', () => {
    expect(codes(judgeLine(evidence([look(''), look('')])))).toEqual(['ocr-unread']);
  });

  it('when a digit may be a comparator, even if the witness makes the same mistake', () => {
    const two = look('290%', 0.999, { 0: { p: 0.9, rivals: { '≥': 0.08 } } });
    expect(codes(judgeLine(evidence([two, two], { witness: look('290%') })))).toEqual(['ocr-low-confidence']);
  });

  it('when it is a letter alone, however sure both engines are', () => {
    expect(codes(judgeLine(evidence([look('V'), look('V')], { witness: look('V') })))).toEqual(['ocr-confusable']);
  });

  it('when it is a point alone, which dust is', () => {
    expect(codes(judgeLine(evidence([look('.'), look('.')], { witness: look('.') })))).toEqual(['ocr-confusable']);
  });

  it('when a stroke stands apart from the rest, which may be the dash of the next column', () => {
    expect(codes(judgeLine(evidence([look('- 96.34%'), look('- 96.34%')])))).toEqual(['ocr-confusable']);
    expect(codes(judgeLine(evidence([look('2021-2023'), look('2021-2023')])))).toEqual([]);
  });

  it('when it is a comparator alone that the engine took for a letter', () => {
    const verdict = judgeLine(evidence([look('V'), look('V')], { comparator: '≥' }));
    expect([textOf(verdict), codes(verdict)]).toEqual(['≥', ['ocr-low-confidence']]);
  });

  it('when it is a figure that has the shape of a sign of equality', () => {
    const [five, n] = [look('5'), look('n')];
    const shape = { text: '=', sure: true, others: [] };
    const verdict = judgeLine(evidence([five, five], { shape }));
    expect([textOf(verdict), codes(verdict)]).toEqual(['5', ['ocr-confusable']]);
    expect([textOf(judgeLine(evidence([n, n], { shape }))), codes(judgeLine(evidence([n, n], { shape })))]).toEqual(['=', []]);
  });

  it('unless its shape shows the bar plainly and the engine is not sure of what it took it for', () => {
    const [unsure, sure] = [look('八', 0.4), look('之', 0.97)];
    const verdict = judgeLine(evidence([unsure, unsure], { comparator: '≤', isBarred: true }));
    expect([textOf(verdict), codes(verdict)]).toEqual(['≤', []]);
    expect(textOf(judgeLine(evidence([sure, sure], { comparator: '≤', isBarred: true })))).toBe('之');
  });

  it('but a figure alone is never made a comparator by its shape', () => {
    const seven = look('7', 0.85, { 0: { p: 0.85, rivals: { '>': 0.14 } } });
    expect(textOf(judgeLine(evidence([seven, seven], { comparator: '>' })))).toBe('7');
  });

  it('when the engine is unsure of a character and the other one read another there, however many looks read the same', () => {
    const unsure = look('开展增雨作业九十六次、防霍作业四十一次', 0.999, { 12: { p: 0.55 } });
    const looks = [unsure, unsure, unsure, unsure];
    expect(codes(judgeLine(evidence(looks, { witness: look('开展增雨作业九十六次、防起作业四十一次') })))).toEqual(['ocr-low-confidence']);
    expect(codes(judgeLine(evidence(looks, { witness: look('开展增雨作业九十六次、防霍作业四十一次') })))).toEqual([]);
  });

  it('when the engines differ in what they must agree on', () => {
    const sure = [look('共118台'), look('共118台')];
    const witness = look('共113台');
    expect(codes(judgeLine(evidence(sure, { witness })))).toEqual([]);
    expect(codes(judgeLine(evidence(sure, { witness, compare: 'digits' })))).toEqual(['ocr-engines-differ']);
    expect(codes(judgeLine(evidence(sure, { witness: look('其118台'), compare: 'digits' })))).toEqual([]);
    expect(codes(judgeLine(evidence(sure, { witness: look('其118台'), compare: 'everything' })))).toEqual(['ocr-engines-differ']);
  });

  it('when its percent sign has the shape of ‰, which is then a candidate', () => {
    const percent = look('≤2.1%');
    const verdict = judgeLine(evidence([percent, percent], { permille: true, witness: percent }));
    expect([textOf(verdict), codes(verdict), verdict.candidates]).toEqual(['≤2.1%', ['ocr-confusable'], ['≤2.1‰']]);
  });

  it('when metres end with raised ink', () => {
    const metres = look('5254m');
    const verdict = judgeLine(evidence([metres, metres], { raised: true }));
    expect([codes(verdict), verdict.candidates]).toEqual([['ocr-ink-unread'], ['5254m²']]);
    expect(codes(judgeLine(evidence([metres, metres])))).toEqual([]);
  });

  it('when it is a stroke that could be another sign', () => {
    const verdict = judgeLine(evidence([], { shape: { text: '—', sure: false, others: ['一'] } }));
    expect([textOf(verdict), codes(verdict), verdict.candidates]).toEqual(['—', ['ocr-confusable'], ['一']]);
  });
});

describe('the text', () => {
  it('is never put right: 100O% stays what it is', () => {
    const odd = look('100O%', 0.9);
    const verdict = judgeLine(evidence([odd, odd], { witness: look('1000%') }));
    expect(textOf(verdict)).toBe('100O%');
    expect(verdict.doubts.length).toBeGreaterThan(0);
    expect(verdict.candidates).toContain('1000%');
  });

  it('is the fuller reading when the shorter one leaves ink unread', () => {
    const verdict = judgeLine(evidence([look('23次', 0.999, {}, 0.3), look('≥23次')]));
    expect([textOf(verdict), codes(verdict)]).toEqual(['≥23次', []]);
  });

  it('has the comparator that the shape shows, where the engine held it to be possible', () => {
    const torn = look('>95%', 0.999, { 0: { p: 0.6, rivals: { '≥': 0.38 } } });
    expect(textOf(judgeLine(evidence([torn, torn], { comparator: '≥' })))).toBe('≥95%');
    expect(codes(judgeLine(evidence([torn, torn], { comparator: '≥' })))).toEqual([]);
    const sure = look('>95%');
    const contradicted = judgeLine(evidence([sure, sure], { comparator: '≥' }));
    expect([textOf(contradicted), codes(contradicted), contradicted.candidates]).toEqual(['≥95%', ['ocr-low-confidence'], ['>95%']]);
    const open = judgeLine(evidence([sure, sure], { comparator: 'open' }));
    expect([textOf(open), codes(open), open.candidates]).toEqual(['>95%', ['ocr-low-confidence'], ['≥95%']]);
    const bare = look('≥95%');
    expect([textOf(judgeLine(evidence([bare, bare], { comparator: '>' }))), codes(judgeLine(evidence([bare, bare], { comparator: '>' })))]).toEqual(['≥95%', ['ocr-low-confidence']]);
  });

  it('has a star or a point that only the witness saw, where there is ink for it', () => {
    const left = look('实际完成值', 0.999, {}, 0.3);
    const verdict = judgeLine(evidence([left, left], { witness: look('*实际完成值') }));
    expect([textOf(verdict), codes(verdict)]).toEqual(['*实际完成值', []]);
    // A digit that only the witness saw is another matter.
    expect(codes(judgeLine(evidence([left, left], { witness: look('1实际完成值') })))).toEqual(['ocr-ink-unread']);
  });

  it('is 0 for a lone ring of its size that the engine took for a letter', () => {
    const letter = look('o', 0.7);
    expect(textOf(judgeLine(evidence([letter, letter], { zero: 'alone' })))).toBe('0');
    expect(codes(judgeLine(evidence([letter, letter])))).toEqual(['ocr-low-confidence']);
  });
});

describe('unread ink', () => {
  const em = 20;
  const piece = (x0: number, x1: number) => ({ box: [x0, 0, x1, 18] as const, ink: 50 });
  const at = (text: string, ...xs: number[]) => [...text].map((sign, index) => ({ text: sign, confidence: 1, x: xs[index] ?? 0, others: [] }));

  it('is none where each piece lies under a character', () => {
    expect(unreadInk([piece(0, 8), piece(10, 19), piece(21, 39)], at('川中', 10, 30), 0, em)).toBe(0);
  });

  it('is a piece before the first character', () => {
    expect(unreadInk([piece(0, 18), piece(22, 40)], at('级', 31), 0, em)).toBeGreaterThan(0.3);
  });

  it('is found where the engine moved its characters over it', () => {
    expect(unreadInk([piece(0, 8), piece(11, 29), piece(31, 49)], at('分值', 12, 38), 0, em)).toBeGreaterThan(0.3);
  });

  it('is a character left out among others that it touches', () => {
    expect(unreadInk([piece(0, 60), piece(62, 79)], at('修及消', 10, 50, 70), 0, em)).toBeGreaterThan(0.3);
    expect(unreadInk([piece(0, 60), piece(62, 79)], at('修缮及消', 10, 30, 50, 70), 0, em)).toBe(0);
  });

  it('is a dot between two ideographs that stand further apart than their width, not one of theirs', () => {
    const dot = { box: [21, 7, 23, 10] as const, ink: 6 };
    expect(unreadInk([piece(1, 19), dot, piece(25, 43)], at('生年', 10, 34), 0, em)).toBeGreaterThan(0.1);
    expect(unreadInk([piece(1, 16), { box: [17, 7, 19, 10], ink: 6 }, piece(21, 39)], at('办年', 10, 30), 0, em)).toBe(0);
  });
});

describe('what can stand in a cell', () => {
  it.each(['100O%', '8工5%', '7,00.0,77', '1○0', '10.5.3'])('%s is a number that nobody writes', (text) => {
    expect(numberDoubt(text)?.code).toBe('ocr-not-a-number');
  });

  it.each(['100%', '3,578,251.66', '0402009', '2021.7.26', '≥95%', '7×24小时', '1.建设', '5G消息', '优', '', '100,000'])('%s is none', (text) => {
    expect(numberDoubt(text)).toBeNull();
  });

  it('a label but for one sign is near it', () => {
    const labels = ['一级指标', '经济效益指标', '质量指标'];
    expect(nearestLabel('级指标', labels)).toBe('一级指标');
    expect(nearestLabel('经济效益措标', labels)).toBe('经济效益指标');
    expect(nearestLabel('质量指标', labels)).toBeNull();
    expect(nearestLabel('*质量指标', labels)).toBeNull();
    expect(nearestLabel('生态指标', labels)).toBeNull();
    // A label may be wrapped where no rules tell the cell: then only a sign that was exchanged counts.
    expect(nearestLabel('级指标', labels, false)).toBeNull();
    expect(nearestLabel('经济效益措标', labels, false)).toBe('经济效益指标');
  });
});

describe('readings are compared', () => {
  it('by print, not by code point', () => {
    expect(foldReading('（５０ 分）：㎡ ⩾')).toBe('(50分):m2≥');
    expect(foldReading('—')).not.toBe(foldReading('-'));
    expect(foldReading('0')).not.toBe(foldReading('O'));
  });
});
