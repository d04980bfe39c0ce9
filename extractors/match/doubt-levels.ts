import type { ExtractedRow } from '../../schemas/extraction.js';
import type { ColumnDefinition } from '../../schemas/form-definition.js';
import type { Doubt } from '../../schemas/page.js';
import { columnRoles } from './column-roles.js';
import { doubtRow } from './doubt-cell.js';
import { foldLabel } from './fold-label.js';
import { MIN_FORMS, nameEnding, OTHERS_PRINT, type OtherTables, rowsToLabels } from './form-habits.js';
import { shapeOf } from './token-evidence.js';
import { usualEnding } from './usual-ending.js';

/**
 * Labels that were lost or displaced show in what they stand beside: a label under a higher one that it never stands under, and a row that is not
 * applicable among others, though such a row stands alone under its label.
 */
export function doubtLevels(rows: ExtractedRow[], columns: readonly ColumnDefinition[]): void {
  const { levels, name } = columnRoles(columns);
  for (let depth = 1; depth < levels.length; depth++) {
    const { name: level, under } = levels[depth] as ColumnDefinition; // within bounds
    const higher = levels[depth - 1]?.name;
    if (under && higher !== undefined) doubtPlace(rows, level, under, higher);
  }
  for (const { name: level, bracket } of levels) if (bracket) doubtLostWeights(rows, level, bracket.column);
  if (name !== undefined) doubtIdleRows(rows, levels, name);
}

/** Doubts higher labels that the label beside them never stands under. */
function doubtPlace(rows: ExtractedRow[], level: string, under: Readonly<Record<string, readonly string[]>>, higher: string): void {
  for (let i = 0; i < rows.length; i++) {
    // Labels are compared without the blanks that a dump prints inside them.
    const parent = foldLabel(rows[i]?.cells[higher]?.text ?? '').text;
    const label = foldLabel(rows[i]?.cells[level]?.text ?? '').text;
    const allowed = parent === '' ? undefined : under[label];
    if (allowed === undefined || allowed.includes(parent)) continue;
    doubtRow(rows, i, higher, { code: 'label-missing', note: `${label} does not stand under ${parent}: a label between them may be lost` });
  }
}

/** Labels that print a weight do so throughout a form. */
function doubtLostWeights(rows: ExtractedRow[], level: string, bracket: string): void {
  if (!rows.some(({ cells }) => cells[bracket]?.text !== '')) return;
  for (const [i, { cells }] of rows.entries()) {
    const label = cells[level]?.text ?? '';
    const weight = cells[bracket];
    if (label === '' || weight?.text !== '' || weight.doubts.length > 0) continue;
    doubtRow(rows, i, bracket, { code: 'cell-missing', note: `${label} prints no weight, though the other labels do: it may be lost` });
  }
}

/** Doubts the lowest label of rows that are not applicable and of rows that are, where both stand under it. */
function doubtIdleRows(rows: ExtractedRow[], levels: readonly ColumnDefinition[], name: string): void {
  const lowest = levels.at(-1)?.name;
  const isIdle = ({ cells }: ExtractedRow): boolean => shapeOf(cells[name]?.text ?? '').notApplicable;
  // Most forms have no such row.
  if (lowest === undefined || !rows.some(isIdle)) return;
  const groups = rows.map(({ cells }) => levels.map((level) => cells[level.name]?.text ?? '').join('\n'));
  const members = new Map<string, { idle: number; busy: number }>();
  for (const [i, row] of rows.entries()) {
    const group = groups[i] ?? '';
    const count = members.get(group) ?? { idle: 0, busy: 0 };
    members.set(group, count);
    if (isIdle(row)) count.idle++;
    else count.busy++;
  }
  for (const [i, group] of groups.entries()) {
    const count = members.get(group);
    if (!count || count.idle === 0 || count.busy === 0 || groups[i - 1] !== group) continue;
    doubtRow(rows, i, lowest, { code: 'label-missing', note: 'a row that is not applicable stands alone under its label: the label of this one may be lost' });
  }
}

/** Among labels that are known one that isn't was put together wrongly: a piece of another cell stands in it, or a piece of it is lost. */
export function doubtUnknownLabels(rows: ExtractedRow[], columns: readonly ColumnDefinition[]): void {
  for (const { name, vocabulary } of columnRoles(columns).levels) {
    if (!vocabulary) continue;
    const { full, shortened, ending } = vocabularyToLabels(vocabulary);
    // In most forms all labels are known.
    if (areKnown(rows, name, full)) continue;
    const printed = new Set(rows.map((row) => foldLabel(row.cells[name]?.text ?? '').text).filter((label) => label !== ''));
    // Where no label of a form prints the word that most of the known ones end with (数量 for 数量指标), none has lost it.
    const isShort = ending !== '' && [...printed].every((label) => !label.endsWith(ending));
    const known = isShort ? shortened : full;
    const sound = [...printed].filter((label) => known.has(label)).length;
    if (sound * 2 < printed.size || sound === printed.size) continue;
    for (const [i, { cells }] of rows.entries()) {
      const cell = cells[name];
      if (!cell || cell.text === '' || cell.doubts.length > 0 || known.has(foldLabel(cell.text).text)) continue;
      doubtRow(rows, i, name, { code: 'unknown-label', note: `"${cell.text}" is none of the labels that stand here: a piece of another cell may be in it, or a piece of it lost` });
    }
  }
}

/** True where each row prints a known label, or none. */
function areKnown(rows: readonly ExtractedRow[], level: string, known: ReadonlySet<string>): boolean {
  for (const { cells } of rows) {
    const label = foldLabel(cells[level]?.text ?? '').text;
    if (label !== '' && !known.has(label)) return false;
  }
  return true;
}

interface LabelForms {
  readonly full: ReadonlySet<string>;
  /** The labels, whole and without the ending that most of them have. */
  readonly shortened: ReadonlySet<string>;
  readonly ending: string;
}

const knownForms = new WeakMap<readonly string[], LabelForms>();

/** The labels of a vocabulary as they are compared, found once for a definition. */
function vocabularyToLabels(vocabulary: readonly string[]): LabelForms {
  let forms = knownForms.get(vocabulary);
  if (forms === undefined) {
    const full = new Set(vocabulary.map((label) => foldLabel(label).text));
    const ending = usualEnding([...full]);
    const shortened = new Set([...full, ...[...full].map((label) => (label.endsWith(ending) ? label.slice(0, label.length - ending.length) : label))]);
    knownForms.set(vocabulary, (forms = { full, shortened, ending }));
  }
  return forms;
}

const MIN_SAME_ENDING = 2;

/**
 * A row beside the border of two labels whose name ends as the other forms' names do under the label across the border, and never under its own, may
 * have changed places with the label.
 */
export function doubtDisplacedRows(rows: ExtractedRow[], columns: readonly ColumnDefinition[], others: OtherTables): void {
  const { lowestLevel: level, name } = columnRoles(columns);
  if (level === undefined || name === undefined || others.count < MIN_FORMS) return;
  // The labels of the two rows above.
  let above = '';
  let before = '';
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as ExtractedRow; // within bounds
    const label = row.cells[level]?.text ?? '';
    // Behind the row that carries the label: that is where a row lands that the label was moved above.
    const rival = above === label && before !== label ? before : '';
    before = above;
    above = label;
    if (rival === '' || shapeOf(row.cells[name]?.text ?? '').notApplicable) continue;
    const ending = nameEnding(row, name);
    if (others.rowsEnding(ending, rival) < MIN_SAME_ENDING || others.rowsEnding(ending, label) > 0) continue;
    doubtRow(rows, i, level, { code: 'label-displaced', note: `names that end like this one stand under ${rival} in the other forms: the row and the label beside it may have changed places` });
  }
}

/**
 * A label that nearly all other forms print and this one doesn't may be lost: then rows of the label before it are its rows. Only those are doubted
 * whose group holds more rows than its own label accounts for.
 */
export function doubtLostLabels(rows: ExtractedRow[], columns: readonly ColumnDefinition[], others: OtherTables): void {
  const { lowestLevel: level } = columnRoles(columns);
  if (level === undefined || others.count < MIN_FORMS) return;
  for (const { label, before } of others.labelsBeside(rowsToLabels(rows, level), others.count * OTHERS_PRINT)) {
    if (before === '') continue;
    const doubt: Doubt = { code: 'label-missing', note: `the other forms print ${label} after ${before}, this one doesn't: it may be lost, and the row may belong to it` };
    const first = rows.findIndex(({ cells }) => cells[level]?.text === before);
    for (let i = first + 1; first >= 0 && i < rows.length; i++) if (rows[i]?.cells[level]?.text === before) doubtRow(rows, i, level, doubt);
  }
}
