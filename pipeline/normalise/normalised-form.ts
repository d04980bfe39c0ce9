import type { ExtractedCell, ExtractedForm, ExtractedRow, ExtractedTable } from '../../schemas/extraction.js';
import type { Value } from '../../schemas/value.js';

/** An extracted cell with its value: null for labels and prose, `{ kind: 'none' }` for a value cell that prints nothing or a dash. */
export interface NormalisedCell extends ExtractedCell {
  readonly value: Value | null;
}

export interface NormalisedRow extends ExtractedRow {
  readonly cells: Readonly<Record<string, NormalisedCell>>;
}

export interface NormalisedTable extends ExtractedTable {
  readonly rows: readonly NormalisedRow[];
}

/** An extracted form whose every cell has its value. */
export interface NormalisedForm extends ExtractedForm {
  readonly title: NormalisedCell;
  readonly fields: Readonly<Record<string, NormalisedCell>>;
  readonly tables: Readonly<Record<string, NormalisedTable>>;
}
