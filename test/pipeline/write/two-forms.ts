import type { Cell, DocumentResult, Finding, Form, Row } from '../../../schemas/record.js';
import type { Value } from '../../../schemas/value.js';

/** Two short forms of the samples, written out by hand: parts of the first form of each dump. */

const none: Value = { kind: 'none' };
const points = (number: string): Value => ({ kind: 'quantity', comparator: null, number, unit: null, base: null, per: [] });
const rate = (number: string, base: string, comparator: '>=' | null = null): Value => ({ kind: 'ratio', comparator, number, unit: '%', base: { number: base, unit: '1' } });

export function cell(text: string, line: number, column: number, value: Value | null = null, more: Partial<Cell> = {}): Cell {
  return { text, value, confidence: 1, status: 'ok', source: text === '' ? [] : [{ page: 1, line, column, length: [...text].length }], doubts: [], ...more };
}

const row = (id: string, cells: Row['cells'], more: Partial<Row> = {}): Row => ({ id, cells, confidence: 1, status: 'ok', reasons: [], ...more });

const futian = 'futian-0402009.txt';
const totalFinding: Finding = {
  rule: 'level-weight-sum',
  kind: 'source',
  severity: 'error',
  message: 'level 效益指标 prints 40, its rows add up to 20',
  data: {},
  cells: [`${futian}#1/indicators/2.level1Weight`, `${futian}#1/indicators/2.weight`],
};

const preparationFund: Form = {
  id: `${futian}#1`,
  definition: 'project-self-evaluation',
  index: 1,
  title: cell('项目支出绩效自评表', 2, 1),
  year: null,
  fields: {
    projectName: cell('预算准备金', 3, 6),
    projectAmount: cell('200000', 3, 17, { kind: 'quantity', comparator: null, number: '200000', unit: '元', base: { number: '200000', unit: '元' }, per: [] }),
    department: cell('0402009', 4, 6),
    implementingUnit: cell('', 4, 18, none, { confidence: 0.62, status: 'review', doubts: [{ code: 'lost-cell', note: 'a label without its value' }] }),
    totalWeight: cell('100', 56, 4, points('100')),
    totalScore: cell('0', 56, 8, points('0')),
  },
  tables: {
    funding: [
      row(`${futian}#1/funding/1`, {
        item: cell('年度资金总额', 10, 1),
        initialBudget: cell('100000.00', 10, 8, { kind: 'quantity', comparator: null, number: '100000', unit: '元', base: { number: '100000', unit: '元' }, per: [] }),
        adjustedBudget: cell('0.00', 10, 18, points('0')),
        executed: cell('0.00', 10, 23, points('0')),
        weight: cell('10', 10, 28, points('10')),
        executionRate: cell('0.00%', 10, 31, rate('0', '0')),
        score: cell('0.00', 10, 37, points('0')),
      }),
    ],
    indicators: [
      row(`${futian}#1/indicators/1`, {
        level1: cell('产出指标', 34, 1),
        level1Weight: cell('50', 35, 2, points('50')),
        level2: cell('数量指标', 37, 1),
        name: cell('预算准备金工作完成率', 37, 6),
        target: cell('100%', 37, 17, rate('100', '1')),
        actual: cell('0%', 37, 22, rate('0', '0')),
        weight: cell('10', 37, 25, points('10')),
        score: cell('0', 37, 28, points('0')),
        deviation: cell('', 37, 29),
      }),
      row(
        `${futian}#1/indicators/2`,
        {
          level1: cell('效益指标', 45, 1),
          level1Weight: cell('40', 46, 2, points('40')),
          level2: cell('社会效益指标', 50, 1),
          name: cell('提高行政工作有效率', 50, 8, null, { confidence: 0.4, status: 'review', doubts: [{ code: 'name-wrap', note: 'the name may go on in the next line' }] }),
          target: cell('≥80%', 50, 18, rate('80', '0.8', '>=')),
          actual: cell('0%', 50, 23, rate('0', '0')),
          weight: cell('20', 50, 26, points('20')),
          score: cell('0', 50, 29, points('0')),
          deviation: cell('', 50, 30),
        },
        { confidence: 0.4, status: 'review' },
      ),
    ],
  },
  findings: [totalFinding],
  status: 'review',
};

const dapeng = 'folder/dapeng-2021.txt';
const hallRow = row(
  `${dapeng}#1/indicators/1`,
  {
    level1: cell('产出指标', 20, 2),
    level1Weight: cell('50', 20, 8, points('50')),
    level2: cell('成本指标', 30, 3),
    name: cell('行政服务大厅2021年度租金费', 30, 8),
    target: cell('≤118万元', 30, 24, { kind: 'quantity', comparator: '<=', number: '118', unit: '万元', base: { number: '1180000', unit: '元' }, per: [] }),
    actual: cell('117.78万元', 30, 31, { kind: 'quantity', comparator: null, number: '117.78', unit: '万元', base: { number: '1177800', unit: '元' }, per: [] }),
    weight: cell('5', 30, 40, points('5')),
    score: cell('6', 30, 42, points('6')),
    deviation: cell('=1+1, "quoted"\nsecond line', 30, 44),
  },
  {
    status: 'review',
    reasons: [
      { rule: 'score-exceeds-weight', kind: 'source', severity: 'error', message: 'score 6 is more than weight 5', data: {}, cells: [`${dapeng}#1/indicators/1.score`, `${dapeng}#1/indicators/1.weight`] },
      { rule: 'actual-not-measured', kind: 'source', severity: 'info', message: 'a remark', data: {}, cells: [`${dapeng}#1/indicators/1.actual`] },
    ],
  },
);

const hallForm: Form = {
  id: `${dapeng}#1`,
  definition: 'project-self-evaluation',
  index: 1,
  title: cell('2021年大厅运营事务项目自评表', 5, 1),
  year: 2021,
  fields: { projectName: cell('大厅运营事务', 7, 6) },
  tables: { funding: [], indicators: [hallRow] },
  findings: hallRow.reasons,
  status: 'ok',
};

const resultOf = (name: string, sha256: string, forms: readonly Form[]): DocumentResult => ({
  schema: 1,
  document: { name, sha256, mediaType: 'text/plain', encoding: 'utf-8', reader: 'text', pages: 1, outcome: 'read', partial: false },
  forms: [...forms],
  residue: [{ text: '目标', source: { page: 1, line: 18, column: 1, length: 2 }, why: 'no form claimed it' }],
  coverage: { characters: 100, claimed: 90, boilerplate: 8, residue: 2 },
});

export const dapengResult = resultOf(dapeng, 'd'.repeat(64), [hallForm]);
export const futianResult = resultOf(futian, 'f'.repeat(64), [preparationFund]);
export const encryptedResult: DocumentResult = {
  schema: 1,
  document: { name: 'x<script>alert(1)</script>.pdf', sha256: 'e'.repeat(64), mediaType: 'application/pdf', encoding: null, reader: 'pdf/pdfium', pages: 0, outcome: 'encrypted', partial: false, message: 'needs a password' },
  forms: [],
  residue: [],
  coverage: { characters: 0, claimed: 0, boilerplate: 0, residue: 0 },
};
