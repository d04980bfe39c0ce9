import type { FormDefinition } from './form-definition.js';
import type { Doubt, Source, Word } from './page.js';

/** What the extractors hand to the pipeline: records of cells with their words and doubts, before any value, rule or status. */

export interface Candidate {
  readonly text: string;
  readonly why: string;
}

export interface ExtractedCell {
  /** The printed text, lines joined as the contract says. */
  readonly text: string;
  readonly source: readonly Source[];
  /** 0 to 1, from the margin between this reading and its best rival. */
  readonly confidence: number;
  /** Doubts that could change the text, column or row of the cell; non-empty means `review`. */
  readonly doubts: readonly Doubt[];
  /** Other readings of this cell that were considered, best first. */
  readonly candidates: readonly Candidate[];
  /** The index (from 0) of the row in the same table whose cell is shared with this one. */
  readonly sharedFromRow?: number;
}

export interface ExtractedRow {
  /** One cell for every column of the table definition, by column name; a cell that prints nothing has text "". */
  readonly cells: Readonly<Record<string, ExtractedCell>>;
}

export interface ExtractedTable {
  readonly rows: readonly ExtractedRow[];
  /** The unit that a heading prints for money columns (元, 万元), or null. */
  readonly unit: string | null;
  /** The columns that the document's own header prints, in their printed order; columns of the definition that are missing here are empty in every row. */
  readonly columns: readonly string[];
  /** The columns whose header is printed with a star: cells of these must be filled. */
  readonly starred: readonly string[];
}

export interface ExtractedForm {
  readonly definition: FormDefinition;
  readonly title: ExtractedCell;
  readonly year: number | null;
  readonly fields: Readonly<Record<string, ExtractedCell>>;
  /** Fields whose label is printed with a star. */
  readonly starredFields: readonly string[];
  readonly tables: Readonly<Record<string, ExtractedTable>>;
  /** Doubts about the form as a whole (its end is missing, its columns were printed one after the other). */
  readonly doubts: readonly Doubt[];
}

export interface Extraction {
  readonly forms: readonly ExtractedForm[];
  /** Words that are headings, header labels, filling-in notes, page numbers, separators. */
  readonly boilerplate: readonly Word[];
  /** Words that no cell claimed, with the reason. */
  readonly residue: readonly { readonly word: Word; readonly why: string }[];
  /** The words of all cells: what was claimed. */
  readonly claimed: readonly Word[];
}
