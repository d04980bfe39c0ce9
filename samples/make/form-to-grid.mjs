/**
 * @typedef {{ column: number, columnSpan: number, rowSpan: number, lines: string[], role: 'label' | 'text' | 'prose' }} Cell
 * @typedef {{ columns: number[], rows: Cell[][] }} Grid column widths in millimetres, and the cells that begin in each row
 */

const FUNDING = ['', '年初预算数', '全年预算数', '全年执行数', '分值', '执行率', '得分'];
const INDICATORS = ['一级指标', '二级指标', '三级指标', '年度指标值', '*实际完成值', '*分值', '*得分', '偏差原因分析及改进措施'];

/** How many rows from `start` carry the same label: what one merged cell covers. */
function run(rows, start, same) {
  let end = start + 1;
  while (end < rows.length && same(rows[end], rows[start])) end += 1;
  return end - start;
}

/**
 * One form of a truth file laid out as it stands on paper: ten columns, of which the third-level name takes two, merged label cells, the headings at the
 * side. `mergedDeviation` is the 1-based range of rows that share one deviation; `stars` says whether the header marks the cells to fill.
 * @returns {Grid}
 */
export function formToGrid(form, columns, { stars = true, mergedDeviation } = {}) {
  const rows = [];
  const cell = (column, columnSpan, lines, role = 'text', rowSpan = 1) => ({ column, columnSpan, rowSpan, lines: Array.isArray(lines) ? lines : [lines], role });
  const label = (column, columnSpan, lines, rowSpan = 1) => cell(column, columnSpan, lines, 'label', rowSpan);
  const header = (text) => (stars ? text : text.replace('*', ''));
  const { fields, funding, indicators } = form;

  rows.push([label(0, 1, '项目名称'), cell(1, 4, fields.projectName), label(5, 1, '项目金额'), cell(6, 4, fields.projectAmount)]);
  rows.push([label(0, 1, '主管部门'), cell(1, 4, fields.department), label(5, 1, '实施单位'), cell(6, 4, fields.implementingUnit)]);

  const moneyPlaces = [[1, 2], [3, 1], [4, 1], [5, 1], [6, 1], [7, 2], [9, 1]];
  const moneyRow = (texts, role) => texts.map((text, index) => cell(...moneyPlaces[index], text, role));
  rows.push([label(0, 1, ['项目资金', '（元）'], funding.length + 1), ...moneyRow(FUNDING, 'label')]);
  for (const line of funding) rows.push(moneyRow(line, 'text'));

  rows.push([label(0, 1, ['年度总体', '目标'], 2), label(1, 4, '预期目标'), label(5, 5, header('*实际完成情况'))]);
  rows.push([cell(1, 4, fields.expectedObjective, 'prose'), cell(5, 5, fields.actualObjective, 'prose')]);

  const places = [[1, 1], [2, 1], [3, 2], [5, 1], [6, 1], [7, 1], [8, 1], [9, 1]];
  rows.push([label(0, 1, ['年度绩效', '指标'], indicators.length + 1), ...INDICATORS.map((text, index) => label(...places[index], header(text)))]);
  indicators.forEach(([level1, level1Weight, level2, ...texts], index) => {
    const cells = [];
    const before = indicators[index - 1];
    if (before?.[0] !== level1) {
      const lines = level1Weight === '' ? [level1] : [level1, `（${level1Weight}分）`];
      cells.push(label(1, 1, lines, run(indicators, index, (a, b) => a[0] === b[0])));
    }
    if (before?.[0] !== level1 || before[2] !== level2) {
      cells.push(label(2, 1, level2, run(indicators, index, (a, b) => a[0] === b[0] && a[2] === b[2])));
    }
    texts.forEach((text, position) => {
      const [column, span] = places[position + 2];
      const deviation = position === texts.length - 1;
      const [first, last] = (deviation && mergedDeviation) || [index + 1, index + 1];
      const shared = index + 1 > first && index + 1 <= last;
      const rowSpan = index + 1 === first ? last - first + 1 : 1;
      if (!shared) cells.push(cell(column, span, text, deviation ? 'prose' : 'text', rowSpan));
    });
    rows.push(cells);
  });

  rows.push([label(0, 7, '总分'), cell(7, 1, fields.totalWeight), cell(8, 1, fields.totalScore), cell(9, 1, '—')]);
  return { columns, rows };
}
