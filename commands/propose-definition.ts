import { joinWords } from '../extractors/match/join-words.js';
import type { Line } from '../extractors/match/line.js';
import type { Token } from '../extractors/match/token.js';
import { costOfKind, shapeOf } from '../extractors/match/token-evidence.js';
import { foldLabel } from '../extractors/match/fold-label.js';
import type { CellKind, FormDefinitionInput } from '../schemas/form-definition.js';

type Table = FormDefinitionInput['tables'][number];
type Column = Table['columns'][number];
type Field = FormDefinitionInput['fields'][number];

/** A label is short and no sentence; longer texts in a first cell are content. */
const LONGEST_LABEL = 24;
const LONGEST_TITLE = 60;
/** A header names at least this many columns, and at least this many rows stand below it. */
const LEAST_COLUMNS = 3;
const LEAST_ROWS = 1;
/** Lines between the rows of a table: the one that draws it, or a blank one. */
const MOST_GAP = 1;
/** A line of more cells that is no header is a row of a table that was not understood, not a row of fields. */
const MOST_FIELD_CELLS = 6;
/** Longer texts are sentences. */
const PROSE_LENGTH = 40;
/** The kinds that the texts of a column can show, from the narrowest to the widest; a code is told from a number by a person. */
const KINDS: readonly CellKind[] = ['number', 'rate', 'money', 'value'];
/** A kind that suits the texts of a column this well, in nats a text, is taken. */
const SUITS = 0.5;

const isLabel = (token: Token): boolean => {
  const { text } = foldLabel(token.text);
  const shape = shapeOf(token.text);
  return text.length > 0 && text.length <= LONGEST_LABEL && !shape.number && !shape.measure && !shape.mark && shape.clauses === 0 && /\p{L}/u.test(text);
};

/** Proposes a definition from the tables of a sample document, for a person to name and correct: what a file shows, and nothing of what it means. */
export function proposeDefinition(lines: readonly Line[], id: string): FormDefinitionInput {
  const title = findTitle(lines);
  const fields: Field[] = [];
  const tables: Table[] = [];
  const rows = lines.filter((line) => line.kind !== 'flowing' && line.tokens.length > 0);
  for (let at = 0; at < rows.length; at++) {
    const line = rows[at];
    if (!line) break;
    const body = isHeader(line) ? bodyBelow(rows, at) : [];
    if (body.length >= LEAST_ROWS) {
      const end = rows[at + 1 + body.length];
      const total = end && isTotal(end, line) ? end : null;
      tables.push(toTable(line, body, tables.length + 1, total, fields));
      at += body.length + (total ? 1 : 0);
      continue;
    }
    if (line.tokens.length > MOST_FIELD_CELLS) continue;
    // Labels with their values beside them.
    for (let i = 0; i + 1 < line.tokens.length; i += 2) {
      const [label, value] = [line.tokens[i], line.tokens[i + 1]];
      if (!label || !value || !isLabel(label) || fields.some(({ labels }) => labels.includes(plain(label)))) break;
      fields.push({ name: toName(plain(label), `field${fields.length + 1}`, fields), title: twice(plain(label)), kind: toKind([value.text]), labels: [plain(label)], place: 'beside' });
    }
  }
  return { id, title: twice(title), titles: [title], headings: [], fields, tables, notes: [], rules: [] };
}

const plain = (token: Token): string => token.text.replace(/^[\s*＊★]+|[\s:：]+$/gu, '').replace(/\s*[（(][^（()）]*[)）]$/u, '');
const twice = (text: string): { en: string; zh: string } => ({ en: text, zh: text });

/** The last short line of text above the first table, else the first line of all. */
function findTitle(lines: readonly Line[]): string {
  const first = lines.findIndex((line) => line.kind !== 'flowing');
  const text = (line: Line): string => joinWords(line.tokens.flatMap((token) => token.words));
  const above = lines.slice(0, first < 0 ? lines.length : first + 1).filter((line) => (line.kind === 'flowing' || line.tokens.length === 1) && text(line).length <= LONGEST_TITLE);
  return text(above.at(-1) ?? lines[0] ?? { index: 0, page: 1, tokens: [], kind: 'flowing', cellCount: 0, gapBefore: 0, marks: [], grid: null });
}

const isHeader = (line: Line): boolean => line.tokens.length >= LEAST_COLUMNS && line.tokens.every(isLabel) && new Set(line.tokens.map(plain)).size === line.tokens.length;

/** The rows below a header that stand in its cells, to the next header or a row that fills but a few of them. */
function bodyBelow(rows: readonly Line[], at: number): Line[] {
  const header = rows[at];
  const body: Line[] = [];
  if (!header) return body;
  const cells = new Set(header.tokens.map(({ cell }) => cell));
  for (const line of rows.slice(at + 1)) {
    const inside = line.tokens.filter(({ cell }) => cells.has(cell)).length;
    const above = body.at(-1) ?? header;
    if (line.index !== above.index + 1 || line.gapBefore > MOST_GAP || line.grid !== header.grid || inside * 2 < line.tokens.length || isTotal(line, header) || (isHeader(line) && body.length > 0)) break;
    body.push(line);
  }
  const texts = body.flatMap(({ tokens }) => tokens.map(({ text }) => shapeOf(text)));
  return texts.some((shape) => shape.number || shape.measure) ? body : [];
}

/** A label and numbers, in fewer cells than a row has. */
function isTotal(line: Line, header: Line): boolean {
  const [label, ...rest] = line.tokens;
  return label !== undefined && isLabel(label) && rest.length > 0 && line.tokens.length <= header.tokens.length / 2 && rest.every(({ text }) => shapeOf(text).number || shapeOf(text).mark);
}

function toTable(header: Line, body: readonly Line[], number: number, total: Line | null, fields: Field[]): Table {
  const columns: Column[] = [];
  const always: string[] = [];
  const labels = new Map(header.tokens.map((token) => [token.cell, plain(token)]));
  // A column may have no label of its own: the items of a table with its heading in the corner.
  const cells = [...new Set([...header.tokens, ...body.flatMap(({ tokens }) => tokens)].map(({ cell }) => cell))].sort((a, b) => (a ?? 0) - (b ?? 0));
  const cellOf = new Map<string, number | null>();
  for (const cell of cells) {
    const texts = body.flatMap(({ tokens }) => tokens.filter((token) => token.cell === cell).map(({ text }) => text));
    const label = labels.get(cell);
    // A cell of the header with nothing below it is a heading beside the table.
    if (texts.length === 0 && cell === cells[0]) continue;
    const name = toName(label ?? '', `column${columns.length + 1}`, columns);
    columns.push({ name, title: twice(label ?? name), kind: toKind(texts), labels: label === undefined ? [] : [label] });
    cellOf.set(name, cell);
    if (texts.length === body.length) always.push(name);
  }
  const heading = labels.get(cells[0] ?? null);
  const headings = heading !== undefined && !columns.some(({ labels: [own] }) => own === heading) ? [heading] : [];
  const table: Table = { name: `table${number}`, title: twice(`table ${number}`), headings, columns, anchors: always.length > 0 ? always : columns.map(({ name }) => name), needs: [] };
  if (!total) return table;
  const totals: Record<string, string> = {};
  for (const token of total.tokens.slice(1)) {
    const column = columns.find(({ name }) => cellOf.get(name) === token.cell);
    if (!column) continue;
    const name = toName(`total ${column.name}`, `total${fields.length + 1}`, fields);
    fields.push({ name, title: twice(`${plain(total.tokens[0] as Token)}: ${column.title.en}`), kind: column.kind, labels: [], place: 'beside' });
    totals[column.name] = name;
  }
  return Object.keys(totals).length > 0 ? { ...table, total: { labels: [plain(total.tokens[0] as Token)], cells: totals } } : table;
}

/** The narrowest kind that all texts suit. */
function toKind(texts: readonly string[]): CellKind {
  const filled = texts.filter((text) => text !== '');
  if (filled.length === 0) return 'text';
  if (filled.every((text) => /^\d{4}\s*[-/.年]\s*\d{1,2}(?!\d)/u.test(text))) return 'date';
  const cost = (kind: CellKind): number => filled.reduce((sum, text) => sum + costOfKind(kind, shapeOf(text)), 0) / filled.length;
  return KINDS.find((kind) => cost(kind) <= SUITS) ?? (filled.some((text) => text.length > PROSE_LENGTH) ? 'prose' : 'text');
}

/** A Latin label in camelCase; for others a number that a person replaces. */
function toName(label: string, otherwise: string, taken: readonly { name: string }[]): string {
  const words = label.match(/[A-Za-z][A-Za-z0-9]*/gu) ?? [];
  const isLatin = /^[\p{ASCII}]+$/u.test(label) && words.length > 0;
  const name = isLatin ? words.map((word, i) => (i === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())).join('') : otherwise;
  return taken.some((other) => other.name === name) ? otherwise : name;
}
