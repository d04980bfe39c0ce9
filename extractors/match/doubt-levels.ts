import type { ExtractedRow } from '../../schemas/extraction.js';
import type { ColumnDefinition } from '../../schemas/form-definition.js';
import type { Doubt } from '../../schemas/page.js';
import { doubtRow } from './doubt-cell.js';
import { foldLabel } from './fold-label.js';
import { lowestLevel, MIN_FORMS, nameColumn, nameEnding, type Others, OTHERS_PRINT, rowsToLabels } from './form-habits.js';
import { shapeOf } from './token-evidence.js';
import { usualEnding } from './usual-ending.js';

/**
 * Labels that were lost or displaced show in what they stand beside: a label under a higher one that it never stands under, and a row that is not
 * applicable among others, though such a row stands alone under its label.
 */
export function doubtLevels(rows: readonly ExtractedRow[], columns: readonly ColumnDefinition[]): ExtractedRow[] {
  const levels = columns.filter((column) => column.kind === 'level');
  const lowest = levels.at(-1);
  const text = columns.find((column) => column.kind === 'text' && column.labels.length > 0);
  let result = [...rows];
  levels.forEach((level, depth) => {
    const higher = levels[depth - 1];
    if (!level.under || !higher) return;
    result = result.map((row) => {
      // Labels are compared without the blanks that a dump prints inside them.
      const label = foldLabel(row.cells[level.name]?.text ?? '').text;
      const parent = foldLabel(row.cells[higher.name]?.text ?? '').text;
      const allowed = level.under?.[label];
      if (parent === '' || !allowed || allowed.includes(parent)) return row;
      return doubtRow(row, higher.name, { code: 'label-missing', note: `${label} does not stand under ${parent}: a label between them may be lost` });
    });
  });
  for (const { name, bracket } of levels) {
    // Labels that print a weight do so throughout a form.
    if (!bracket || !result.some((row) => row.cells[bracket.column]?.text !== '')) continue;
    result = result.map((row) => {
      const label = row.cells[name]?.text ?? '';
      const weight = row.cells[bracket.column];
      if (label === '' || weight?.text !== '' || weight.doubts.length > 0) return row;
      return doubtRow(row, bracket.column, { code: 'cell-missing', note: `${label} prints no weight, though the other labels do: it may be lost` });
    });
  }
  if (!lowest || !text) return result;
  const groups = result.map((row) => levels.map(({ name }) => row.cells[name]?.text ?? '').join('\n'));
  const idle = result.map((row) => shapeOf(row.cells[text.name]?.text ?? '').notApplicable);
  const members = new Map<string, { idle: number; busy: number }>();
  groups.forEach((group, i) => {
    const count = members.get(group) ?? { idle: 0, busy: 0 };
    members.set(group, count);
    if (idle[i]) count.idle++;
    else count.busy++;
  });
  return result.map((row, i) => {
    const count = members.get(groups[i] ?? '');
    if (!count || count.idle === 0 || count.busy === 0 || groups[i - 1] !== groups[i]) return row;
    return doubtRow(row, lowest.name, { code: 'label-missing', note: 'a row that is not applicable stands alone under its label: the label of this one may be lost' });
  });
}

/** Among labels that are known one that isn't was put together wrongly: a piece of another cell stands in it, or a piece of it is lost. */
export function doubtUnknownLabels(rows: readonly ExtractedRow[], columns: readonly ColumnDefinition[]): ExtractedRow[] {
  let result = [...rows];
  for (const { name, kind, vocabulary } of columns) {
    if (kind !== 'level' || !vocabulary) continue;
    const { full, shortened, ending } = vocabularyToLabels(vocabulary);
    const printed = new Set(rows.map((row) => foldLabel(row.cells[name]?.text ?? '').text).filter((label) => label !== ''));
    // Where no label of a form prints the word that most of the known ones end with (数量 for 数量指标), none has lost it.
    const isShort = ending !== '' && [...printed].every((label) => !label.endsWith(ending));
    const known = isShort ? shortened : full;
    const sound = [...printed].filter((label) => known.has(label)).length;
    if (sound * 2 < printed.size || sound === printed.size) continue;
    result = result.map((row) => {
      const cell = row.cells[name];
      if (!cell || cell.text === '' || cell.doubts.length > 0 || known.has(foldLabel(cell.text).text)) return row;
      return doubtRow(row, name, { code: 'unknown-label', note: `"${cell.text}" is none of the labels that stand here: a piece of another cell may be in it, or a piece of it lost` });
    });
  }
  return result;
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
export function doubtDisplacedRows(rows: readonly ExtractedRow[], columns: readonly ColumnDefinition[], table: string, others: Others): ExtractedRow[] {
  const level = lowestLevel(columns);
  const name = nameColumn(columns);
  if (level === undefined || name === undefined || others('table', table) < MIN_FORMS) return [...rows];
  const result: ExtractedRow[] = [];
  // The labels of the two rows above.
  let above = '';
  let before = '';
  for (const row of rows) {
    const label = row.cells[level]?.text ?? '';
    // Behind the row that carries the label: that is where a row lands that the label was moved above.
    const rival = above === label && before !== label ? before : '';
    before = above;
    above = label;
    if (rival === '' || shapeOf(row.cells[name]?.text ?? '').notApplicable) {
      result.push(row);
      continue;
    }
    const ending = nameEnding(row, name);
    const isDisplaced = others('ending', table, ending, label) === 0 && others('ending', table, ending, rival) >= MIN_SAME_ENDING;
    const note = `names that end like this one stand under ${rival} in the other forms: the row and the label beside it may have changed places`;
    result.push(isDisplaced ? doubtRow(row, level, { code: 'label-displaced', note }) : row);
  }
  return result;
}

/**
 * A label that nearly all other forms print and this one doesn't may be lost: then rows of the label before it are its rows. Only those are doubted
 * whose group holds more rows than its own label accounts for.
 */
export function doubtLostLabels(
  rows: readonly ExtractedRow[],
  columns: readonly ColumnDefinition[],
  table: string,
  others: Others,
  labels: ReadonlyMap<string, ReadonlySet<string>>,
): ExtractedRow[] {
  const level = lowestLevel(columns);
  const tables = others('table', table);
  if (level === undefined || tables < MIN_FORMS) return [...rows];
  const own = new Set(rowsToLabels(rows, level));
  let result = [...rows];
  for (const [label, befores] of labels) {
    if (own.has(label) || others('label', table, label) < tables * OTHERS_PRINT) continue;
    const [previous] = [...befores].sort((a, b) => others('after', table, label, b) - others('after', table, label, a));
    if (previous === undefined || previous === '') continue;
    const doubt: Doubt = { code: 'label-missing', note: `the other forms print ${label} after ${previous}, this one doesn't: it may be lost, and the row may belong to it` };
    let seen = false;
    result = result.map((row) => {
      if (row.cells[level]?.text !== previous) return row;
      const first = !seen;
      seen = true;
      return first ? row : doubtRow(row, level, doubt);
    });
  }
  return result;
}
