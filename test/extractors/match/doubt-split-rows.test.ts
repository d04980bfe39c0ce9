import { expect, it } from 'vitest';
import { doubtSplitRows } from '../../../extractors/match/doubt-split-rows.js';
import type { ExtractedCell, ExtractedRow } from '../../../schemas/extraction.js';
import { builtInForms } from '../../../schemas/forms/built-in-forms.js';

const columns = builtInForms.find(({ id }) => id === 'project-self-evaluation')?.tables.find(({ name }) => name === 'indicators')?.columns ?? [];
const cell = (text: string, line = 0): ExtractedCell => ({ text, source: text === '' ? [] : [{ page: 1, line, column: 1, length: text.length }], confidence: 1, doubts: [], candidates: [] }) as unknown as ExtractedCell;
const row = (level: ExtractedCell, name: string, target: string, weight: string): ExtractedRow => ({ cells: { level1: level, level2: level, name: cell(name), target: cell(target), actual: cell(''), weight: cell(weight), score: cell(weight) } });
function doubted(rows: ExtractedRow[]): boolean[] {
  doubtSplitRows(rows, columns);
  return rows.map(({ cells }) => (cells['weight']?.doubts.length ?? 0) > 0);
}

it('doubts rows without numbers where another row prints its numbers alone', () => {
  const label = cell('产出指标', 3);
  expect(doubted([row(label, '养护里程', '≥420公里', ''), row(label, '', '', '30'), row(label, '验收合格率', '100%', '20')])).toEqual([true, false, false]);
});

it('leaves rows alone that share the score beside their label', () => {
  expect(doubted([row(cell('产出指标', 3), '', '', '30'), row(cell('产出指标', 3), '养护里程', '≥420公里', ''), row(cell('产出指标', 3), '验收合格率', '100%', '')])).toEqual([false, false, false]);
});
