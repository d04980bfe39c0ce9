import { z } from 'zod';

/**
 * A form as data. Labels are written as printed without stars, spaces and outer brackets; they are compared after folding width, blanks and
 * punctuation, so that `* 得 分`, `得分` and `得分：` are one label. A definition survives JSON and holds no code.
 */

/** What stands in a column or field, which is what the layout weighs a reading by and the normaliser reads. */
export const CellKind = z.enum([
  'level', // a label from a vocabulary that stands for the rows beside or below it
  'text', // a name or other short text
  'prose', // sentences
  'value', // a target or result: quantity, rate, date or words
  'money', // an amount in the unit that the heading prints
  'points', // a weight or score: a bare number, a blank mark, nothing
  'rate', // a rate with or without its sign
  'number', // a bare number
  'date',
  'code', // an identifier: digits are not a quantity
]);
export type CellKind = z.infer<typeof CellKind>;

/** The number printed in brackets behind a level label (产出指标（50分）) goes to a column of its own. */
const Bracket = z.object({ column: z.string() });

export const ColumnDefinition = z.object({
  name: z.string(),
  title: z.object({ en: z.string(), zh: z.string() }),
  kind: CellKind,
  /** Header texts that name this column; the first is the form's own. */
  labels: z.array(z.string()),
  /** For `level` columns: the labels to expect. Others are accepted where geometry leaves no doubt. */
  vocabulary: z.array(z.string()).optional(),
  bracket: Bracket.optional(),
  /** Header labels of cells of their own that hold the sign before this column's text and the unit behind it (指标性质 | 指标值 | 度量单位): the three are one text. */
  parts: z.object({ before: z.array(z.string()).default([]), after: z.array(z.string()).default([]) }).optional(),
  /** For `level` columns below another: the higher labels that a label stands under, where the form fixes them. A row that says otherwise is doubted. */
  under: z.record(z.string(), z.array(z.string())).optional(),
  /** A bare 万 in this column is an amount of money in the rows where one of these columns holds one of these words. */
  moneyRows: z.object({ columns: z.array(z.string()), words: z.array(z.string()) }).optional(),
  /** The column that this one must be filled beside when its header is starred or `always`. */
  required: z.enum(['starred', 'always', 'never']).default('never'),
});
export type ColumnDefinition = z.infer<typeof ColumnDefinition>;

export const FieldDefinition = z.object({
  name: z.string(),
  title: z.object({ en: z.string(), zh: z.string() }),
  kind: CellKind,
  labels: z.array(z.string()),
  /** Where the value stands: beside its label, or below it (two labels side by side head two columns of prose). */
  place: z.enum(['beside', 'below']),
  required: z.enum(['starred', 'always', 'never']).default('never'),
});
export type FieldDefinition = z.infer<typeof FieldDefinition>;

export const TableDefinition = z.object({
  name: z.string(),
  title: z.object({ en: z.string(), zh: z.string() }),
  /** Labels that stand beside or above the table (项目资金, 年度绩效指标); a unit in brackets behind one governs the money columns. */
  headings: z.array(z.string()),
  columns: z.array(ColumnDefinition),
  /** Texts of the first column, where they form a vocabulary (年度资金总额). A row of the table is then a line that begins with one. */
  items: z.array(z.string()).optional(),
  /** The row that ends the table (总分) and the fields its cells go to: field name by column name. */
  total: z.object({ labels: z.array(z.string()), cells: z.record(z.string(), z.string()) }).optional(),
  /** Columns of which one at least is printed in every row. */
  anchors: z.array(z.string()),
  /** Columns whose labels a header must print to be this table's: what tells it from other tables with the same labels beside them. */
  needs: z.array(z.string()).default([]),
});
export type TableDefinition = z.infer<typeof TableDefinition>;

/** A rule to run, by name, and its options. The options of each rule are documented in its file in pipeline/validate/rules. */
export const RuleUse = z.object({
  rule: z.string(),
  severity: z.enum(['error', 'warning', 'info']).optional(),
  options: z.record(z.string(), z.unknown()).default({}),
});
export type RuleUse = z.infer<typeof RuleUse>;

export const FormDefinition = z.object({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  title: z.object({ en: z.string(), zh: z.string() }),
  /** A line is the title of this form when it ends with one of these (the year and project before it are free). */
  titles: z.array(z.string()),
  /** A table below a line that ends with one of these is another one, though it prints the labels of this form (绩效运行监控表). */
  otherTitles: z.array(z.string()).default([]),
  /** Endings of labels that only other tables print beside the labels of this form (…月完成值): what has no title of this form and prints one is another. */
  otherTableLabels: z.array(z.string()).default([]),
  /** Labels that stand beside a group of fields and name none of them (年度总体目标). */
  headings: z.array(z.string()).default([]),
  /** Labels whose values no field takes (a telephone number, a kind of project): they end the field before them. */
  otherLabels: z.array(z.string()).default([]),
  fields: z.array(FieldDefinition),
  tables: z.array(TableDefinition),
  /** Lines that begin with one of these are notes of the form itself, not content. */
  notes: z.array(z.string()),
  rules: z.array(RuleUse),
});
export type FormDefinition = z.infer<typeof FormDefinition>;
/** A definition as it is written in a file: defaults may be left out. */
export type FormDefinitionInput = z.input<typeof FormDefinition>;
