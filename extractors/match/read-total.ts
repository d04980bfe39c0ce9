import type { ExtractedCell } from '../../schemas/extraction.js';
import type { Doubt, Word } from '../../schemas/page.js';
import type { CompiledTable } from './compile-definition.js';
import type { PrintedColumn } from './decode-rows.js';
import { cellToColumn } from './row-looks.js';
import { lostCell } from './doubt-cell.js';
import type { Line } from './line.js';
import { makeCell } from './make-cell.js';
import { costOfKind } from './token-evidence.js';

/** The numbers of a total row, given to its fields in the order of the columns, or by cell where the cells are known. */
export function readTotal(line: Line, table: CompiledTable, columns: readonly PrintedColumn[], fields: Record<string, ExtractedCell>, claimed: Word[], boilerplate: Word[]): void {
  const [label, ...rest] = line.tokens;
  if (label) boilerplate.push(...label.words);
  const targets = columns.flatMap(({ column, cell }) => {
    const field = table.definition.total?.cells[column.definition.name];
    return field === undefined ? [] : [{ field, cell }];
  });
  const numbers = rest.filter((token) => costOfKind('points', token.shape) < 1);
  targets.forEach(({ field, cell }, i) => {
    const token = numbers[i];
    if (!token) {
      fields[field] = lostCell({ code: 'cell-missing', note: `the row ${label?.text ?? ''} prints fewer numbers than it has cells` });
      return;
    }
    const others = numbers.filter((other) => other.shape.number).length;
    const own = line.kind === 'grid' && token.cell !== null ? cellToColumn(columns, token.cell) : null;
    const shifted = own !== null && columns[own]?.cell !== cell;
    const doubts: Doubt[] = others !== targets.length || shifted ? [{ code: 'uncertain-place', note: `which cell of the row ${label?.text ?? ''} "${token.text}" stands in is not certain` }] : [];
    fields[field] = makeCell([{ line: line.index, words: token.words }], { margin: Infinity, doubts, candidates: [] });
    claimed.push(...token.words);
  });
  for (const token of rest) if (!numbers.slice(0, targets.length).includes(token)) boilerplate.push(...token.words);
}
