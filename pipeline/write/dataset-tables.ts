import { FindingKind, Severity, Status, type Cell, type DocumentResult, type Finding, type Form, type Opinion, type Row, type Source } from '../../schemas/record.js';
import { achievementColumns } from './achievement-columns.js';
import { dateColumns } from './date-columns.js';
import { decimalColumn } from './decimal-column.js';
import { ownSources } from './own-sources.js';
import { placeColumns } from './place-columns.js';
import type { ReviewItem } from './review-items.js';
import { formReasons, rowReasons } from './row-reasons.js';
import { sourcesToTexts } from './sources-to-texts.js';
import type { CellContext, Column, Table } from './table.js';
import { valueColumns } from './value-columns.js';

export interface FormItem {
  readonly document: DocumentResult['document'];
  readonly form: Form;
}
export interface RowItem extends FormItem {
  readonly row: Row;
}
export interface FindingItem extends FormItem {
  readonly finding: Finding;
  /** Which finding of its form it is, from 1. */
  readonly number: number;
  /** The one row whose cells it names; null for a finding about several rows or about the form. */
  readonly row: string | null;
  readonly cells: readonly Cell[];
}
export interface RankedItem {
  readonly rank: number;
  readonly item: ReviewItem;
}

const required = { required: true } as const;
const statusColumn = <Item>(what: string, of: (item: Item) => Status): Column<Item> => ({
  name: 'status',
  type: 'string',
  title: 'Status',
  description: `ok, or review where a human has to look at the ${what} before it is relied on.`,
  constraints: { ...required, enum: Status.options },
  of,
});
const printed = (what: string): string => `${what}, as printed.`;
const reasonsDescription =
  'Why, as "rule: message". Empty where nothing is said about it. A row that is ok may have reasons too: remarks that need no one to act.';
const reasonTexts = (findings: readonly Finding[], context: CellContext): string[] => findings.map((finding) => `${finding.rule}: ${context.message(finding)}`);

type Reviewable = Pick<Cell, 'reviewed'>;
const opinions = (things: readonly Reviewable[]): Opinion[] => things.flatMap(({ reviewed }) => (reviewed ? [reviewed, ...(reviewed.others ?? [])] : []));
/** Who settled something by hand, and when last. */
const reviewers = (things: readonly Reviewable[]): string[] => [...new Set(opinions(things).map(({ by }) => by))].sort();
const lastReview = (things: readonly Reviewable[]): string | null =>
  opinions(things)
    .map(({ at }) => at)
    .sort()
    .at(-1) ?? null;

const documentColumn = <Item extends FormItem>(): Column<Item> => ({
  name: 'document',
  type: 'string',
  title: 'Document',
  description: 'Name of the document: its path relative to the input folder.',
  constraints: required,
  of: ({ document }) => document.name,
});

const rowHead: readonly Column<RowItem>[] = [
  { name: 'id', type: 'string', title: 'Row', description: 'Id of the row: <form>/<table>/<number of the row>. The same document gives the same ids.', constraints: { ...required, unique: true }, of: ({ row }) => row.id },
  documentColumn(),
  { name: 'form', type: 'string', title: 'Form', description: 'Id of the form that the row stands in: projects.id.', constraints: required, detail: true, of: ({ form }) => form.id },
];

const rowSources = (row: Row): Source[] => Object.values(row.cells).flatMap((cell) => cell.source);

const rowTail: readonly Column<RowItem>[] = [
  {
    name: 'confidence',
    type: 'number',
    title: 'Confidence',
    description: 'How far the best reading of the row is ahead of its best rival, 0 to 1.',
    constraints: { ...required, minimum: 0, maximum: 1 },
    of: ({ row }) => rounded(row.confidence),
  },
  statusColumn('row', ({ row }) => row.status),
  { name: 'reasons', type: 'list', title: 'Reasons', description: reasonsDescription, of: ({ row }, context) => reasonTexts(rowReasons(row), context) },
  {
    name: 'source',
    type: 'list',
    title: 'Source',
    detail: true,
    description: 'Where the cells of the row are printed: "p3 12,40,180,52" is page 3 and a box in points from the top left, "p1 L12:5+14" is page 1, line 12, 14 characters from column 5.',
    of: ({ row }) => sourcesToTexts(rowSources(row)),
  },
  { name: 'reviewed_by', type: 'list', title: 'Reviewed by', description: 'Who settled cells of the row, or the row itself, by hand.', of: ({ row }) => reviewers([row, ...Object.values(row.cells)]) },
  { name: 'reviewed_at', type: 'datetime', title: 'Reviewed at', description: 'When something of the row was last settled by hand (UTC).', of: ({ row }) => lastReview([row, ...Object.values(row.cells)]) },
  ...placeColumns<RowItem>(({ form, row }) => ownSources(form, row)),
];

const rounded = (confidence: number): number => Number(confidence.toFixed(4));

const rowCell = (name: string, key: string, title: string, description: string): Column<RowItem> => ({
  name,
  type: 'string',
  title,
  description,
  prints: key,
  of: ({ row }) => row.cells[key]?.text ?? null,
});
const formField = <Item extends FormItem>(name: string, key: string, title: string, description: string): Column<Item> => ({
  name,
  type: 'string',
  title,
  description,
  prints: key,
  of: ({ form }) => form.fields[key]?.text ?? null,
});
const projectName = <Item extends FormItem>(): Column<Item> => formField('project_name', 'projectName', 'Project', printed('Name of the project (项目名称)'));

export const indicatorsTable: Table<RowItem> = {
  name: 'indicators',
  title: 'Performance indicators',
  description: 'One row per printed indicator (年度绩效指标), over all documents.',
  primaryKey: 'id',
  foreignKeys: [{ column: 'form', table: 'projects', key: 'id' }],
  columns: [
    ...rowHead,
    projectName(),
    { name: 'year', type: 'integer', title: 'Year', description: 'Year of the form, where it prints one.', of: ({ form }) => form.year },
    rowCell('level1', 'level1', 'Level 1', 'Label of level 1 (一级指标) without its bracket, repeated on each of its rows.'),
    rowCell('level1_weight', 'level1Weight', 'Weight of level 1', 'The number in the bracket behind the label of level 1, as printed.'),
    rowCell('level2', 'level2', 'Level 2', 'Label of level 2 (二级指标), repeated on each of its rows.'),
    rowCell('name', 'name', 'Indicator', printed('Name of the indicator (三级指标)')),
    rowCell('target', 'target', 'Target', printed('Target (年度指标值)')),
    rowCell('actual', 'actual', 'Actual', printed('What was reached (实际完成值)')),
    rowCell('weight', 'weight', 'Weight', printed('Points that the indicator can score (分值)')),
    rowCell('score', 'score', 'Score', printed('Points that it scored (得分)')),
    rowCell('deviation', 'deviation', 'Deviation', printed('Reasons for a deviation and measures against it (偏差原因分析及改进措施)')),
    ...valueColumns<RowItem>('target', 'target', ({ row }) => row.cells['target']),
    ...valueColumns<RowItem>('actual', 'actual value', ({ row }) => row.cells['actual']),
    ...rowTail,
    decimalColumn('weight_number', 'Weight as a number', 'The points that the indicator can score.', 'number', ({ row }) => row.cells['weight']),
    decimalColumn('score_number', 'Score as a number', 'The points that it scored.', 'number', ({ row }) => row.cells['score']),
    ...achievementColumns<RowItem>(({ row, form }) => ({ target: row.cells['target']?.value, actual: row.cells['actual']?.value, year: form.year })),
    decimalColumn('target_yuan', 'Target in 元', 'The target in 元, where it is an amount of money; a rate (75元/人) is none.', 'yuan', ({ row }) => row.cells['target']),
    decimalColumn('actual_yuan', 'Actual in 元', 'What was reached in 元, where it is an amount of money.', 'yuan', ({ row }) => row.cells['actual']),
    ...dateColumns<RowItem>('target', 'target', ({ row }) => row.cells['target']?.value, ({ form }) => form.year),
    ...dateColumns<RowItem>('actual', 'actual value', ({ row }) => row.cells['actual']?.value, ({ form }) => form.year),
  ],
};

export const fundingTable: Table<RowItem> = {
  name: 'funding',
  title: 'Project funding',
  description: 'One row per funding line (项目资金) of a form, over all documents. Amounts stand as printed, in 元 or 万元, and again in 元.',
  primaryKey: 'id',
  foreignKeys: [{ column: 'form', table: 'projects', key: 'id' }],
  columns: [
    ...rowHead,
    projectName(),
    rowCell('item', 'item', 'Item', printed('Name of the funding line (年度资金总额, 其中：当年财政拨款, …)')),
    rowCell('initial_budget', 'initialBudget', 'Initial budget', printed('Budget at the beginning of the year (年初预算数)')),
    rowCell('adjusted_budget', 'adjustedBudget', 'Adjusted budget', printed('Budget of the year (全年预算数)')),
    rowCell('executed', 'executed', 'Executed', printed('What was spent in the year (全年执行数)')),
    rowCell('weight', 'weight', 'Weight', printed('Points that the execution can score (分值)')),
    rowCell('execution_rate', 'executionRate', 'Execution rate', printed('Executed ÷ adjusted budget (执行率), with or without its sign')),
    rowCell('score', 'score', 'Score', printed('Points that the execution scored (得分)')),
    ...rowTail,
    decimalColumn('initial_budget_yuan', 'Initial budget in 元', 'Initial budget in 元. Empty where neither the cell nor its heading prints a unit.', 'yuan', ({ row }) => row.cells['initialBudget']),
    decimalColumn('adjusted_budget_yuan', 'Adjusted budget in 元', 'Adjusted budget in 元. Empty where neither the cell nor its heading prints a unit.', 'yuan', ({ row }) => row.cells['adjustedBudget']),
    decimalColumn('executed_yuan', 'Executed in 元', 'Executed in 元. Empty where neither the cell nor its heading prints a unit.', 'yuan', ({ row }) => row.cells['executed']),
    decimalColumn('weight_number', 'Weight as a number', 'The points that the execution can score.', 'number', ({ row }) => row.cells['weight']),
    decimalColumn('execution_rate_number', 'Execution rate as a number', 'The printed number: 99.99 of 99.99% and of a bare 99.99.', 'number', ({ row }) => row.cells['executionRate']),
    decimalColumn('score_number', 'Score as a number', 'The points that the execution scored.', 'number', ({ row }) => row.cells['score']),
  ],
};

const formRows = (form: Form): Row[] => Object.values(form.tables).flat();
const formSources = (form: Form): Source[] => [form.title, ...Object.values(form.fields), ...formRows(form).flatMap((row) => Object.values(row.cells))].flatMap((cell) => cell.source);

export const projectsTable: Table<FormItem> = {
  name: 'projects',
  title: 'Forms',
  description: 'One row per form, over all documents. The columns of a project are empty for a form of another kind.',
  primaryKey: 'id',
  columns: [
    { name: 'id', type: 'string', title: 'Form', description: 'Id of the form: <document>#<number of the form>.', constraints: { ...required, unique: true }, of: ({ form }) => form.id },
    documentColumn(),
    { name: 'definition', type: 'string', title: 'Definition', description: 'The form definition it was read by.', constraints: required, of: ({ form }) => form.definition },
    { name: 'index', type: 'integer', title: 'Number', description: 'Which form of its document it is, from 1.', constraints: { ...required, minimum: 1 }, of: ({ form }) => form.index },
    { name: 'title', type: 'string', title: 'Title', description: printed('Title of the form'), of: ({ form }) => form.title.text },
    { name: 'year', type: 'integer', title: 'Year', description: 'Year of the form, where it prints one.', of: ({ form }) => form.year },
    projectName(),
    formField('project_amount', 'projectAmount', 'Project amount', printed('Amount of the project (项目金额)')),
    formField('department', 'department', 'Department', printed('Department in charge (主管部门)')),
    formField('implementing_unit', 'implementingUnit', 'Implementing unit', printed('Unit that carries the project out (实施单位)')),
    formField('expected_objective', 'expectedObjective', 'Expected objective', printed('Objective for the year (预期目标)')),
    formField('actual_objective', 'actualObjective', 'Actual outcome', printed('What became of it (实际完成情况)')),
    formField('total_weight', 'totalWeight', 'Total weight', printed('Sum of the weights (总分)')),
    formField('total_score', 'totalScore', 'Total score', printed('Sum of the scores (总分)')),
    { name: 'indicators', type: 'integer', title: 'Indicators', description: 'How many indicator rows the form has.', constraints: { ...required, minimum: 0 }, of: ({ form }) => form.tables['indicators']?.length ?? 0 },
    {
      name: 'review_rows',
      type: 'integer',
      title: 'Rows to review',
      description: 'How many rows of all its tables need a human.',
      constraints: { ...required, minimum: 0 },
      of: ({ form }) => formRows(form).filter((row) => row.status === 'review').length,
    },
    statusColumn('fields and sums of the form', ({ form }) => form.status),
    { name: 'reasons', type: 'list', title: 'Reasons', description: `About the form's fields and sums; its rows have their own. ${reasonsDescription}`, of: ({ form }, context) => reasonTexts(formReasons(form), context) },
    { name: 'reviewed_by', type: 'list', title: 'Reviewed by', description: 'Who settled fields of the form by hand.', of: ({ form }) => reviewers([form.title, ...Object.values(form.fields)]) },
    { name: 'reviewed_at', type: 'datetime', title: 'Reviewed at', description: 'When a field of the form was last settled by hand (UTC).', of: ({ form }) => lastReview([form.title, ...Object.values(form.fields)]) },
    ...placeColumns<FormItem>(({ form }) => formSources(form)),
    decimalColumn('project_amount_yuan', 'Project amount in 元', 'Amount of the project in 元. Empty where neither the cell nor its heading prints a unit.', 'yuan', ({ form }) => form.fields['projectAmount']),
    decimalColumn('total_weight_number', 'Total weight as a number', 'The printed sum of the weights.', 'number', ({ form }) => form.fields['totalWeight']),
    decimalColumn('total_score_number', 'Total score as a number', 'The printed sum of the scores.', 'number', ({ form }) => form.fields['totalScore']),
  ],
};

const kindColumn = { name: 'kind', type: 'string', title: 'Kind', constraints: { ...required, enum: FindingKind.options } } as const;
const kindDescription = 'Who is doubted: extraction (we may have misread), source (we read it well, and the document contradicts itself or its rules), undecided (can\'t tell).';

export const reviewTable: Table<RankedItem> = {
  name: 'review',
  title: 'What needs a human',
  description: 'The rows and fields that need a human, the likeliest mistakes first: lowest confidence, then extraction before undecided before source. One row per reason.',
  primaryKey: 'rank',
  foreignKeys: [{ column: 'form', table: 'projects', key: 'id' }],
  columns: [
    { name: 'rank', type: 'integer', title: 'Rank', description: 'From 1, the likeliest mistake.', constraints: { ...required, unique: true, minimum: 1 }, of: ({ rank }) => rank },
    { name: 'document', type: 'string', title: 'Document', description: 'Name of the document.', constraints: required, of: ({ item }) => item.document },
    { name: 'form', type: 'string', title: 'Form', description: 'Id of the form: projects.id.', constraints: required, of: ({ item }) => item.form },
    { name: 'id', type: 'string', title: 'Row or form', description: 'Id of the row, or of the form where a field or a sum is in question.', constraints: required, of: ({ item }) => item.id },
    { name: 'column', type: 'string', title: 'Column', description: 'The column or field in question as the JSON names it; several are joined by "; ". A sum over rows names its total.', of: ({ item }) => item.column },
    { name: 'text', type: 'string', title: 'Text', description: 'What was read there, joined alike.', of: ({ item }) => item.text },
    { name: 'confidence', type: 'number', title: 'Confidence', description: 'The lowest confidence among the cells in question.', constraints: { ...required, minimum: 0, maximum: 1 }, of: ({ item }) => rounded(item.confidence) },
    { ...kindColumn, description: kindDescription, of: ({ item }) => item.finding.kind },
    { name: 'rule', type: 'string', title: 'Rule', description: 'The rule that fired, or the code of the doubt.', constraints: required, of: ({ item }) => item.finding.rule },
    { name: 'message', type: 'string', title: 'Message', description: 'The reason in words.', of: ({ item }, context) => context.message(item.finding) },
    { name: 'source', type: 'list', title: 'Source', detail: true, description: 'Where the cells that the reason speaks of are printed, or the row where they print nothing.', of: ({ item }) => sourcesToTexts(item.source) },
    ...placeColumns<RankedItem>(({ item }) => item.source),
  ],
};

export const findingsTable: Table<FindingItem> = {
  name: 'findings',
  title: 'Findings',
  description: 'Every rule that fired, about rows and about forms.',
  primaryKey: 'id',
  foreignKeys: [{ column: 'form', table: 'projects', key: 'id' }],
  columns: [
    documentColumn(),
    { name: 'form', type: 'string', title: 'Form', description: 'Id of the form: projects.id.', constraints: required, of: ({ form }) => form.id },
    { name: 'rule', type: 'string', title: 'Rule', description: 'The rule that fired.', constraints: required, of: ({ finding }) => finding.rule },
    { ...kindColumn, description: kindDescription, of: ({ finding }) => finding.kind },
    { name: 'severity', type: 'string', title: 'Severity', description: 'error, warning or info.', constraints: { ...required, enum: Severity.options }, of: ({ finding }) => finding.severity },
    { name: 'message', type: 'string', title: 'Message', description: 'What disagrees, with both sides as printed.', of: ({ finding }, context) => context.message(finding) },
    { name: 'cells', type: 'list', title: 'Cells', description: 'The cells the rule used, as <row>.<column> or <form>.<field>.', of: ({ finding }) => finding.cells },
    { name: 'source', type: 'list', title: 'Source', detail: true, description: 'Where those cells are printed.', of: ({ cells }) => sourcesToTexts(cells.flatMap((cell) => cell.source)) },
    { name: 'id', type: 'string', title: 'Finding', description: 'Id of the finding: <form>/findings/<number>.', constraints: { ...required, unique: true }, of: ({ form, number }) => `${form.id}/findings/${number}` },
    { name: 'row', type: 'string', title: 'Row', description: 'Id of the row whose cells it names: indicators.id or funding.id. Empty for a finding about several rows or about the form.', of: ({ row }) => row },
    { name: 'reviewed_by', type: 'list', title: 'Reviewed by', description: 'Who settled it by hand.', of: ({ finding }) => reviewers([finding]) },
    { name: 'reviewed_at', type: 'datetime', title: 'Reviewed at', description: 'When it was last settled by hand (UTC).', of: ({ finding }) => lastReview([finding]) },
    ...placeColumns<FindingItem>(({ cells }) => cells.flatMap((cell) => cell.source)),
  ],
};

/** The columns that every table of rows begins with, and those that follow its own. */
export const rowFrame: { readonly head: readonly Column<RowItem>[]; readonly tail: readonly Column<RowItem>[] } = { head: rowHead, tail: rowTail };

/** The tables that every dataset has. */
export const datasetTables: readonly Table<never>[] = [indicatorsTable, projectsTable, fundingTable, reviewTable, findingsTable];
