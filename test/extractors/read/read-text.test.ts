import { describe, expect, it } from 'vitest';
import { documentToLines } from '../../../extractors/match/document-to-lines.js';
import { readText } from '../../../extractors/read/read-text.js';
import type { Word } from '../../../schemas/page.js';

const read = (text: string): ReturnType<typeof readText> => readText(new TextEncoder().encode(text));
const cells = (text: string): (string | null)[][] =>
  documentToLines(read(text).pages).map(({ tokens, kind }) => tokens.map((token) => (kind === 'flowing' ? token.text : `${token.cell}:${token.text}`)));
/** What stands in the file at a word's place. */
const printed = (text: string, { source }: Word): string => {
  if (!('line' in source)) return expect.fail('a place without a line');
  return [...(text.split(/\r\n|\n|\r/u)[source.line - 1] ?? '')].slice(source.column - 1, source.column - 1 + source.length).join('');
};

describe('HTML', () => {
  const table = '<p>附件&nbsp;1</p>\n<table><tr><td rowspan=2>产出<b>指标</b><br>（50分）<td>数量<td>&ge;95%\n<tr><td colspan="2">A &amp; B</table>尾';

  it('is told by its first tag, or by a table in it', () => {
    expect(read(table)).toMatchObject({ mediaType: 'text/html', reader: 'html' });
    expect(read('<!DOCTYPE html><p>x').mediaType).toBe('text/html');
    expect(read('a < b, c > d\n<table of contents>').mediaType).toBe('text/plain');
  });

  it('sets tables as drawn cells, spans and all, and text as lines', () => {
    expect(cells(table)).toEqual([['附件', '1'], ['0:产出指标（50分）', '1:数量', '2:≥95%'], ['1:A & B'], ['尾']]);
    expect(documentToLines(read(table).pages)[1]?.tokens[0]?.rowSpan).toBe(2);
  });

  it('keeps places that are true in the file, over entities and tags inside a word', () => {
    const words = read(table).pages[0]?.words ?? [];
    expect(words.map((word) => [word.text, printed(table, word)])).toEqual([
      ['附件', '附件'], ['1', '1'], ['产出指标', '产出<b>指标'], ['（50分）', '（50分）'], ['数量', '数量'], ['≥95%', '&ge;95%'], ['A', 'A'], ['&', '&amp;'], ['B', 'B'], ['尾', '尾'],
    ]);
  });

  it('takes a table that arranges others for none, and a small table inside a cell for lines of the cell', () => {
    expect(cells('<table><tr><td><table><tr><td>a<td>b<tr><td>c<td>d</table></table>')).toEqual([['0:a', '1:b'], ['0:c', '1:d']]);
    expect(cells('<table><tr><td>a<td>b<tr><td>c<td><table><tr><td>d<td>e</table><tr><td>f<td>g</table>')).toEqual([['0:a', '1:b'], ['0:c', '1:d e'], ['0:f', '1:g']]);
  });

  it('suppresses what is hidden, with its place, and knows no scripts', () => {
    const { suppressed, words } = read('<html><title>t</title><script>var x="<td>no"</script><p style="display: none">h</p><p hidden>i</p><p>s</p></html>').pages[0] ?? expect.fail();
    expect(words.map(({ text }) => text)).toEqual(['s']);
    expect(suppressed.map(({ text }) => text)).toEqual(['t', 'h', 'i']);
  });

  it('reads a table in Markdown, whose line breaks part lines', () => {
    expect(cells('# Title\nfirst\n<table><tr><td>a<td>1<tr><td>b<td>2</table>\n\nlast')).toEqual([['#', 'Title'], ['first'], ['0:a', '1:1'], ['0:b', '1:2'], ['last']]);
  });

  it('survives tables without end and absurd spans', () => {
    expect(cells('<table><tr><td colspan=9999999 rowspan=9999999>a<td>b<tr><td>c')).toEqual([['0:a', '1:b'], ['1:c']]);
  });
});

describe('CSV', () => {
  const text = '名称,数量,"偏差, 原因"\r\n"办公""楼""维修",12,"第一行\r\n第二行"\r\n,3,\r\n';

  it('is told by its records, with any of the usual separators; a list of tabs or prose with commas is none', () => {
    expect(read(text)).toMatchObject({ mediaType: 'text/csv', reader: 'csv' });
    expect(read('a;b;c\n1;2;3\n4;5;6\n').mediaType).toBe('text/csv');
    expect(read('a\tb\tc\n1\t2\t3\n').mediaType).toBe('text/plain');
    expect(read('a\tb\tc\n1\t"2\n3"\t4\n').mediaType).toBe('text/csv');
    expect(read('Dear all, as you know, we met.\nWe agreed, at last.\nYours, A, B and C\n').mediaType).toBe('text/plain');
  });

  it('is a line of cells a record', () => {
    expect(cells(text)).toEqual([['0:名称', '1:数量', '2:偏差, 原因'], ['0:办公"楼"维修', '1:12', '2:第一行 第二行'], ['1:3']]);
  });

  it('keeps places that are true in the file', () => {
    const words = read(text).pages[0]?.words ?? [];
    expect(words.map((word) => printed(text, word))).toEqual(['名称', '数量', '偏差,', '原因', '办公""楼""维修', '12', '第一行', '第二行', '3']);
  });
});

describe('dumps', () => {
  it('a pipe table has cells; the lines that draw it are no text', () => {
    expect(cells('| a | b |\n|:---|---:|\n| 1 | 2 |\n')).toEqual([['0:a', '1:b'], ['0:1', '1:2']]);
    expect(cells('┌───┬───┐\n│ a │ b │\n├───┼───┤\n│ 1 │ — │\n└───┴───┘\n')).toEqual([['0:a', '1:b'], ['0:1', '1:—']]);
    expect(read('| a | b |\n|---|---|\n').pages[0]?.suppressed.map(({ why }) => why)).toEqual(['draws a table']);
  });

  it('dashes alone are the mark of an empty cell', () => {
    expect(cells('得分\n—\n--\n')).toEqual([['得分'], ['—'], ['--']]);
  });

  it('folds radicals, and keeps the place', () => {
    const word = read('⼯程').pages[0]?.words[0];
    expect(word).toMatchObject({ text: '工程', source: { line: 1, column: 1, length: 2 } });
  });
});

describe('tables that are drawn with characters', () => {
  const box = `┌──────┬──────┬────┐
│      │数量  │12  │
│产出  ├──────┼────┤
│      │质量  │≥95%│
├──────┼──────┴────┤
│      │第一行     │
│总分  │第二行     │
└──────┴───────────┘
`;

  it('have cells where their lines say so, spans and wrapped text and all', () => {
    expect(cells(`前\n${box}后\n`)).toEqual([['前'], ['0:产出', '1:数量', '2:12'], ['1:质量', '2:≥95%'], ['0:总分', '1:第一行第二行'], ['后']]);
    expect(documentToLines(read(box).pages)[0]?.tokens[0]?.rowSpan).toBe(2);
  });

  it('are drawn with + and - as well', () => {
    const grid = '+---+-----+----+\n| a | b   | c  |\n+---+-----+----+\n| d | 甲  | 3  |\n|   | 乙  |    |\n+---+-----+----+\n| g | 1-2 | +4 |\n+---+-----+----+\n';
    expect(cells(grid)).toEqual([['0:a', '1:b', '2:c'], ['0:d', '1:甲乙', '2:3'], ['0:g', '1:1-2', '2:+4']]);
  });

  it('are tables of pipes where no line parts their rows', () => {
    const plain = '+---+---+\n| a | b |\n+---+---+\n| c | d |\n| e | f |\n| g | h |\n+---+---+\n';
    expect(cells(plain)).toEqual([['0:a', '1:b'], ['0:c', '1:d'], ['0:e', '1:f'], ['0:g', '1:h']]);
  });

  it('have no words in the dashes that they stand between', () => {
    expect(cells('----- -----\n 甲    —\n 乙   -3\n----- -----\n')).toEqual([['甲', '—'], ['乙', '-3']]);
  });

  it('lose no character', () => {
    const [page] = read(box).pages;
    const kept = [...(page?.words ?? []), ...(page?.suppressed ?? [])].reduce((sum, { text }) => sum + text.length, 0);
    expect(kept).toBe(box.replace(/\s/gu, '').length);
  });
});
