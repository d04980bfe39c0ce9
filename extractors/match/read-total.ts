import type { ExtractedCell } from '../../schemas/extraction.js';
import type { Doubt, Word } from '../../schemas/page.js';
import type { CompiledTable } from './compile-definition.js';
import type { PrintedColumn } from './decode-rows.js';
import { cellToColumn } from './row-looks.js';
import { lostCell } from './doubt-cell.js';
import type { Line } from './line.js';
import { makeCell } from './make-cell.js';
import type { Token } from './token.js';
import { costOfKind } from './token-evidence.js';

/** The numbers of a total row, given to its fields in the order of the columns, or by cell where the cells are known. */
export function readTotal(line: Line, table: CompiledTable, columns: readonly PrintedColumn[], fields: Record<string, ExtractedCell>, claimed: Word[], boilerplate: Word[]): void {
  const [label] = line.tokens;
  if (label) boilerplate.push(...label.words);
  const targets: { field: string; cell: number | null }[] = [];
  for (const { column, cell } of columns) {
    const field = table.definition.total?.cells[column.definition.name];
    if (field !== undefined) targets.push({ field, cell });
  }
  const numbers: Token[] = [];
  let bare = 0;
  for (let i = 1; i < line.tokens.length; i++) {
    const token = line.tokens[i] as Token; // within bounds
    if (costOfKind('points', token.shape) < 1) {
      if (numbers.length >= targets.length) boilerplate.push(...token.words);
      numbers.push(token);
      if (token.shape.number) bare++;
    } else boilerplate.push(...token.words);
  }
  for (const [i, { field, cell }] of targets.entries()) {
    const token = numbers[i];
    if (!token) {
      fields[field] = lostCell({ code: 'cell-missing', note: `the row ${label?.text ?? ''} prints fewer numbers than it has cells` });
      continue;
    }
    const own = line.kind === 'grid' && token.cell !== null ? cellToColumn(columns, token.cell) : null;
    const shifted = own !== null && columns[own]?.cell !== cell;
    const doubts: Doubt[] = bare !== targets.length || shifted ? [{ code: 'uncertain-place', note: `which cell of the row ${label?.text ?? ''} "${token.text}" stands in is not certain` }] : [];
    fields[field] = makeCell([{ line: line.index, words: token.words }], { margin: Infinity, doubts, candidates: [] });
    claimed.push(...token.words);
  }
}
