import { describe, expect, it } from 'vitest';
import { findTables } from '../../../extractors/layout/find-tables.js';
import { turnPage } from '../../../extractors/layout/turn-page.js';
import type { Page } from '../../../schemas/page.js';
import { gridToRows } from './grid-to-rows.js';
import { pageFromDrawing } from './page-from-drawing.js';

const tablesOf = (drawing: string): string[][][] => findTables(pageFromDrawing(drawing)).map(gridToRows);

describe('drawn cells', () => {
  it('gives spans of columns and rows, and joins wrapped lines', () => {
    expect(
      tablesOf(`
┌──────────┬───────────────────┐
│          │  THRESHOLD FOR    │
│  Name    │  RELEASES         │
│          ├─────────┬─────────┤
│          │ to air  │ to land │
├──────────┼─────────┼─────────┤
│ Methane  │ 100     │ -       │
├──────────┼─────────┼─────────┤
│ Zinc     │ 20      │ 5       │
└──────────┴─────────┴─────────┘`),
    ).toEqual([
      [
        ['Name', 'THRESHOLD FOR RELEASES', '<'],
        ['^', 'to air', 'to land'],
        ['Methane', '100', '-'],
        ['Zinc', '20', '5'],
      ],
    ]);
  });

  it('closes the border that a page break takes away, above and below', () => {
    expect(
      tablesOf(`
│ 产出指标 │ 数量指标 │ ≥10台 │
├──────────┼──────────┼───────┤
│ 效益指标 │ 社会效益 │ 提高  │`),
    ).toEqual([
      [
        ['产出指标', '数量指标', '≥10台'],
        ['效益指标', '社会效益', '提高'],
      ],
    ]);
  });

  it('closes the border that the page clips away on the right', () => {
    expect(
      tablesOf(`
┌─────────┬───────────
│ Product │ Roast
├─────────┼───────────
│ Sales   │ 7,581
└─────────┴───────────`),
    ).toEqual([
      [
        ['Product', 'Roast'],
        ['Sales', '7,581'],
      ],
    ]);
  });

  it('keeps empty cells, and two tables side by side apart', () => {
    expect(
      tablesOf(`
┌─────┬─────┐        ┌─────┬─────┐
│ a   │     │        │ p   │ q   │
├─────┼─────┤        ├─────┼─────┤
│ c   │ d   │        │     │ s   │
└─────┴─────┘        └─────┴─────┘`),
    ).toEqual([
      [['a', ''], ['c', 'd']],
      [['p', 'q'], ['', 's']],
    ]);
  });

  it('cuts a word that a drawn line runs through, each half with its place', () => {
    const page = pageFromDrawing(`
┌────────┬────────┐
│ left   │ right  │
├────────┼────────┤
│ one    │ two    │
└────────┴────────┘`);
    const one = page.words.find((word) => word.text === 'one');
    const two = page.words.find((word) => word.text === 'two');
    if (one === undefined || two === undefined) throw new Error('drawing');
    // As a reader would give them whose two cells are printed without a gap: six characters from x 20 to 80, the line at 47.5.
    const edges = [20, 30, 40, 50, 60, 70, 80];
    const box = [20, one.box[1], 80, one.box[3]] as const;
    const glued = { ...one, text: 'onetwo', box, edges, source: { page: 1, bbox: box } };
    const [grid] = findTables({ ...page, words: [...page.words.filter((word) => word !== one && word !== two), glued] });
    expect(gridToRows(grid)[1]).toEqual(['one', 'two']);
    expect(grid?.cells.find((cell) => cell.text === 'two')?.words[0]?.source).toEqual({ page: 1, bbox: [50, box[1], 80, box[3]] });
  });

  it('makes no column of the padding between two drawn edges', () => {
    const page = pageFromDrawing(`
┌────────┬┬────────┐
│ a      ││ 1      │
├────────┼┼────────┤
│ b      ││ 2      │
└────────┴┴────────┘`);
    expect(findTables(page).map(gridToRows)).toEqual([[['a', '1'], ['b', '2']]]);
  });

  it('takes a frame around running text for no table', () => {
    expect(
      tablesOf(`
┌──────────────────────────────────────────────────┐
│ The report was read by the committee and found   │
│ to be in order. It asks the department to send   │
│ the figures of the next year before the summer,  │
│ so that they can be compared in good time.       │
└──────────────────────────────────────────────────┘`),
    ).toEqual([]);
  });
});

describe('what stands around and inside a drawing', () => {
  it('leaves a caption and a note outside that are framed with the table', () => {
    expect(
      tablesOf(`
┌───────────────────────────┐
│ Exhibit 9. Kinds of tests │
├─────────────┬─────────────┤
│ General     │ Alternate   │
├─────────────┼─────────────┤
│ Grade level │ Modified    │
├─────────────┴─────────────┤
│ Source: National Center   │
└───────────────────────────┘`),
    ).toEqual([[['General', 'Alternate'], ['Grade level', 'Modified']]]);
  });

  it('takes the labels in that stand row by row on the left of it', () => {
    const [rows] = tablesOf(`
              ┌──────────┬──────────┐
              │ Total    │ Indirect │
              ├──────────┼──────────┤
 Salaries     │ 1,314    │ 373      │
              ├──────────┼──────────┤
 Office rent  │ 170      │          │
              ├──────────┼──────────┤
 Telephone    │ 109      │ 55       │
              ├──────────┼──────────┤
 Fundraising  │ 120      │ 12       │
              └──────────┴──────────┘`);
    expect(rows).toEqual([
      ['', 'Total', 'Indirect'],
      ['Salaries', '1,314', '373'],
      ['Office rent', '170', ''],
      ['Telephone', '109', '55'],
      ['Fundraising', '120', '12'],
    ]);
  });

  it('keeps the label columns that no row border reaches on this page', () => {
    expect(
      tablesOf(`
│          │ 设备数量 │ ≥10台 │ 10台 │
│          ├──────────┼───────┼──────┤
│          │ 清洁面积 │ ≥20㎡ │ 22㎡ │
│          ├──────────┼───────┼──────┤
│          │ 制服数量 │ ≥15套 │ 22套 │
│          ├──────────┼───────┼──────┤
│          │ 合格率   │ ≥95%  │ 100% │`),
    ).toEqual([
      [
        ['', '设备数量', '≥10台', '10台'],
        ['^', '清洁面积', '≥20㎡', '22㎡'],
        ['^', '制服数量', '≥15套', '22套'],
        ['^', '合格率', '≥95%', '100%'],
      ],
    ]);
  });

  it('makes no rows of the backgrounds of single lines, whose edges stop short of the column rules', () => {
    const page = pageFromDrawing(`
┌──────────┬──────────┐
│ name     │ to air   │
│          │ kg/year  │
├──────────┼──────────┤
│ Methane  │ 100      │
├──────────┼──────────┤
│ Zinc     │ 20       │
└──────────┴──────────┘`);
    const edge = (at: number, from: number, to: number): Page['rulings'][number] => ({ axis: 'h', at, from, to, thickness: 0.5 });
    const side = (at: number, from: number, to: number): Page['rulings'][number] => ({ axis: 'v', at, from, to, thickness: 0.5 });
    // The background of each line of the right column, five points inside its rules (x 57.5 to 112.5), and its sides all the way down.
    const inner = [edge(24, 62.5, 107.5), side(62.5, 6, 90), side(107.5, 6, 90)];
    expect(findTables({ ...page, rulings: [...page.rulings, ...inner] }).map(gridToRows)).toEqual([[['name', 'to air kg/year'], ['Methane', '100'], ['Zinc', '20']]]);
  });

  it('reads a label that is set sideways', () => {
    const page = pageFromDrawing(`
┌────┬──────────┬────────┐
│    │ Methane  │ 100    │
│    ├──────────┼────────┤
│    │ Zinc     │ 20     │
└────┴──────────┴────────┘`);
    const sideways = (text: string, top: number, bottom: number): Page['words'][number] => {
      const box = [8, top, 18, bottom] as const;
      const step = (bottom - top) / text.length;
      return { text, box, source: { page: 1, bbox: box }, edges: Array.from({ length: text.length + 1 }, (_, i) => top + i * step), size: 10, confidence: 1, rotation: 270, doubts: [] };
    };
    // Read from below: the first word stands lower.
    const grid = findTables({ ...page, words: [...page.words, sideways('to', 40, 50), sideways('air', 20, 35)] }).map(gridToRows);
    expect(grid).toEqual([[['to air', 'Methane', '100'], ['^', 'Zinc', '20']]]);
  });
});

describe('partly drawn cells', () => {
  it('keeps the drawn cells of the header when only its body is stacked', () => {
    expect(
      tablesOf(`
┌──────────┬─────────────────────┐
│          │        2005         │
│ Category ├──────────┬──────────┤
│          │ Number   │ Percent  │
├──────────┼──────────┼──────────┤
│ All ages │   291.0  │   100.0  │
│ Severe   │    54.4  │    18.7  │
│ Employed │    34.9  │    12.0  │
│ Other    │    10.9  │     4.1  │
└──────────┴──────────┴──────────┘`),
    ).toEqual([
      [
        ['Category', '2005', '<'],
        ['^', 'Number', 'Percent'],
        ['All ages', '291.0', '100.0'],
        ['Severe', '54.4', '18.7'],
        ['Employed', '34.9', '12.0'],
        ['Other', '10.9', '4.1'],
      ],
    ]);
  });

  it('takes rows from the lines of text where only columns are drawn', () => {
    expect(
      tablesOf(`
┌──────────┬───────────────────┐
│ Country  │   1996      1993  │
├──────────┼───────────────────┤
│ Austria  │     59        54  │
│ Belgium  │     62        60  │
│ Denmark  │     59        54  │
│ Finland  │     89        94  │
└──────────┴───────────────────┘`),
    ).toEqual([
      [
        ['Country', '1996', '1993'],
        ['Austria', '59', '54'],
        ['Belgium', '62', '60'],
        ['Denmark', '59', '54'],
        ['Finland', '89', '94'],
      ],
    ]);
  });

  it('takes columns from the words where only rows are drawn, and a label spans the rows its rules leave open', () => {
    expect(
      tablesOf(`
──────────────────────────────────────────
 一级指标    三级指标      指标值   完成值
──────────────────────────────────────────
             设备数量      ≥10台    10台
            ──────────────────────────────
 产出指标    清洁面积      ≥20㎡    22㎡
            ──────────────────────────────
             制服数量      ≥15套    22套
──────────────────────────────────────────
 效益指标    队伍形象      提高     提高
──────────────────────────────────────────`),
    ).toEqual([
      [
        ['一级指标', '三级指标', '指标值', '完成值'],
        ['产出指标', '设备数量', '≥10台', '10台'],
        ['^', '清洁面积', '≥20㎡', '22㎡'],
        ['^', '制服数量', '≥15套', '22套'],
        ['效益指标', '队伍形象', '提高', '提高'],
      ],
    ]);
  });

  it('reads a table of three rules with a spanning header under its own rule', () => {
    expect(
      tablesOf(`
────────────────────────────────────────────
                 Total            Public
             ──────────────   ──────────────
 Year         PK-8     9-12    PK-8     9-12
────────────────────────────────────────────
 1996        37,481  14,062   32,762  12,849
 1997        37,797  14,275   33,071  13,056
 1998        38,091  14,435   33,344  13,195
────────────────────────────────────────────`),
    ).toEqual([
      [
        ['Year', 'Total', '<', 'Public', '<'],
        ['^', 'PK-8', '9-12', 'PK-8', '9-12'],
        ['1996', '37,481', '14,062', '32,762', '12,849'],
        ['1997', '37,797', '14,275', '33,071', '13,056'],
        ['1998', '38,091', '14,435', '33,344', '13,195'],
      ],
    ]);
  });
});

describe('tables without any line', () => {
  it('finds one among paragraphs and leaves them outside', () => {
    expect(
      tablesOf(`
The following proportions based on the census should be used for the
analyses of all survey groups. It was decided that the population of
that year would be used as the standard for all the trends reported.

 Age group      Proportion     Total
 20-29              0.2650     1,087
 30-39              0.2046     2,586
 40-49              0.1477     3,866
 50-59              0.1514     9,755

The following proportions based on the census should be used for the
analyses of all survey groups. It was decided that the population of
that year would be used as the standard for all the trends reported.`),
    ).toEqual([
      [
        ['Age group', 'Proportion', 'Total'],
        ['20-29', '0.2650', '1,087'],
        ['30-39', '0.2046', '2,586'],
        ['40-49', '0.1477', '3,866'],
        ['50-59', '0.1514', '9,755'],
      ],
    ]);
  });

  it('joins a label that wraps, and keeps a heading of a section apart', () => {
    const [rows] = tablesOf(`
 Item                            2019     2020
 Assets
 Disposable income of all the    41.2     43.9
 households in the country
 Savings                         12.0     11.5
 Debts
 Loans                            7.1      7.4`);
    expect(rows).toEqual([
      ['Item', '2019', '2020'],
      ['Assets', '', ''],
      ['Disposable income of all the households in the country', '41.2', '43.9'],
      ['Savings', '12.0', '11.5'],
      ['Debts', '', ''],
      ['Loans', '7.1', '7.4'],
    ]);
  });

  it('gives an empty cell where a column has nothing in a row', () => {
    const [rows] = tablesOf(`
 Austria      58.6      79     67.9
 Belgium      61.6             56.9
 Denmark      59.5             48
 Finland      89.1      96     95.4`);
    expect(rows?.[1]).toEqual(['Belgium', '61.6', '', '56.9']);
  });

  it('gives a label the rows it stands in the middle of', () => {
    const page = pageFromDrawing(`
 一级指标    三级指标        指标值    得分

             设备数量        ≥10台     5

 产出指标    清洁面积        ≥20㎡     5

             制服数量        ≥15套     5

             办事效率        提高       20
 效益指标
             队伍形象        提高       20`);
    expect(findTables(page).map(gridToRows)).toEqual([
      [
        ['一级指标', '三级指标', '指标值', '得分'],
        ['产出指标', '设备数量', '≥10台', '5'],
        ['^', '清洁面积', '≥20㎡', '5'],
        ['^', '制服数量', '≥15套', '5'],
        ['效益指标', '办事效率', '提高', '20'],
        ['^', '队伍形象', '提高', '20'],
      ],
    ]);
  });

  it('reads columns that stand one blank apart where the numbers show them', () => {
    const [rows] = tablesOf(`
 20-29    13,340 14,032 (38.1-40.2)
 30-39    15,492 15,912 (41.0-42.8)
 40-49    12,895 13,341 (33.1-35.9)
 50-59     8,551  9,112 (21.9-22.6)
 60-69     7,740  8,915 (20.1-21.0)
 70-79     5,033  7,049 (13.8-14.4)`);
    expect(rows?.[0]).toEqual(['20-29', '13,340', '14,032', '(38.1-40.2)']);
    expect(rows).toHaveLength(6);
  });

  it.each([
    [
      'two columns of prose',
      `
The report was read by the        The members were asked to give
committee and found to be in      their reasons in writing, and
order. It asks the department     the answers were printed in the
to send the figures of the next   annex of the report. All of them
year before the summer, so that   agree that the present way of
they can be compared in time      counting leaves out the smaller
with those of other countries.    offices of the outer districts.`,
    ],
    [
      'a list',
      `
•   provide all citizens with equal opportunities
•   provide adult education of good quality to all
•   promote equality between the sexes at work
•   reinforce the skills of teachers and trainers`,
    ],
    [
      'one paragraph',
      `
The report was read by the committee and found to be in order. It
asks the department to send the figures of the next year before
the summer, so that they can be compared in time with the others.`,
    ],
    [
      'the labels of a chart',
      `
 450
 400
 350
 300
 250
      Jan-08    Jul-08    Jan-09    Jul-09`,
    ],
  ])('takes %s for no table', (_, drawing) => {
    expect(tablesOf(drawing)).toEqual([]);
  });
});

describe('pages', () => {
  const row = '│ 数量指标 │ 设备数量 │ ≥10台 │ 10台 │';
  const rule = '├──────────┼──────────┼───────┼──────┤';
  const first = pageFromDrawing(`关于项目的说明\n\n\n┌──────────┬──────────┬───────┬──────┐\n${row}\n${rule}\n${row}\n`, { height: 90 });
  const rest = (drawing: string): Page => pageFromDrawing(drawing, { number: 2 });

  it('says that a table goes on at the top of the next page', () => {
    const next = rest(`${row}\n${rule}\n${row}\n└──────────┴──────────┴───────┴──────┘`);
    const [grid] = findTables(next, { page: first, grids: findTables(first) });
    expect(grid?.continues).toBe(true);
  });

  it.each([
    [3, true],
    [1, false],
  ])('lets a table go on that ends early where a row of %i lines found no room: %s', (lines, goesOn) => {
    const early = pageFromDrawing(`关于项目的说明\n\n\n┌──────────┬──────────┬───────┬──────┐\n${row}\n${rule}\n${row}\n${rule}\n`, { height: 140 });
    const next = rest(`┌──────────┬──────────┬───────┬──────┐\n${`${row}\n`.repeat(lines)}${rule}\n${row}\n└──────────┴──────────┴───────┴──────┘`);
    const [grid] = findTables(next, { page: early, grids: findTables(early) });
    expect(grid?.continues).toBe(goesOn);
  });

  it('lets no table go on over a heading', () => {
    const next = rest(`另一项目\n${row}\n${rule}\n${row}\n└──────────┴──────────┴───────┴──────┘`);
    const [grid] = findTables(next, { page: first, grids: findTables(first) });
    expect(grid?.continues).toBe(false);
  });

  it.each([90, 180, 270] as const)('reads a page turned by %i degrees as it is read, and gives the places on the page as shown', (turn) => {
    const page = pageFromDrawing(`
┌──────────┬─────────┐
│ Methane  │ 100     │
├──────────┼─────────┤
│ Zinc     │ 20      │
└──────────┴─────────┘`);
    const shown = turnPage(page, turn).page;
    const [grid] = findTables(shown);
    expect(gridToRows(grid)).toEqual([['Methane', '100'], ['Zinc', '20']]);
    for (const cell of grid?.cells ?? []) {
      for (const word of cell.words) {
        expect(shown.words).toContain(word);
        expect(word.box[0] >= cell.box[0] && word.box[2] <= cell.box[2] && word.box[1] >= cell.box[1] && word.box[3] <= cell.box[3]).toBe(true);
      }
    }
  });
});
