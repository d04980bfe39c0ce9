import type { ExtractedRow } from '../../schemas/extraction.js';
import type { ColumnDefinition } from '../../schemas/form-definition.js';
import type { PrintedColumn } from './decode-rows.js';
import { doubtCell } from './doubt-cell.js';
import { costOfKind, shapeOf } from './token-evidence.js';

/** So much dearer a row is with two cells the other way round where its texts tell which is which. */
const TELLS = 3;
/** Rates are printed with two places, cut or rounded. */
const RATE_STEP = 0.011;

type Texts = ReadonlyMap<string, string>;

/**
 * Doubts two columns of which either may be the first, where no row tells by what stands in them: neither by its kind nor by a rate that is what some
 * amount is of another. Of columns of one kind (the weight and the score) the definition knows which is the first.
 */
export function doubtExchanged(rows: readonly ExtractedRow[], columns: readonly PrintedColumn[], pair: readonly [PrintedColumn, PrintedColumn]): ExtractedRow[] {
  const [{ column: { definition: one } }, { column: { definition: other } }] = pair;
  if (one.kind === other.kind || one.kind === 'level' || other.kind === 'level') return [...rows];
  const definitions = columns.map(({ column }) => column.definition);
  const tells = rows.some(({ cells }) => {
    const read = new Map(Object.entries(cells).map(([name, { text }]) => [name, text] as const));
    const exchanged = new Map(read).set(one.name, read.get(other.name) ?? '').set(other.name, read.get(one.name) ?? '');
    const cost = (texts: Texts): number => costOf(one, texts) + costOf(other, texts);
    return cost(exchanged) - cost(read) >= TELLS || (holdsRate(definitions, read) && !holdsRate(definitions, exchanged));
  });
  if (tells) return [...rows];
  const note = `${one.labels[0] ?? one.name} and ${other.labels[0] ?? other.name} stand on different lines of the header: which of the two is the first column is not certain`;
  return rows.map(({ cells }) => ({
    cells: Object.fromEntries(Object.entries(cells).map(([name, cell]) => [name, (name === one.name || name === other.name) && cell.text !== '' ? doubtCell(cell, { code: 'header-missing', note }) : cell])),
  }));
}

const costOf = ({ name, kind }: ColumnDefinition, texts: Texts): number => {
  const text = texts.get(name) ?? '';
  return text === '' ? 0 : costOfKind(kind, shapeOf(text));
};

const numberIn = (texts: Texts, { name }: ColumnDefinition): number => Number.parseFloat((texts.get(name) ?? '').replaceAll(',', ''));

/** True when a rate of the row is what one of its amounts is of another. */
function holdsRate(columns: readonly ColumnDefinition[], texts: Texts): boolean {
  const amounts = columns.filter(({ kind }) => kind === 'money').map((column) => numberIn(texts, column));
  return columns.filter(({ kind }) => kind === 'rate').some((column) => {
    const rate = numberIn(texts, column);
    return rate > 0 && rate !== 100 && amounts.some((part) => amounts.some((whole) => whole > 0 && Math.abs((part / whole) * 100 - rate) < RATE_STEP));
  });
}
