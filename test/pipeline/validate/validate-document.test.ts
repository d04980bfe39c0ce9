import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseForm } from '../../../pipeline/normalise/normalise-form.js';
import { findingToMessage } from '../../../pipeline/validate/message.js';
import type { ExampleForm } from '../../../pipeline/validate/rule.js';
import { validateForms } from '../../../pipeline/validate/validate-document.js';
import type { ExtractedCell, ExtractedForm } from '../../../schemas/extraction.js';
import { Form } from '../../../schemas/record.js';
import { cellOf, definition, formOf } from './form-of.js';

/** A form whose sums hold: 10 + (20 + 30) + 40 = 100. */
const sound: ExampleForm = {
  fields: { projectName: '设备购置', totalWeight: '100', totalScore: '99.50' },
  tables: {
    funding: [
      { item: '年度资金总额', initialBudget: '100.00', adjustedBudget: '200.00', executed: '190.00', weight: '10', executionRate: '95.00%', score: '9.50' },
      { item: '其中：当年财政拨款', initialBudget: '100.00', adjustedBudget: '200.00', executed: '190.00', weight: '—', executionRate: '95.00%', score: '—' },
      { item: '上年结转资金', initialBudget: '0.00', adjustedBudget: '0.00', executed: '0.00', weight: '—', executionRate: '0.00%', score: '—' },
      { item: '其他资金', initialBudget: '0.00', adjustedBudget: '0.00', executed: '0.00', weight: '—', executionRate: '0.00%', score: '—' },
    ],
    indicators: [
      { level1: '产出指标', level1Weight: '50', level2: '数量指标', name: '购置设备数量', target: '≥10台', actual: '12台', weight: '20', score: '20' },
      { level1: '产出指标', level1Weight: '50', level2: '质量指标', name: '验收合格率', target: '≥95%', actual: '100%', weight: '30', score: '30' },
      { level1: '效益指标', level1Weight: '40', level2: '满意度指标', name: '使用人员满意度', target: '≥90%', actual: '96%', weight: '40', score: '40' },
    ],
  },
};

function changed(form: ExtractedForm, table: string, row: number, cells: Readonly<Record<string, Partial<ExtractedCell>>>): ExtractedForm {
  const old = form.tables[table];
  const oldRow = old?.rows[row];
  if (old === undefined || oldRow === undefined) throw new Error(`no row ${row} in ${table}`);
  const next = Object.fromEntries(Object.entries(cells).map(([name, change]) => [name, { ...(oldRow.cells[name] ?? cellOf('')), ...change }]));
  return { ...form, tables: { ...form.tables, [table]: { ...old, rows: old.rows.with(row, { cells: { ...oldRow.cells, ...next } }) } } };
}

const validate = (...forms: ExtractedForm[]) => validateForms(forms.map(normaliseForm), 'a/b.txt');

describe('a form that contradicts nothing', () => {
  const [record] = validate(formOf(sound));

  it('has no finding, every status is ok, and ids as the contract says', () => {
    expect(record?.findings).toEqual([]);
    expect(record?.status).toBe('ok');
    expect(record?.id).toBe('a/b.txt#1');
    expect(record?.tables['indicators']?.map(({ id, status, reasons }) => ({ id, status, reasons }))).toEqual([
      { id: 'a/b.txt#1/indicators/1', status: 'ok', reasons: [] },
      { id: 'a/b.txt#1/indicators/2', status: 'ok', reasons: [] },
      { id: 'a/b.txt#1/indicators/3', status: 'ok', reasons: [] },
    ]);
    expect(record?.tables['funding']?.[3]?.id).toBe('a/b.txt#1/funding/4');
  });

  it('is what the record schema says', () => {
    expect(Form.parse(record)).toEqual(record);
  });
});

describe('who is to blame', () => {
  /** The second score is 29.5 where the total needs 30. */
  const slip = (change: Partial<ExtractedCell>): ExtractedForm => changed(formOf(sound), 'indicators', 1, { score: { text: '29.5', ...change }, deviation: { text: '未完成' } });
  const blame = (...forms: ExtractedForm[]) => validate(...forms)[0]?.findings.map(({ rule, kind, severity, data }) => ({ rule, kind, severity, verdict: data['verdict'] }));

  it('is our reading where a cell the rule used is in doubt', () => {
    expect(blame(slip({ doubts: [{ code: 'cut', note: 'the line is cut' }] }), formOf(sound))).toEqual([
      { rule: 'total-score-sum', kind: 'extraction', severity: 'error', verdict: 'doubted' },
    ]);
  });

  it('is our reading where a cell the rule used has low confidence', () => {
    expect(blame(slip({ confidence: 0.3 }), formOf(sound))?.[0]).toMatchObject({ kind: 'extraction', verdict: 'doubted' });
  });

  it('is our reading where one other reading makes the rule hold, and the message says which; its row is flagged too', () => {
    const records = validate(slip({ candidates: [{ text: '28', why: 'x' }, { text: '30', why: 'y' }] }), formOf(sound));
    const finding = records[0]?.findings[0];
    expect(finding).toMatchObject({ rule: 'total-score-sum', kind: 'extraction', data: { verdict: 'neighbour', verdictCell: 'indicators/2.score', verdictText: '30' } });
    expect(finding?.message).toContain('it would hold if indicators/2.score read "30"');
    const row = records[0]?.tables['indicators']?.[1];
    expect(row?.status).toBe('review');
    expect(row?.reasons).toContainEqual(finding);
  });

  it('is not our reading where the other readings mend nothing', () => {
    expect(blame(slip({ candidates: [{ text: '28', why: 'x' }] }), formOf(sound), formOf(sound))?.[0]).toMatchObject({ kind: 'source' });
  });

  it('is our reading where the cell and the one beside it may be exchanged', () => {
    const form = changed(formOf(sound), 'indicators', 1, { weight: { text: '20', candidates: [{ text: '30', why: 'shifted' }] }, score: { text: '30', candidates: [{ text: '20', why: 'shifted' }] } });
    const reasons = validate(form, formOf(sound))[0]?.tables['indicators']?.[1]?.reasons ?? [];
    expect(reasons[0]).toMatchObject({ rule: 'score-exceeds-weight', kind: 'extraction', data: { verdict: 'neighbour' } });
  });

  it('is the document where the rule holds elsewhere in it', () => {
    expect(blame(slip({}), formOf(sound), formOf(sound))).toEqual([{ rule: 'total-score-sum', kind: 'source', severity: 'error', verdict: undefined }]);
  });

  it('is the document where other rules on the same columns hold', () => {
    // The only execution score there is: its columns are attested by the sums and the rate.
    const form = changed(formOf({ ...sound, fields: { ...sound.fields, totalScore: '100' } }), 'funding', 0, { score: { text: '10.00' } });
    const reasons = validate(form)[0]?.tables['funding']?.[0]?.reasons;
    expect(reasons?.map(({ rule, kind, message }) => ({ rule, kind, message }))).toEqual([
      { rule: 'execution-score', kind: 'source', message: 'execution score 10.00 ≠ rate 95.00% × weight 10 = 9.5' },
    ]);
  });

  it("can't be told where nothing else in the document speaks for the columns", () => {
    const [record] = validate(formOf({ fields: { totalScore: '100' }, tables: { indicators: [{ score: '40' }, { score: '49' }] } }));
    const finding = record?.findings.find(({ rule }) => rule === 'total-score-sum');
    expect(finding).toMatchObject({ kind: 'undecided', severity: 'error', data: { sum: '89', total: '100' } });
    expect(record?.status).toBe('review');
  });

  it('is our reading where the form as a whole is in doubt', () => {
    const form = { ...slip({}), doubts: [{ code: 'end-missing', note: 'the end of the form is missing' }] };
    const findings = validate(form, formOf(sound), formOf(sound))[0]?.findings;
    expect(findings?.map(({ rule, kind }) => [rule, kind])).toEqual([['end-missing', 'extraction'], ['total-score-sum', 'extraction']]);
  });
});

describe('status', () => {
  it('is review for a source error, ok for a source warning', () => {
    const above = validate(changed(formOf(sound), 'indicators', 0, { score: { text: '21' } }), formOf(sound));
    expect(above[0]?.tables['indicators']?.map(({ status }) => status)).toEqual(['review', 'ok', 'ok']);
    const lost = validate(changed(formOf(sound), 'indicators', 0, { score: { text: '19' } }), formOf(sound));
    expect(lost[0]?.tables['indicators']?.[0]).toMatchObject({ status: 'ok', reasons: [{ rule: 'score-lost-unexplained', kind: 'source', severity: 'warning' }] });
  });

  it('gives a doubted cell one reason a person can act on, for all cells that share the doubt', () => {
    const doubt = { code: 'shifted', note: 'may stand one column to the left' };
    const [record] = validate(changed(formOf(sound), 'indicators', 2, { target: { doubts: [doubt], confidence: 0.6 }, actual: { doubts: [doubt], confidence: 0.7 } }));
    const row = record?.tables['indicators']?.[2];
    expect(row).toMatchObject({ status: 'review', confidence: 0.6 });
    expect(row?.reasons).toMatchObject([
      { rule: 'shifted', kind: 'extraction', severity: 'warning', message: 'Target, Actual: may stand one column to the left', cells: ['a/b.txt#1/indicators/3.target', 'a/b.txt#1/indicators/3.actual'] },
    ]);
    expect(findingToMessage(row?.reasons[0] ?? { rule: '', data: {} }, 'zh')).toBe('年度指标值、实际完成值：may stand one column to the left');
  });

  it('flags a value that no reading is safe for', () => {
    const [record] = validate(changed(formOf(sound), 'indicators', 1, { actual: { text: '8工5%' } }));
    expect(record?.tables['indicators']?.[1]).toMatchObject({ status: 'review', cells: { actual: { status: 'review', value: { kind: 'unreadable' } } }, reasons: [{ rule: 'unreadable-value' }] });
  });

  it('names the row a shared cell belongs to, and lets its reason speak for all', () => {
    const lost = { score: { text: '10' } };
    const first = changed(formOf(sound), 'indicators', 0, { ...lost, deviation: { text: '因疫情未完成' } });
    const [record] = validate(changed(first, 'indicators', 1, { ...lost, deviation: { text: '', sharedFromRow: 0 } }));
    expect(record?.tables['indicators']?.[1]?.cells['deviation']?.sharedFrom).toBe('a/b.txt#1/indicators/1');
    expect(record?.tables['indicators']?.[1]?.reasons).toEqual([]);
  });
});

describe('a project that did not take place', () => {
  it('is said once, and its sums and scores are not checked', () => {
    const [record] = validate(
      formOf({
        fields: { projectName: '公务接待费', totalWeight: '10', totalScore: '0' },
        tables: { funding: [{ item: '年度资金总额', adjustedBudget: '0.00', executed: '0.00', weight: '10', executionRate: '0.00', score: '0.00' }], indicators: [{ level1: '产出指标', level1Weight: '50', name: '接待次数', target: '≤2次', actual: '/', weight: '15', score: '0' }] },
      }),
    );
    expect(record?.findings.map(({ rule, kind, severity }) => [rule, kind, severity])).toEqual([['project-stopped', 'source', 'info']]);
    expect(record?.tables['indicators']?.[0]?.reasons).toEqual([]);
    expect(record?.status).toBe('ok');
  });
});

describe('a definition', () => {
  it('that asks for a rule or an option that does not exist is told so', () => {
    const wrong = (rule: string, options: Record<string, unknown>) => () => validate({ ...formOf(sound), definition: { ...definition, rules: [{ rule, options }] } });
    expect(wrong('no-such-rule', {})).toThrow(/project-self-evaluation: no rule "no-such-rule"; known: score-exceeds-weight/);
    expect(wrong('duplicate-row', { colums: [] })).toThrow(/rule duplicate-row: .*colums/s);
  });

  it('may give a rule another severity', () => {
    const softer = { ...definition, rules: [{ rule: 'score-exceeds-weight', severity: 'info' as const, options: {} }] };
    const form = changed(formOf(sound), 'indicators', 0, { score: { text: '21' } });
    expect(validate({ ...form, definition: softer })[0]?.tables['indicators']?.[0]).toMatchObject({ status: 'ok', reasons: [{ severity: 'info' }] });
  });
});

describe('any texts in the cells', () => {
  const printed = fc.oneof(
    fc.constantFrom('', '/', '—', '不适用', '0', '10', '100', '99.99', '0.99', '100%', '≥95%', '≤30万元', '50', '2021年12月前', '5%-8%', '12个月', '及时', '-3', '1e9', '产出指标', '好坏', '1'.repeat(60)),
    fc.string({ maxLength: 12 }),
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  );
  const columnsOf = (name: string) => definition.tables.find((table) => table.name === name)?.columns.map((column) => column.name) ?? [];
  const rowsOf = (name: string) => fc.array(fc.record(Object.fromEntries(columnsOf(name).map((column) => [column, printed]))), { maxLength: 6 });
  const anyForm = fc.record({
    fields: fc.record(Object.fromEntries(definition.fields.map(({ name }) => [name, printed]))),
    tables: fc.record({ funding: rowsOf('funding'), indicators: rowsOf('indicators') }),
    starred: fc.constant(['actual', 'weight', 'score']),
  });

  it('never make it throw; the record is valid, no text is changed, every finding speaks and every flagged row has a reason', () => {
    fc.assert(
      fc.property(fc.array(anyForm, { maxLength: 3 }), (forms) => {
        const records = validate(...forms.map((form) => formOf(form)));
        for (const [index, record] of records.entries()) {
          Form.parse(record);
          for (const [name, rows] of Object.entries(record.tables)) {
            for (const [row, { cells, status, reasons }] of rows.entries()) {
              const given: Record<string, Record<string, string>[]> = forms[index]?.tables ?? {};
              for (const [column, { text }] of Object.entries(cells)) expect(text).toBe(given[name]?.[row]?.[column]);
              if (status === 'review') expect(reasons.length).toBeGreaterThan(0);
            }
          }
          for (const finding of [...record.findings, ...Object.values(record.tables).flatMap((rows) => rows.flatMap(({ reasons }) => reasons))]) {
            expect(finding.message).not.toBe('');
            expect(findingToMessage(finding, 'zh')).not.toBe('');
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it('give the same record twice', () => {
    fc.assert(
      fc.property(anyForm, (form) => {
        expect(validate(formOf(form))).toEqual(validate(formOf(form)));
      }),
      { numRuns: 50 },
    );
  });
});
