import { describe, expect, it } from 'vitest';
import { separatedGrids } from '../../../extractors/layout/separated-grids.js';
import { textToPages } from '../../../extractors/read/read-text.js';

const tables = (text: string): string[][][] =>
  textToPages(text).flatMap((page) =>
    separatedGrids(page).map((grid) =>
      Array.from({ length: grid.rowCount }, (_, row) => grid.cells.filter((cell) => cell.row === row).map((cell) => cell.text)),
    ),
  );

describe('separatedGrids', () => {
  it('makes a table of lines with tabs, as wide as the widest, empty cells kept', () => {
    expect(tables('Heading\na\tb\tc\nd\t\te\tf\n\nclosing words\ng\th\ni\tj\n')).toEqual([
      [
        ['a', 'b', 'c', ''],
        ['d', '', 'e', 'f'],
      ],
      [
        ['g', 'h'],
        ['i', 'j'],
      ],
    ]);
  });

  it('reads pipes with and without outer ones', () => {
    expect(tables('| 名称 | 数 |\n| 甲 乙 | 3 |\n')).toEqual([
      [
        ['名称', '数'],
        ['甲 乙', '3'],
      ],
    ]);
  });

  it('makes no table of one line or of prose', () => {
    expect(tables('one\ttwo\nprose without any cells\nmore prose\n')).toEqual([]);
  });
});
