import { describe, expect, it } from 'vitest';
import { compileDefinition } from '../../../extractors/match/compile-definition.js';
import type { PlacedToken, PrintedColumn } from '../../../extractors/match/decode-rows.js';
import { linesToReadingOn } from '../../../extractors/match/reading-on.js';
import { buildRow } from '../../../extractors/match/rows-to-table.js';
import { Token } from '../../../extractors/match/token.js';
import { definitionsToVocabulary } from '../../../extractors/match/vocabulary.js';
import { DumpWord } from '../../../extractors/read/dump-word.js';
import { projectSelfEvaluation } from '../../../schemas/forms/project-self-evaluation.js';
import { FormDefinition } from '../../../schemas/form-definition.js';

const definition = compileDefinition(FormDefinition.parse(projectSelfEvaluation));
const table = definition.tables.find(({ definition: { name } }) => name === 'indicators');

/** The codes of the doubts of a cell that prints `text`, with the doubts that its word brings. */
function doubtsOf(name: string, text: string, wordDoubts: readonly { code: string; note: string }[]): string[] {
  const column = table?.columns.find(({ definition }) => definition.name === name);
  if (table === undefined || column === undefined) throw new Error(`the form has no column ${name}`);
  const printed: PrintedColumn = { column, cell: null, isBracket: false };
  const token = new Token(text, [new DumpWord(text, 1, 1, 0, 0, 0, [...text].length, wordDoubts)], 0, null, 1);
  const placed: PlacedToken = { token, column: 0, role: 'new', margin: Infinity, rival: null };
  const line = { index: 0, page: 1, tokens: [token], kind: 'grid', cellCount: 1, gapBefore: 0, marks: [], grid: null } as const;
  const reading = linesToReadingOn([line], definitionsToVocabulary([definition]));
  const { row } = buildRow({ cells: [[placed]], firstLine: 0, stray: [], contested: [] }, [printed], table, [line], new Set(), false, reading);
  return row.cells[name]?.doubts.map(({ code }) => code) ?? [];
}

describe('the doubts of a cell', () => {
  it('are none where a number stands in a column of numbers', () => {
    expect(doubtsOf('score', '10', [])).toEqual([]);
  });

  it('name content that its column does not hold, beside what its words bring', () => {
    expect(doubtsOf('score', '已完成', [])).toEqual(['unexpected-content']);
    expect(doubtsOf('score', '已完成', [{ code: 'undecodable', note: 'x' }])).toEqual(['unexpected-content', 'undecodable']);
  });

  it('keep that a text holds a label, whatever its words bring', () => {
    expect(doubtsOf('name', '数量指标购置数量', [])).toEqual(['fused-cells']);
    expect(doubtsOf('name', '数量指标购置数量', [{ code: 'ocr-readings-differ', note: 'x' }])).toEqual(['fused-cells', 'ocr-readings-differ']);
  });
});
