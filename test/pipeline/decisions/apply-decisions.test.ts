import { describe, expect, it } from 'vitest';
import { applyDecisions } from '../../../pipeline/decisions/apply-decisions.js';
import { recordedToForm } from '../../../pipeline/decisions/recorded-to-form.js';
import { releaseWords } from '../../../pipeline/decisions/release-words.js';
import { normaliseForm } from '../../../pipeline/normalise/normalise-form.js';
import type { NormalisedForm } from '../../../pipeline/normalise/normalised-form.js';
import { validateForms } from '../../../pipeline/validate/validate-document.js';
import { documentToJson } from '../../../pipeline/write/document-to-json.js';
import type { Decision } from '../../../schemas/decision.js';
import type { ExtractedCell, ExtractedForm } from '../../../schemas/extraction.js';
import { DocumentResult, type Form, type Row } from '../../../schemas/record.js';
import { definition, formOf } from '../validate/form-of.js';

const document = { name: 'a.txt', sha256: 'a'.repeat(64) };

type Texts = Readonly<Record<string, string>>;

/** A form with these indicator rows, every printed cell at a place of its own; `change` sets what a text alone can't. */
function formWith(rows: readonly Texts[], change: (row: number, column: string, cell: ExtractedCell) => ExtractedCell = (_row, _column, cell) => cell): NormalisedForm {
  const form: ExtractedForm = formOf({ fields: { projectName: '信息技术服务' }, tables: { indicators: rows } });
  const indicators = form.tables['indicators'];
  if (indicators === undefined) throw new Error('no indicators');
  const placed = indicators.rows.map((row, index) => ({
    cells: Object.fromEntries(
      Object.entries(row.cells).map(([column, cell], place) => [
        column,
        change(index, column, cell.text === '' ? cell : { ...cell, source: [{ page: 1, line: index + 10, column: place * 10 + 1, length: cell.text.length }] }),
      ]),
    ),
  }));
  return normaliseForm({ ...form, tables: { ...form.tables, indicators: { ...indicators, rows: placed } } });
}

const rowsOf = (form: Form | undefined): Row[] => form?.tables['indicators'] ?? [];
const rowAt = (form: Form | undefined, index: number): Row => {
  const row = rowsOf(form)[index];
  if (row === undefined) throw new Error(`no row ${index}`);
  return row;
};

let made = 0;
/** A decision about row `row` (from 0) of what `forms` show, as the review page makes it. */
function decide(shown: readonly Form[], row: number, decision: Decision['decision'], more: Partial<Decision> & { column?: string } = {}): Decision {
  const { column = null, ...rest } = more;
  const own = rowAt(shown[0], row);
  const decided = column === null ? undefined : own.cells[column];
  const all = Object.values(own.cells).flatMap((cell) => cell.source);
  made++;
  return {
    schema: 1,
    id: `d${made}`,
    at: `2026-01-01T00:00:${String(made % 60).padStart(2, '0')}Z`,
    by: '李',
    decision,
    anchor: { document, definition: definition.id, form: 1, table: 'indicators', row: row + 1, column, source: decided !== undefined && decided.source.length > 0 ? decided.source : all },
    read: Object.fromEntries(Object.entries(own.cells).map(([name, cell]) => [name, cell.text])),
    about: own.reasons.map(({ rule, data }) => ({ rule, data })),
    ...rest,
  };
}

const level = { level1: '产出指标', level2: '数量指标' };
const good = { ...level, name: '召开评审会', target: '≥22次', actual: '27次', weight: '5', score: '5' };
const above = { ...level, name: '培训次数', target: '≥1次', actual: '1次', weight: '5', score: '6' };
const third = { ...level, name: '运维人员', target: '≥7人', actual: '7人', weight: '5', score: '5' };
const doubtName = (row: number, column: string, cell: ExtractedCell): ExtractedCell =>
  row === 0 && column === 'name' ? { ...cell, confidence: 0.6, doubts: [{ code: 'cut-off', note: 'more may be lost' }], candidates: [{ text: '召开评审会次数', why: 'reads on' }] } : cell;

const apply = (forms: readonly NormalisedForm[], ...decisions: readonly Decision[]): ReturnType<typeof applyDecisions> => applyDecisions(forms, decisions, document);
const rulesOf = (row: Row, open = true): string[] => row.reasons.filter(({ reviewed }) => !open || reviewed === undefined).map(({ rule }) => rule);

describe('applyDecisions', () => {
  it('without decisions gives the forms as the rules leave them', () => {
    const forms = [formWith([good, above])];
    const plain = validateForms(forms, document.name);
    expect(apply(forms).forms).toEqual(plain);
    expect(apply(forms).states).toEqual([]);
  });

  it('accept settles the doubts and reasons of a row, keeps them and says who', () => {
    const forms = [formWith([good, third], doubtName)];
    const shown = apply(forms).forms;
    expect(rowAt(shown[0], 0).status).toBe('review');
    const { forms: after, states } = apply(forms, decide(shown, 0, 'accept'));
    const row = rowAt(after[0], 0);
    expect(row.status).toBe('ok');
    expect(row.flagged).toBe(true);
    expect(row.reviewed).toMatchObject({ decision: 'accept', by: '李' });
    expect(row.cells['name']).toMatchObject({ text: '召开评审会', status: 'ok', confidence: 1, doubts: [{ code: 'cut-off' }], reviewed: { decision: 'accept', by: '李', read: { text: '召开评审会', confidence: 0.6 } } });
    expect(states).toEqual([{ id: states[0]?.id, state: 'applied' }]);
    // The other row was not looked at.
    expect(rowAt(after[0], 1).cells['name']?.reviewed).toBeUndefined();
  });

  it('settles only the reasons that the reviewer saw', () => {
    const forms = [formWith([good, above])];
    const shown = apply(forms).forms;
    expect(rulesOf(rowAt(shown[0], 1))).toContain('score-exceeds-weight');
    const unseen = apply(forms, decide(shown, 1, 'accept', { about: [] })).forms;
    expect(rowAt(unseen[0], 1).status).toBe('review');
    const seen = apply(forms, decide(shown, 1, 'accept')).forms;
    expect(rowAt(seen[0], 1).status).toBe('ok');
    // The finding stays, with who settled it.
    expect(rowAt(seen[0], 1).reasons.find(({ rule }) => rule === 'score-exceeds-weight')?.reviewed).toMatchObject({ by: '李' });
  });

  it('a correction changes text and value, and the rules run over it', () => {
    const forms = [formWith([good, above])];
    const shown = apply(forms).forms;
    const { forms: after } = apply(forms, decide(shown, 1, 'correct', { column: 'score', correction: '5' }));
    const row = rowAt(after[0], 1);
    expect(row.cells['score']).toMatchObject({ text: '5', value: { kind: 'quantity', number: '5' }, reviewed: { decision: 'correct', correction: '5', read: { text: '6' } } });
    expect(rulesOf(row)).not.toContain('score-exceeds-weight');
    expect(row.status).toBe('ok');
  });

  it('a corrected text that no value can be read from is what the document prints', () => {
    const forms = [formWith([{ ...good, score: '5' }])];
    const shown = apply(forms).forms;
    const cell = rowAt(apply(forms, decide(shown, 0, 'correct', { column: 'score', correction: '7,00.0,77' })).forms[0], 0).cells['score'];
    expect(cell).toMatchObject({ text: '7,00.0,77', value: { kind: 'unreadable' }, status: 'ok' });
  });

  it('a correction and then accepting the row is one reviewer\'s reading, not a dispute', () => {
    const forms = [formWith([good, above])];
    const shown = apply(forms).forms;
    const first = decide(shown, 1, 'correct', { column: 'score', correction: '4' });
    const then = apply(forms, first).forms;
    const second = decide(then, 1, 'accept');
    const row = rowAt(apply(forms, first, second).forms[0], 1);
    expect(row.status).toBe('ok');
    expect(row.cells['score']?.reviewed).toMatchObject({ decision: 'correct', read: { text: '6' } });
    expect(row.cells['weight']?.reviewed).toMatchObject({ decision: 'accept' });
  });

  it('the document is wrong: the finding is of kind source and needs nobody any more', () => {
    const forms = [formWith([above])];
    const shown = apply(forms).forms;
    const row = rowAt(apply(forms, decide(shown, 0, 'source-error', { note: '原文如此' })).forms[0], 0);
    expect(row.status).toBe('ok');
    expect(row.reasons.find(({ rule }) => rule === 'score-exceeds-weight')).toMatchObject({ kind: 'source', message: 'score 6 > weight 5', reviewed: { decision: 'source-error', note: '原文如此' } });
  });

  it('the document is wrong where no rule fired: the reviewer\'s own finding', () => {
    const forms = [formWith([good])];
    const shown = apply(forms).forms;
    const row = rowAt(apply(forms, decide(shown, 0, 'source-error', { note: '重复填报' })).forms[0], 0);
    expect(row.status).toBe('ok');
    expect(row.flagged).toBe(false);
    expect(row.reasons).toMatchObject([{ rule: 'document-wrong', kind: 'source', message: '李 says that the document is wrong: 重复填报' }]);
  });

  it('not a row: it leaves its table and stays in the result, and its places are released', () => {
    const forms = [formWith([good, above, third])];
    const shown = apply(forms).forms;
    const { forms: after, released } = apply(forms, decide(shown, 1, 'not-a-row'));
    expect(rowsOf(after[0]).map((row) => [row.id, row.cells['name']?.text])).toEqual([
      ['a.txt#1/indicators/1', '召开评审会'],
      ['a.txt#1/indicators/2', '运维人员'],
    ]);
    expect(after[0]?.removed).toMatchObject([{ table: 'indicators', row: 2, was: { flagged: true, reviewed: { decision: 'not-a-row' }, cells: { name: { text: '培训次数' } } } }]);
    expect(released).toContainEqual({ page: 1, line: 11, column: 31, length: 4 });
    // Decisions about rows below it still find them.
    const later = decide(after, 1, 'correct', { column: 'name', correction: '运维服务人员' });
    const both = apply(forms, decide(shown, 1, 'not-a-row'), later);
    expect(rowAt(both.forms[0], 1).cells['name']?.text).toBe('运维服务人员');
    expect(both.states.map(({ state }) => state)).toEqual(['applied', 'applied']);
  });

  it('can\'t tell leaves the row to review, also one that the program trusted', () => {
    const forms = [formWith([good])];
    const shown = apply(forms).forms;
    const row = rowAt(apply(forms, decide(shown, 0, 'cannot-tell', { note: '印章遮挡' })).forms[0], 0);
    expect(row).toMatchObject({ status: 'review', flagged: false, reviewed: { decision: 'cannot-tell' } });
    expect(rulesOf(row)).toEqual(['cannot-tell']);
  });

  it('is stale when the text has changed: nothing is applied, the row opens, and the finding says both texts', () => {
    const before = apply([formWith([good, above])]).forms;
    const correction = decide(before, 1, 'correct', { column: 'score', correction: '5' });
    const { forms, states } = apply([formWith([good, { ...above, score: '8' }])], correction);
    expect(rowAt(forms[0], 1).cells['score']).toMatchObject({ text: '8' });
    expect(rowAt(forms[0], 1).cells['score']?.reviewed).toBeUndefined();
    expect(rowAt(forms[0], 1).status).toBe('review');
    expect(rowAt(forms[0], 1).reasons.find(({ rule }) => rule === 'stale-decision')?.message).toBe(`the decision of 李 (${correction.at}) was about "6"; now "8" is read there`);
    expect(states).toMatchObject([{ state: 'stale', why: 'text' }]);
  });

  it('is stale when the same text stands elsewhere', () => {
    const before = apply([formWith([good])]).forms;
    const accept = decide(before, 0, 'accept');
    const moved = formWith([good], (_row, _column, cell) => ({ ...cell, source: cell.source.map((source) => ('line' in source ? { ...source, line: 99 } : source)) }));
    expect(apply([moved], accept).states).toMatchObject([{ state: 'stale' }]);
  });

  it('is stale when the document has other bytes, and says so at the form', () => {
    const forms = [formWith([good])];
    const accept = decide(apply(forms).forms, 0, 'accept');
    const { forms: after, states } = applyDecisions(forms, [accept], { name: 'a.txt', sha256: 'b'.repeat(64) });
    expect(states).toMatchObject([{ state: 'stale', why: 'document' }]);
    expect(after[0]?.findings.map(({ rule }) => rule)).toContain('stale-decision');
    expect(after[0]?.status).toBe('review');
    expect(rowAt(after[0], 0).reviewed).toBeUndefined();
  });

  it('a stale decision is settled by deciding anew', () => {
    const before = apply([formWith([good, above])]).forms;
    const old = decide(before, 1, 'correct', { column: 'score', correction: '5' });
    const forms = [formWith([good, { ...above, score: '8' }])];
    const reopened = apply(forms, old).forms;
    const anew = decide(reopened, 1, 'correct', { column: 'score', correction: '3' });
    const row = rowAt(apply(forms, old, anew, decide(apply(forms, old, anew).forms, 1, 'accept')).forms[0], 1);
    expect(row.status).toBe('ok');
    expect(row.cells['score']?.text).toBe('3');
    // Accepting the row as it now reads settles it too.
    const accepted = rowAt(apply(forms, old, decide(reopened, 1, 'accept')).forms[0], 1);
    expect(accepted.status).toBe('ok');
    expect(accepted.cells['score']?.text).toBe('8');
  });

  it('finds a row by what it holds when another is now read above it', () => {
    const place = (row: number): ((index: number, column: string, cell: ExtractedCell) => ExtractedCell) => (index, _column, cell) => ({ ...cell, source: cell.source.map((source) => ('line' in source ? { ...source, line: 50 + index - row } : source)) });
    const before = apply([formWith([above], place(0))]).forms;
    const correction = decide(before, 0, 'correct', { column: 'score', correction: '5' });
    const { forms, states } = apply([formWith([good, above], place(1))], correction);
    expect(states).toMatchObject([{ state: 'applied' }]);
    expect(rowAt(forms[0], 1).cells['score']?.text).toBe('5');
    expect(rowAt(forms[0], 0).cells['score']?.reviewed).toBeUndefined();
  });

  it('a shared label is corrected on the decided row alone', () => {
    const shared = (_row: number, column: string, cell: ExtractedCell): ExtractedCell => (column === 'level2' ? { ...cell, source: [{ page: 1, line: 1, column: 1, length: 4 }] } : cell);
    const forms = [formWith([good, above, third], shared)];
    const shown = apply(forms).forms;
    const after = apply(forms, decide(shown, 2, 'correct', { column: 'level2', correction: '质量指标' })).forms;
    expect(rowsOf(after[0]).map((row) => row.cells['level2']?.text)).toEqual(['数量指标', '数量指标', '质量指标']);
  });

  it('undo takes a decision back, and an undo can be undone', () => {
    const forms = [formWith([good, above])];
    const shown = apply(forms).forms;
    const correction = decide(shown, 1, 'correct', { column: 'score', correction: '5' });
    const undo: Decision = { ...decide(shown, 1, 'undo'), undoes: correction.id };
    const redo: Decision = { ...decide(shown, 1, 'undo'), undoes: undo.id };
    expect(apply(forms, correction, undo).forms).toEqual(shown);
    expect(apply(forms, correction, undo).states.map(({ state }) => state)).toEqual(['undone', 'applied']);
    expect(rowAt(apply(forms, correction, undo, redo).forms[0], 1).cells['score']?.text).toBe('5');
  });

  it('the last decision of a reviewer counts', () => {
    const forms = [formWith([good, above])];
    const shown = apply(forms).forms;
    const first = decide(shown, 1, 'correct', { column: 'score', correction: '5' });
    const second = decide(apply(forms, first).forms, 1, 'correct', { column: 'score', correction: '4' });
    const { forms: after, states } = apply(forms, first, second);
    expect(rowAt(after[0], 1).cells['score']?.text).toBe('4');
    expect(states.map(({ state }) => state)).toEqual(['superseded', 'applied']);
  });

  it('reviewers who disagree are both kept, and nothing is applied', () => {
    const forms = [formWith([good, above])];
    const shown = apply(forms).forms;
    const first = decide(shown, 1, 'correct', { column: 'score', correction: '5' });
    const second = decide(shown, 1, 'correct', { column: 'score', correction: '4', by: '王' });
    const { forms: after, states } = apply(forms, first, second);
    const row = rowAt(after[0], 1);
    expect(row.cells['score']).toMatchObject({ text: '6', status: 'review', reviewed: { by: '王', correction: '4', others: [{ by: '李', correction: '5' }] } });
    expect(row.reasons.find(({ rule }) => rule === 'reviewers-disagree')?.message).toBe('李 reads "5", 王 reads "4"');
    expect(row.status).toBe('review');
    expect(states.map(({ state }) => state)).toEqual(['disputed', 'disputed']);
    // One of them gives in.
    const settled = apply(forms, first, second, decide(after, 1, 'correct', { column: 'score', correction: '4' })).forms;
    expect(rowAt(settled[0], 1).cells['score']).toMatchObject({ text: '4', status: 'ok' });
  });

  it.each([
    ['accept', 'source-error', 'blame'],
    ['accept', 'not-a-row', 'row'],
  ] as const)('one says %s, the other %s: the row stays open', (one, other, template) => {
    const forms = [formWith([good, above])];
    const shown = apply(forms).forms;
    const after = apply(forms, decide(shown, 1, one), decide(shown, 1, other, { by: '王' })).forms;
    expect(rowsOf(after[0])).toHaveLength(2);
    expect(rowAt(after[0], 1).status).toBe('review');
    expect(rowAt(after[0], 1).reasons.find(({ rule }) => rule === 'reviewers-disagree')?.data['template']).toBe(template);
  });

  it('the second reviewer\'s "can\'t tell" says nothing against the first', () => {
    const forms = [formWith([above])];
    const shown = apply(forms).forms;
    const row = rowAt(apply(forms, decide(shown, 0, 'source-error'), decide(shown, 0, 'cannot-tell', { by: '王' })).forms[0], 0);
    expect(row.status).toBe('ok');
    expect(JSON.stringify(row.cells['score']?.reviewed)).toContain('王');
  });

  it('a sum is settled at its form, until its numbers change', () => {
    const rows = [{ ...good, level1Weight: '50' }, { ...third, level1Weight: '50' }];
    const shown = apply([formWith(rows)]).forms;
    const finding = shown[0]?.findings.find(({ rule }) => rule === 'level-weight-sum');
    expect(finding).toBeDefined();
    const base = decide(shown, 0, 'source-error');
    const settled: Decision = { ...base, anchor: { ...base.anchor, table: null, row: null, column: null, source: [] }, read: {}, about: finding === undefined ? [] : [{ rule: finding.rule, data: finding.data }] };
    expect(apply([formWith(rows)], settled).forms[0]?.findings.find(({ rule }) => rule === 'level-weight-sum')?.reviewed).toBeDefined();
    const other = apply([formWith(rows.map((row) => ({ ...row, weight: '6' })))], settled).forms[0];
    expect(other?.findings.find(({ rule }) => rule === 'level-weight-sum')?.reviewed).toBeUndefined();
  });

  it('the form as it was read can be made again from the result, whatever was decided', () => {
    const forms = [formWith([good, above, { ...third, deviation: '' }, good], doubtName)];
    const shown = apply(forms).forms;
    const decisions = [
      decide(shown, 0, 'accept'),
      decide(shown, 1, 'not-a-row'),
      decide(shown, 2, 'correct', { column: 'name', correction: '运维服务人员' }),
      decide(shown, 3, 'cannot-tell', { by: '王' }),
    ];
    const { forms: after } = apply(forms, ...decisions);
    const stored: Form[] = JSON.parse(JSON.stringify(after));
    const again = stored.map((form) => recordedToForm(form, definition));
    expect(again.flatMap((form) => form ?? [])).toEqual(forms);
    expect(applyDecisions(again.flatMap((form) => form ?? []), decisions, document).forms).toEqual(after);
  });

  it('gives a result of its schema, the same bytes each time', () => {
    const forms = [formWith([good, above], doubtName)];
    const shown = apply(forms).forms;
    const decisions = [decide(shown, 0, 'accept', { note: '核对无误' }), decide(shown, 1, 'not-a-row')];
    const result = (): DocumentResult => {
      const { forms: decided, states } = apply(forms, ...decisions);
      return {
        schema: 1,
        document: { ...document, mediaType: 'text/plain', encoding: 'utf-8', reader: 'text', pages: 1, outcome: 'read', partial: false },
        forms: decided,
        residue: [],
        coverage: { characters: 0, claimed: 0, boilerplate: 0, residue: 0 },
        decisions: states,
      };
    };
    const text = documentToJson(result());
    expect(documentToJson(result())).toBe(text);
    expect(JSON.parse(text)).toEqual(DocumentResult.parse(result()));
  });
});

describe('releaseWords', () => {
  it('turns the words at released places into residue', () => {
    const word = (text: string, line: number, column: number): never =>
      ({ text, source: { page: 1, line, column, length: text.length }, box: [0, 0, 1, 1], edges: [], size: 2, confidence: 1, rotation: 0, doubts: [] }) as never;
    const { claimed, residue } = releaseWords({ forms: [], boilerplate: [], residue: [], claimed: [word('甲', 1, 1), word('乙', 2, 3), word('丙', 2, 9)] }, [{ page: 1, line: 2, column: 1, length: 5 }]);
    expect(claimed.map(({ text }) => text)).toEqual(['甲', '丙']);
    expect(residue.map((entry) => entry.word.text)).toEqual(['乙']);
  });
});
