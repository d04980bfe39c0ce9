import { changedParts } from '../pipeline/write/runs-to-changes.js';
import type { Cell, DocumentResult, Form, Row } from '../schemas/record.js';
import { listDocumentNames, readDocumentResult, readRun } from './read-dataset.js';

// Rows are aligned by what they hold, which takes a table of this many pairs at most; beyond it they are compared by their number.
const MAX_PAIRS = 4_000_000;

/**
 * What changed from one output folder to another, as lines for a person: per document the cause (other bytes, another reader, another program,
 * definitions or options, decisions), then each cell that reads differently. The last line sums up. Throws a UsageError when a folder is none of ours.
 */
export function* diffRuns(oldOut: string, newOut: string): Generator<string> {
  const before = new Set(listDocumentNames(oldOut));
  const now = new Set(listDocumentNames(newOut));
  const parts = changedParts(readRun(oldOut)?.fingerprintParts ?? {}, readRun(newOut)?.fingerprintParts ?? {});
  let cells = 0;
  let documents = 0;
  for (const name of [...new Set([...before, ...now])].sort()) {
    const old = readDocumentResult(oldOut, name);
    const current = readDocumentResult(newOut, name);
    if (!old || !current) {
      documents++;
      yield `${name}: ${old ? 'gone' : 'new'}`;
      continue;
    }
    const changes = diffDocuments(old, current);
    if (changes.length === 0) continue;
    documents++;
    cells += changes.length;
    yield `${name}: because of ${causes(old, current, parts).join(', ')}`;
    for (const change of changes) yield `  ${change}`;
  }
  yield documents === 0 ? 'nothing changed' : `${documents} ${documents === 1 ? 'document' : 'documents'}, ${cells} ${cells === 1 ? 'change' : 'changes'}`;
}

function causes(old: DocumentResult, current: DocumentResult, parts: readonly string[]): string[] {
  const found = [
    ...(old.document.sha256 === current.document.sha256 ? [] : [`other input (sha256 ${old.document.sha256.slice(0, 8)} → ${current.document.sha256.slice(0, 8)})`]),
    ...(old.document.reader === current.document.reader ? [] : [`another reader (${old.document.reader ?? 'none'} → ${current.document.reader ?? 'none'})`]),
    ...(decisions(old) === decisions(current) ? [] : ['decisions']),
    ...parts.map((part) => `changed ${part}`),
  ];
  return found.length > 0 ? found : ['something the runs do not name'];
}

const decisions = (result: DocumentResult): string =>
  JSON.stringify(result.forms.flatMap((form) => [form.fields, ...Object.values(form.tables).flatMap((rows) => rows.map((row) => row.cells))].flatMap((cells) => Object.entries(cells).flatMap(([column, cell]) => (cell.reviewed ? [[column, cell.reviewed]] : [])))));

function diffDocuments(old: DocumentResult, current: DocumentResult): string[] {
  const changes: string[] = [];
  const compare = (what: string, from: unknown, to: unknown): void => {
    if (JSON.stringify(from) !== JSON.stringify(to)) changes.push(`${what}: ${show(from)} → ${show(to)}`);
  };
  compare('outcome', old.document.outcome, current.document.outcome);
  compare('partial', old.document.partial, current.document.partial);
  for (let i = 0; i < Math.max(old.forms.length, current.forms.length); i++) {
    const [from, to] = [old.forms[i], current.forms[i]];
    if (from && to) changes.push(...diffForms(from, to));
    else if (from) changes.push(`${from.id}: form is gone ("${from.title.text}")`);
    else if (to) changes.push(`${to.id}: form is new ("${to.title.text}")`);
  }
  compare('text that no form claimed', old.residue.map(({ text }) => text), current.residue.map(({ text }) => text));
  return changes;
}

function diffForms(old: Form, current: Form): string[] {
  const changes = [
    ...(old.definition === current.definition ? [] : [`${current.id}: definition ${old.definition} → ${current.definition}`]),
    ...(old.year === current.year ? [] : [`${current.id}: year ${old.year} → ${current.year}`]),
    ...(old.status === current.status ? [] : [`${current.id}: ${old.status} → ${current.status}`]),
    ...diffFindings(current.id, old.findings, current.findings),
    ...diffCells(current.id, { title: old.title, ...old.fields }, { title: current.title, ...current.fields }),
  ];
  for (const table of new Set([...Object.keys(old.tables), ...Object.keys(current.tables)])) {
    for (const [from, to] of alignRows(old.tables[table] ?? [], current.tables[table] ?? [])) {
      if (from && to) {
        if (from.status !== to.status) changes.push(`${to.id}: ${from.status} → ${to.status}`);
        changes.push(...diffFindings(to.id, from.reasons, to.reasons), ...diffCells(to.id, from.cells, to.cells));
      } else if (from) changes.push(`${from.id}: row is gone (${rowText(from)})`);
      else if (to) changes.push(`${to.id}: row is new (${rowText(to)})`);
    }
  }
  return changes;
}

function diffCells(id: string, old: Readonly<Record<string, Cell>>, current: Readonly<Record<string, Cell>>): string[] {
  return [...new Set([...Object.keys(old), ...Object.keys(current)])].flatMap((column) => {
    const [from, to] = [old[column], current[column]];
    const place = `${id}.${column}`;
    if (!from || !to) return [`${place}: ${from ? `gone, was "${from.text}"` : `new, "${to?.text ?? ''}"`}`];
    return [
      ...(from.text === to.text ? [] : [`${place}: "${from.text}" → "${to.text}"`]),
      // Where the text is another, so is its value.
      ...(from.text !== to.text || JSON.stringify(from.value) === JSON.stringify(to.value) ? [] : [`${place}: value ${show(from.value)} → ${show(to.value)}`]),
      ...(from.status === to.status ? [] : [`${place}: ${from.status} → ${to.status}`]),
      ...(JSON.stringify(from.reviewed) === JSON.stringify(to.reviewed) ? [] : [`${place}: decision ${show(from.reviewed)} → ${show(to.reviewed)}`]),
    ];
  });
}

function diffFindings(id: string, old: Form['findings'], current: Form['findings']): string[] {
  const key = (finding: Form['findings'][number]): string => `${finding.kind} ${finding.rule}: ${finding.message}`;
  const [from, to] = [new Set(old.map(key)), new Set(current.map(key))];
  return [...[...from].filter((one) => !to.has(one)).map((one) => `${id}: no longer ${one}`), ...[...to].filter((one) => !from.has(one)).map((one) => `${id}: now ${one}`)];
}

const rowText = (row: Row): string =>
  Object.values(row.cells)
    .map((cell) => cell.text)
    .filter(Boolean)
    .join(' ');

/** Pairs the rows of two readings: those that hold the same by the longest common sequence, those between them in their order. */
function alignRows(old: readonly Row[], current: readonly Row[]): [Row | undefined, Row | undefined][] {
  if (old.length * current.length > MAX_PAIRS) return Array.from({ length: Math.max(old.length, current.length) }, (_, i) => [old[i], current[i]]);
  const [a, b] = [old.map(rowText), current.map(rowText)];
  // common[i][j]: how many rows the tails from i and j have in common, in order.
  const common = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  const at = (i: number, j: number): number => common[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    const line = common[i];
    for (let j = b.length - 1; line && j >= 0; j--) line[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  const pairs: [Row | undefined, Row | undefined][] = [];
  let gap: [Row[], Row[]] = [[], []];
  const closeGap = (): void => {
    for (let k = 0; k < Math.max(gap[0].length, gap[1].length); k++) pairs.push([gap[0][k], gap[1][k]]);
    gap = [[], []];
  };
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const [from, to] = [old[i], current[j]];
    if (from && to && a[i] === b[j]) {
      closeGap();
      pairs.push([from, to]);
      i++;
      j++;
    } else if (to && (!from || at(i, j + 1) >= at(i + 1, j))) {
      gap[1].push(to);
      j++;
    } else if (from) {
      gap[0].push(from);
      i++;
    }
  }
  closeGap();
  return pairs;
}

const show = (value: unknown): string => (value === undefined ? 'none' : JSON.stringify(value));
