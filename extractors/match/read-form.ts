import type { ExtractedCell, ExtractedForm, ExtractedRow, ExtractedTable } from '../../schemas/extraction.js';
import type { FieldDefinition } from '../../schemas/form-definition.js';
import type { Doubt, Word } from '../../schemas/page.js';
import type { CompiledDefinition, CompiledTable } from './compile-definition.js';
import { centreLabels, gatherLabels } from './centred-labels.js';
import { cellToColumn, decodeRows, type PlacedToken, type PrintedColumn } from './decode-rows.js';
import type { FormOrigin, RowEdge } from './doubt-losses.js';
import { type FormLines, type Header, isRepeated, lineToHeader } from './find-forms.js';
import { foldLabel } from './fold-label.js';
import { joinWords } from './join-words.js';
import type { Line } from './line.js';
import type { Token } from './token.js';
import { EMPTY_CELL, makeCell, type Piece } from './make-cell.js';
import { readHeader } from './read-header.js';
import type { ReadingOn } from './reading-on.js';
import { resolveLevels } from './resolve-levels.js';
import { buildRow, groupRows, type RawRow, tornTokens } from './rows-to-table.js';
import { shareSpans } from './share-spans.js';
import { sliceWord } from './slice-word.js';
import { doubtRunningProse, layOutRows } from './laid-out-rows.js';
import { findWrappedHeading, splitLaidOutProse } from './laid-out-prose.js';
import { splitProse } from './split-prose.js';
import { textWidth } from './text-width.js';
import { costOfKind, shapeOf } from './token-evidence.js';

export interface ReadForm {
  readonly form: ExtractedForm;
  readonly origin: FormOrigin;
  readonly claimed: readonly Word[];
  readonly boilerplate: readonly Word[];
  readonly residue: readonly { readonly word: Word; readonly why: string }[];
}

interface TableLines {
  header: Line | null;
  readonly lines: Line[];
  /** Pieces of headings at the heads of flowing lines. Some are pieces of labels (指标 below 经济效益). */
  readonly asides: Line[];
}

/** The lines of a form, sorted by what they are printed for. */
interface Sections {
  readonly tables: Map<CompiledTable, TableLines>;
  readonly totals: Map<CompiledTable, Line>;
  readonly prose: { labels: { field: FieldDefinition; token: Token }[]; lines: Line[] };
}

const BESIDE_NO_LABEL = 'beside no label';
const NO_CELL = 'no cell of the form';
const AFTER_THE_END = 'after the end of the form';
const UNIT = /^(单位)?[:：]?((亿|千万|百万|万|千)?元)$/;
const YEAR = /((?:19|20)\d{2})年/;
/** Dots that a form prints where more could be filled in: …… or 指标3：……. */
const SLOT = /^([^\s:：]{1,4}\d{0,2}[:：])?(…|⋯|\.{3}|·{3})+$/;
/** Shorter labels may stand in a name. */
const MIN_SWALLOWED = 4;
const MIN_LABEL_FRAGMENT = 4;
const PAGE_NUMBER = /^([-—–]?\s*\d{1,4}\s*[-—–]?|第\s*\d+\s*页.*|\d+\s*\/\s*\d+)$/;

/** Reads one form from its lines. Null when they hold no row of any table: labels alone are no form. */
export function readForm(lines: readonly Line[], region: FormLines, compiled: CompiledDefinition, reading: ReadingOn): ReadForm | null {
  const claimed: Word[] = [];
  const boilerplate: Word[] = [];
  const residue: { word: Word; why: string }[] = [];
  const fields: Record<string, ExtractedCell> = {};
  const starredFields: string[] = [];
  const doubts: Doubt[] = [];
  const units = new Map<CompiledTable, string>();
  let unit: string | null = null;
  let year: number | null = null;
  const sections: Sections = { tables: new Map(), totals: new Map(), prose: { labels: [], lines: [] } };
  let mode: 'head' | 'prose' | 'after' | CompiledTable = 'head';
  /** Numbers below the row of totals, which may be a part of it. */
  const behindTotal: string[] = [];
  /** A part of a heading that was printed alone and waits for the rest. */
  let tornHeading: string | null = null;
  let lastField: { name: string; pieces: Piece[]; definition: FieldDefinition } | null = null;
  const fieldPieces = new Map<string, { definition: FieldDefinition; pieces: Piece[]; doubts: Doubt[] }>();

  const asBoilerplate = (token: Token): void => void boilerplate.push(...token.words);
  const asResidue = (token: Token, why: string): void => {
    for (const word of token.words) residue.push({ word, why });
  };
  const noteUnit = (bracket: string | null): void => {
    const match = bracket === null ? null : UNIT.exec(bracket);
    if (match?.[2]) unit = match[2];
  };
  /** A heading, a part of one that was wrapped, or a unit in brackets: printed beside a region, no content of it. */
  const isHeading = (token: Token, wholeLine: boolean): boolean => {
    const label = token.label;
    if (label.text === '' && label.bracket !== null) {
      if (!UNIT.test(label.bracket)) return false;
      noteUnit(label.bracket);
      return true;
    }
    const bracketFits = label.bracket === null || UNIT.test(label.bracket) || /^\d+(\.\d+)?分$/.test(label.bracket);
    const isWhole = compiled.headings.has(label.text) && bracketFits;
    if (isWhole || (wholeLine && compiled.headingParts.has(label.text))) {
      noteUnit(label.bracket);
      return true;
    }
    const bare = UNIT.exec(label.text);
    if (bare?.[1] !== undefined && bare[2]) {
      unit = bare[2];
      return true;
    }
    return false;
  };
  const tableOf = (table: CompiledTable): TableLines => {
    let entry = sections.tables.get(table);
    if (!entry) sections.tables.set(table, (entry = { header: null, lines: [], asides: [] }));
    if (unit !== null && !units.has(table)) units.set(table, unit);
    return entry;
  };

  let title: ExtractedCell = EMPTY_CELL;
  for (let at = region.from; at < region.to; at++) {
    const line = lines[at];
    if (!line || line.tokens.length === 0) continue;
    if (line.index === region.title) {
      const words = line.tokens.flatMap((token) => token.words);
      title = makeCell([{ line: line.index, words }], { margin: Infinity, doubts: [], candidates: [] });
      claimed.push(...words);
      year = toYear(title.text);
      continue;
    }
    if (isRepeated(lines, region.title, line.index)) {
      line.tokens.forEach(asBoilerplate);
      continue;
    }
    if (line.kind === 'flowing' && isPageEdge(lines, at) && PAGE_NUMBER.test(lineToText(line))) {
      line.tokens.forEach(asBoilerplate);
      continue;
    }
    if (isNote(line, compiled)) {
      line.tokens.forEach(asBoilerplate);
      if (typeof mode === 'object' && sections.tables.get(mode)?.lines.length) mode = 'after';
      continue;
    }
    if (year === null && mode === 'head' && fieldPieces.size === 0) {
      const text = lineToText(line).replace(/\s/g, '');
      if (/^[（(]?(19|20)\d{2}\s*年度?[)）]?$/.test(text)) {
        year = toYear(text);
        line.tokens.forEach(asBoilerplate);
        continue;
      }
    }
    // The header of a table.
    const header = likeliestHeader(line, compiled);
    // Behind the end of a form such a header is another table's.
    if (header && mode === 'after' && sections.tables.get(header.table)?.lines.length) {
      for (const token of line.tokens) asResidue(token, AFTER_THE_END);
      continue;
    }
    if (header) {
      for (const token of line.tokens) {
        const label = token.label;
        if (header.table.header.has(label.text)) {
          asBoilerplate(token);
          noteUnit(label.bracket);
        } else if (isHeading(token, true) || header.table.headerParts.has(label.text)) asBoilerplate(token);
        else asResidue(token, 'beside the header of a table');
      }
      mode = header.table;
      const entry = tableOf(header.table);
      entry.header ??= line;
      continue;
    }
    const leading = leadingContent(line, (token) => {
      const whole = line.tokens.length === 1;
      const fragment = token.label.text;
      // 年度总体 in front of a line whose other half, 目标, stood on a line of its own.
      const completes = !whole && tornHeading !== null && (compiled.headings.has(tornHeading + fragment) || compiled.headings.has(fragment + tornHeading));
      // In drawn or aligned cells what stands left of the prose is beside it.
      const beside = mode === 'prose' && token.cell !== null && line.kind === 'grid' && token.cell < (sections.prose.labels[0]?.token.cell ?? 0);
      const besideLabels = beside || (!whole && line.tokens.slice(1).every((other) => compiled.fields.has(other.label.text)));
      if (!completes && !isHeading(token, whole || besideLabels)) return false;
      tornHeading = completes || compiled.headings.has(fragment) ? null : fragment === '' ? tornHeading : fragment;
      return true;
    });
    if (typeof mode === 'object' && line.kind === 'flowing' && leading > 0) tableOf(mode).asides.push({ ...line, tokens: line.tokens.slice(0, leading) });
    else for (const token of line.tokens.slice(0, leading)) asBoilerplate(token);
    const content = line.tokens.slice(leading);
    const first = content[0];
    if (!first) continue;
    const folded = first.label;
    // The row that ends a table.
    const ending = compiled.tables.find((table) => table.totals.has(folded.text) && sections.tables.has(table));
    if (ending && !sections.totals.has(ending)) {
      sections.totals.set(ending, { ...line, tokens: content });
      mode = 'after';
      continue;
    }
    // The same, where a joined line prints it behind the last row.
    if (typeof mode === 'object' && line.kind === 'flowing' && !sections.totals.has(mode)) {
      const at = content.findIndex((token, i) => i > 0 && typeof mode === 'object' && mode.totals.has(token.label.text) && shapeOf(content[i + 1]?.text ?? '').number);
      if (at > 0) {
        tableOf(mode).lines.push({ ...line, tokens: content.slice(0, at) });
        sections.totals.set(mode, { ...line, tokens: content.slice(at) });
        mode = 'after';
        continue;
      }
    }
    // Rows that a vocabulary announces, with or without the header above them.
    const itemTable = compiled.tables.find((table) => table.items.has(folded.text) && content.length > 1);
    if (itemTable && mode !== 'after' && (typeof mode !== 'object' || mode === itemTable)) {
      mode = itemTable;
      tableOf(itemTable).lines.push({ ...line, tokens: content });
      continue;
    }
    const labels: { field: FieldDefinition; token: Token }[] = [];
    for (const token of content) {
      const field = compiled.fields.get(token.label.text);
      if (field) labels.push({ field, token });
    }
    const below = labels.filter(({ field }) => field.place === 'below');
    const labelled = content.every((token) => compiled.labels.has(token.label.text));
    if (mode === 'prose' && labelled && content.length === below.length) {
      // The line of labels printed twice.
      content.forEach(asBoilerplate);
      continue;
    }
    if (mode === 'prose' && labelled && content.some((token) => compiled.tables.some((table) => table.header.has(token.label.text)))) {
      // What is left of a table's header.
      content.forEach(asBoilerplate);
      mode = 'after';
      continue;
    }
    if (below.length > 0 && below.length === content.length && sections.prose.labels.length === 0) {
      mode = 'prose';
      for (const { field, token } of below) {
        asBoilerplate(token);
        if (token.label.starred) starredFields.push(field.name);
        sections.prose.labels.push({ field, token });
      }
      continue;
    }
    if (typeof mode === 'object' && mode.items.size === 0) {
      const drawn = sections.tables.get(mode)?.header?.kind === 'grid';
      if (drawn && line.kind === 'flowing') for (const token of content) asResidue(token, 'outside the cells of the table');
      else tableOf(mode).lines.push({ ...line, tokens: content });
      continue;
    }
    // Fields beside their labels.
    const beside = labels.filter(({ field }) => field.place === 'beside');
    const fused = beside.length === 0 && mode !== 'prose' ? fusedLabel(content, compiled) : null;
    const besideOther = content.some((token) => compiled.others.has(token.label.text));
    if ((beside.length > 0 || fused || besideOther) && mode !== 'prose' && mode !== 'after') {
      mode = 'head';
      lastField = null;
      let why = BESIDE_NO_LABEL;
      for (const token of content) {
        if (compiled.others.has(token.label.text)) {
          asBoilerplate(token);
          lastField = null;
          why = 'beside a label that no field takes';
          continue;
        }
        const field = compiled.fields.get(token.label.text);
        if (field?.place === 'beside' && !fieldPieces.get(field.name)?.pieces.length) {
          asBoilerplate(token);
          if (token.label.starred) starredFields.push(field.name);
          const entry = { definition: field, pieces: [], doubts: [] };
          fieldPieces.set(field.name, entry);
          lastField = { name: field.name, pieces: entry.pieces, definition: field };
          continue;
        }
        const parts = fusedLabel([token], compiled);
        if (parts && !fieldPieces.has(parts.field.name)) {
          boilerplate.push(parts.label);
          const pieces: Piece[] = [{ line: line.index, words: parts.rest }];
          fieldPieces.set(parts.field.name, {
            definition: parts.field,
            pieces,
            doubts: parts.colon ? [] : [{ code: 'fused-label', note: `"${token.text}" holds the label and the value without a mark between them` }],
          });
          claimed.push(...parts.rest);
          lastField = { name: parts.field.name, pieces, definition: parts.field };
          continue;
        }
        if (compiled.headings.has(token.label.text)) {
          isHeading(token, true);
          asBoilerplate(token);
          continue;
        }
        if (!lastField) {
          asResidue(token, why);
          continue;
        }
        if (token.cell !== null && lastField.pieces.length > 0) {
          const note = `"${token.text}" stands in a cell of its own behind the value: a label between them may be lost`;
          fieldPieces.get(lastField.name)?.doubts.push({ code: 'uncertain-place', note });
        }
        lastField.pieces.push({ line: line.index, words: token.words });
        claimed.push(...token.words);
      }
      continue;
    }
    if (mode === 'prose') {
      // A label wrapped over two lines leaves its first half above the header of its table.
      if (content.every((token) => token.text.length >= MIN_LABEL_FRAGMENT && (compiled.headingParts.has(token.label.text) || compiled.tables.some((table) => table.headerParts.has(token.label.text))))) {
        content.forEach(asBoilerplate);
        continue;
      }
      const displaced = content.length === 1 && line.kind === 'flowing' ? compiled.tables.find((table) => table.levels.has(folded.text)) : undefined;
      if (displaced) {
        tableOf(displaced).lines.push({ ...line, tokens: content });
        continue;
      }
      // The table below may have lost its header: a level label begins its rows.
      const headless: CompiledTable | undefined = compiled.tables.find((table) => table.levels.has(folded.text) && content.length >= 3);
      if (headless && line.kind !== 'flowing') {
        mode = headless;
        tableOf(headless).lines.push({ ...line, tokens: content });
      } else {
        // A heading that a joined line carries behind the prose.
        const last = content.at(-1);
        const heading =
          content.length > 1 &&
          last &&
          last.text.length >= MIN_LABEL_FRAGMENT &&
          (compiled.headingParts.has(last.label.text) || (line.kind === 'grid' && compiled.tables.some((table) => table.headerParts.has(last.label.text))));
        if (heading) asBoilerplate(last);
        sections.prose.lines.push({ ...line, tokens: heading ? content.slice(0, -1) : content });
      }
      continue;
    }
    const headless: CompiledTable | undefined = mode === 'after' ? undefined : compiled.tables.find((table) => table.levels.has(folded.text));
    if (headless) {
      mode = headless;
      tableOf(headless).lines.push({ ...line, tokens: content });
      continue;
    }
    if (typeof mode === 'object') {
      // A table of known items: what begins with none of them may be a wrapped or ruined one.
      tableOf(mode).lines.push({ ...line, tokens: content });
      continue;
    }
    if (mode === 'head' && lastField && fieldPieces.size > 0 && fieldPieces.get(lastField.name)?.definition.kind === 'text' && line.kind === 'flowing') {
      const entry = fieldPieces.get(lastField.name);
      entry?.pieces.push({ line: line.index, words: content.flatMap((token) => token.words) });
      entry?.doubts.push({ code: 'uncertain-place', note: `"${lineToText(line)}" stands below the field and may belong to another` });
      claimed.push(...content.flatMap((token) => token.words));
      continue;
    }
    if (mode === 'after' && sections.totals.size > 0 && content.every((token) => token.shape.number || token.shape.mark)) behindTotal.push(lineToText(line));
    for (const token of content) asResidue(token, mode === 'after' ? AFTER_THE_END : NO_CELL);
  }

  for (const definition of compiled.definition.fields) {
    const entry = fieldPieces.get(definition.name);
    if (entry) {
      // A lost line break leaves the next label in the value.
      const text = foldLabel(entry.pieces.map(({ words }) => joinWords(words)).join('')).text;
      const swallowed = definition.kind === 'text' ? [...compiled.fields].find(([label, field]) => label.length >= MIN_SWALLOWED && field !== definition && text.includes(label)) : undefined;
      if (swallowed) entry.doubts.push({ code: 'fused-cells', note: `"${text}" holds the label ${swallowed[0]}: lines ran together` });
      fields[definition.name] = fieldCell(entry.definition, entry.pieces, entry.doubts);
    }
    else fields[definition.name] ??= EMPTY_CELL;
  }
  const stray = residue.filter(({ why }) => why === BESIDE_NO_LABEL || why === NO_CELL).map(({ word }) => word.text);
  if (stray.length > 0) {
    for (const [name, entry] of fieldPieces) {
      entry.doubts.push({ code: 'stray-text', note: `"${stray.join(' ')}" stands among the fields and belongs to none that we know` });
      fields[name] = fieldCell(entry.definition, entry.pieces, entry.doubts);
    }
  }
  const proseIsLaidOut = readProse(sections.prose, fields, claimed, boilerplate, compiled, reading);
  const columnsOfProse = compiled.definition.fields.filter(({ place }) => place === 'below').length;
  if (sections.prose.labels.length === 1 && columnsOfProse > 1 && residue.length > 0) {
    const name = sections.prose.labels[0]?.field.name ?? '';
    const cell = fields[name];
    const note = 'the label of the column beside it was not found: its text may be in this cell';
    if (cell) fields[name] = { ...cell, confidence: Math.min(cell.confidence, 0.5), doubts: [...cell.doubts, { code: 'label-missing', note }] };
  }
  // Text of the form that fits nowhere may be what a field without a label lacks.
  const lost = residue.filter(({ why }) => why !== AFTER_THE_END);
  if (lost.length > 0) {
    const note = `its label was not found, and the form holds text that fits nowhere: "${lost[0]?.word.text ?? ''}"`;
    for (const { name, labels } of compiled.definition.fields) {
      if (labels.length > 0 && fields[name] === EMPTY_CELL && !fieldPieces.has(name)) fields[name] = makeCell([], { margin: 0, doubts: [{ code: 'label-missing', note }], candidates: [] });
    }
  }

  const tables: Record<string, ExtractedTable> = {};
  const edges: Record<string, RowEdge[]> = {};
  let rowCount = 0;
  let isPrintedByLine = false;
  for (const table of compiled.tables) {
    const section = sections.tables.get(table);
    const extracted = section ? readTable(section, table, lines, reading, claimed, boilerplate, residue) : null;
    tables[table.definition.name] = {
      rows: extracted?.rows ?? [],
      unit: units.get(table) ?? null,
      columns: extracted?.columns ?? [],
      starred: extracted?.starred ?? [],
    };
    edges[table.definition.name] = extracted?.edges ?? [];
    if (extracted?.isCentred) isPrintedByLine = true;
    rowCount += extracted?.rows.length ?? 0;
    // One column beside its items needs no header.
    const labelled = table.columns.filter(({ labels }) => labels.size > 0).length;
    if (section && section.header === null && labelled > 1) doubts.push({ code: 'header-missing', note: `the header of ${table.definition.headings[0] ?? table.definition.name} was not found; its columns are read in the usual order` });
    const total = sections.totals.get(table);
    if (total) readTotal(total, table, section ?? { header: null, lines: [], asides: [] }, fields, claimed, boilerplate);
    // A table without the columns of its total prints none.
    else if (table.definition.total && !(section?.header && Object.keys(table.definition.total.cells).every((name) => !extracted?.columns.includes(name)))) {
      for (const field of Object.values(table.definition.total.cells)) {
        fields[field] = makeCell([], { margin: 0, doubts: [{ code: 'cell-missing', note: `the row ${table.definition.total.labels[0] ?? ''} was not found` }], candidates: [] });
      }
      doubts.push({ code: 'form-unfinished', note: `the row ${table.definition.total.labels[0] ?? ''} that ends the form was not found` });
    }
  }
  // Labels alone are no form: it holds a row, or values beside two of them. Under its title they are one that could not be read.
  if (rowCount === 0 && [...fieldPieces.values()].filter(({ pieces }) => pieces.length > 0).length < 2 && region.title === null) return null;
  if (rowCount === 0 && compiled.tables.length > 0) doubts.push({ code: 'rows-missing', note: 'labels of the form were found, its rows were not' });
  if (behindTotal.length > 0) {
    const doubt: Doubt = { code: 'stray-text', note: `"${behindTotal.join(' ')}" stands below the row of totals and may belong to it` };
    for (const field of compiled.tables.flatMap((table) => Object.values(table.definition.total?.cells ?? {}))) {
      const cell = fields[field];
      if (cell) fields[field] = { ...cell, confidence: Math.min(cell.confidence, 0.5), doubts: [...cell.doubts, doubt] };
    }
  }
  const form: ExtractedForm = { definition: compiled.definition, title, year, fields, starredFields, tables, doubts };
  const flowing = rowCount === 0 || [...sections.tables.values()].some((section) => section.lines.some((line) => line.kind === 'flowing'));
  const drawn = [...sections.tables.values()].some((section) => section.lines.some((line) => line.kind === 'grid'));
  return { form, origin: { edges, flowing, drawn, isPrintedByLine, proseIsLaidOut, last: region.to >= lines.length }, claimed, boilerplate, residue };
}

function readTable(
  section: TableLines,
  table: CompiledTable,
  lines: readonly Line[],
  reading: ReadingOn,
  claimed: Word[],
  boilerplate: Word[],
  residue: { word: Word; why: string }[],
): { rows: ExtractedRow[]; columns: readonly string[]; starred: readonly string[]; edges: RowEdge[]; isCentred: boolean } {
  const header = readHeader(section.header, table, section.lines);
  const filled = section.lines.map((line) => ({ ...line, tokens: line.tokens.filter(({ text }) => !SLOT.test(text)) }));
  for (const { tokens } of section.lines) for (const { text, words } of tokens) if (SLOT.test(text)) boilerplate.push(...words);
  const broken = section.lines.some((line) => line.kind === 'separated') && section.lines.some((line) => line.kind === 'flowing');
  const beside = readRows(filled, table, header.columns, lines, broken, reading);
  const centred = filled.every((line) => line.kind === 'flowing') && countLabelFaults(beside.rows, table) > 0 ? readCentred(section.header, filled, section.asides, table, header.columns, lines, reading) : null;
  const best = centred && faultsOf(centred.rows, table) < faultsOf(beside.rows, table) ? centred : beside;
  const { raw, rows: carried } = best;
  for (const { token } of best.junk) for (const word of token.words) residue.push({ word, why: 'fits no cell of the table' });
  claimed.push(...best.claimed);
  boilerplate.push(...best.boilerplate);
  for (const token of section.asides.flatMap(({ tokens }) => tokens)) if (!best.fromAsides.has(token)) boilerplate.push(...token.words);
  const rows = shareSpans(carried, raw, header.columns, lines);
  // A label that ran into the row above is the label of this row.
  const labelled = rows.map((row, i) => {
    const fused = Object.values(rows[i - 1]?.cells ?? {}).flatMap(({ doubts }) => doubts).find(({ code }) => code === 'fused-cells');
    const level = table.columns.find(({ definition }) => definition.kind === 'level' && row.cells[definition.name]?.text !== '')?.definition.name;
    const cell = level === undefined ? undefined : row.cells[level];
    if (!fused || level === undefined || !cell) return row;
    return { cells: { ...row.cells, [level]: { ...cell, confidence: Math.min(cell.confidence, 0.5), doubts: [...cell.doubts, { code: 'label-missing', note: `the row above may hold its label: ${fused.note}` }] } } };
  });
  const edges = raw.map((row): RowEdge => {
    const c = row.cells.findLastIndex((tokens) => tokens !== undefined);
    const token = row.cells[c]?.at(-1)?.token;
    const place = header.columns[c]?.cell;
    const line = token ? lines[token.line] : undefined;
    if (token?.cell == null || place == null || !line || line.kind === 'flowing') return { shift: 0, free: null };
    return { shift: token.cell - place, free: line.cellCount - 1 - token.cell };
  });
  return { rows: labelled, columns: header.found, starred: header.starred, edges, isCentred: best === centred };
}

interface ReadRows {
  readonly raw: readonly RawRow[];
  readonly rows: readonly ExtractedRow[];
  readonly junk: readonly PlacedToken[];
  readonly claimed: readonly Word[];
  readonly boilerplate: readonly Word[];
  /** What of the asides turned out to be pieces of labels. */
  readonly fromAsides: ReadonlySet<Token>;
}

/** Reads rows whose labels stand in front of the first row they hold for. */
function readRows(filled: readonly Line[], table: CompiledTable, columns: readonly PrintedColumn[], lines: readonly Line[], broken: boolean, reading: ReadingOn): ReadRows {
  const placed = decodeRows(filled, table, columns, reading);
  const { rows: raw, junk } = groupRows(placed, columns);
  if (broken) {
    // A line that lost its separators, or the end of a cell: the rows on both sides of it are doubted.
    raw.forEach((row, i) => {
      const flowing = row.cells.flatMap((tokens) => tokens ?? []).filter(({ token }) => lines[token.line]?.kind === 'flowing');
      for (const { token } of flowing) raw[i + 1]?.stray.push(token.text);
    });
  }
  return buildRows(raw, junk, tornTokens(placed), table, columns, lines, broken, reading);
}

/** Reads rows whose labels stand in the middle of the rows they hold for; null when they don't. */
function readCentred(header: Line | null, filled: readonly Line[], asides: readonly Line[], table: CompiledTable, columns: readonly PrintedColumn[], lines: readonly Line[], reading: ReadingOn): ReadRows | null {
  const gathered = gatherLabels(filled, asides, table);
  if (!gathered) return null;
  // A label of a column that the header does not print.
  const levels = table.columns.filter(({ definition }) => definition.kind === 'level');
  if (gathered.labels.some(({ level }) => !columns.some(({ column }) => column === levels[level]))) return null;
  const laidOut = layOutRows(header, gathered.lines, gathered.labels, columns, reading);
  const { rows, junk, torn } = laidOut ? { ...laidOut, torn: new Set<PlacedToken>() } : decodeUnlabelled(gathered.lines, table, columns, reading);
  doubtRunningProse(rows, columns);
  const centred = centreLabels(rows, gathered, table, columns);
  if (!centred) return null;
  const unplaced = centred.unplaced.map((token): PlacedToken => ({ token, column: -1, role: 'junk', margin: 0, rival: null }));
  const read = buildRows(centred.rows, [...junk, ...unplaced], torn, table, columns, lines, false, reading);
  const doubted = [...read.rows];
  for (const { row, level, text } of centred.unsure) {
    const name = columns[level]?.column.definition.name ?? '';
    const cell = doubted[row]?.cells[name];
    const doubt: Doubt = { code: 'uncertain-span', note: `the row may stand under "${text}", which is printed in the middle of its rows` };
    if (cell) doubted[row] = { cells: { ...doubted[row]?.cells, [name]: { ...cell, confidence: Math.min(cell.confidence, 0.5), doubts: [...cell.doubts, doubt] } } };
  }
  return { ...read, rows: doubted, boilerplate: [...read.boilerplate, ...gathered.headings.flatMap(({ words }) => words)], fromAsides: gathered.fromAsides };
}

/** Decodes rows without labels in the order their cells are printed. */
function decodeUnlabelled(lines: readonly Line[], table: CompiledTable, columns: readonly PrintedColumn[], reading: ReadingOn): { rows: RawRow[]; junk: PlacedToken[]; torn: Set<PlacedToken> } {
  const unlabelled = columns.filter(({ column, isBracket }) => column.definition.kind !== 'level' && !isBracket);
  const inAll = (column: number): number => columns.indexOf(unlabelled[column] as PrintedColumn); // -1 for junk in both
  const placed = decodeRows(lines, table, unlabelled, reading).map((token) => ({ ...token, column: inAll(token.column), rival: token.rival && { ...token.rival, column: inAll(token.rival.column) } }));
  return { ...groupRows(placed, columns), torn: tornTokens(placed) };
}

function buildRows(raw: readonly RawRow[], junk: readonly PlacedToken[], torn: ReadonlySet<PlacedToken>, table: CompiledTable, columns: readonly PrintedColumn[], lines: readonly Line[], broken: boolean, reading: ReadingOn): ReadRows {
  const built = raw.map((row) => buildRow(row, columns, table, lines, torn, broken, reading));
  const rows = resolveLevels(
    built.map(({ row }) => row),
    raw,
    table,
  );
  return { raw, rows, junk, claimed: built.flatMap((row) => row.claimed), boilerplate: built.flatMap((row) => row.boilerplate), fromAsides: new Set() };
}

/** A wrong label says more against a reading than a doubtful cell. */
const LABEL_FAULT = 3;

/** What speaks against a reading of rows: cells in doubt, and labels that are missing or never stand where they do. */
const faultsOf = (rows: readonly ExtractedRow[], table: CompiledTable): number =>
  rows.reduce((sum, { cells }) => sum + Object.values(cells).filter(({ doubts }) => doubts.length > 0).length, LABEL_FAULT * countLabelFaults(rows, table));

/** How many rows have no label, or one that never stands under the one above it: labels may not stand in front of their rows. */
function countLabelFaults(rows: readonly ExtractedRow[], table: CompiledTable): number {
  const levels = table.columns.filter(({ definition }) => definition.kind === 'level').map(({ definition }) => definition);
  return rows.filter(({ cells }) =>
    levels.some(({ name, under }, depth) => {
      const cell = cells[name];
      const above = levels[depth - 1];
      const parents = under?.[foldLabel(cell?.text ?? '').text];
      return cell?.text === '' || (parents !== undefined && above !== undefined && !parents.includes(foldLabel(cells[above.name]?.text ?? '').text));
    }),
  ).length;
}

/** The numbers of a total row, given to its fields in the order of the columns, or by cell where the cells are known. */
function readTotal(line: Line, table: CompiledTable, section: { header: Line | null; lines: Line[] }, fields: Record<string, ExtractedCell>, claimed: Word[], boilerplate: Word[]): void {
  const [label, ...rest] = line.tokens;
  if (label) boilerplate.push(...label.words);
  const header = readHeader(section.header, table, section.lines);
  const targets = header.columns.flatMap(({ column, cell }) => {
    const field = table.definition.total?.cells[column.definition.name];
    return field === undefined ? [] : [{ field, cell }];
  });
  const numbers = rest.filter((token) => costOfKind('points', token.shape) < 1);
  targets.forEach(({ field, cell }, i) => {
    const token = numbers[i];
    if (!token) {
      fields[field] = makeCell([], { margin: 0, doubts: [{ code: 'cell-missing', note: `the row ${label?.text ?? ''} prints fewer numbers than it has cells` }], candidates: [] });
      return;
    }
    const others = numbers.filter((other) => other.shape.number).length;
    const own = line.kind === 'grid' && token.cell !== null ? cellToColumn(header.columns, token.cell) : null;
    const shifted = own !== null && header.columns[own]?.cell !== cell;
    const doubts: Doubt[] = others !== targets.length || shifted ? [{ code: 'uncertain-place', note: `which cell of the row ${label?.text ?? ''} "${token.text}" stands in is not certain` }] : [];
    fields[field] = makeCell([{ line: line.index, words: token.words }], { margin: Infinity, doubts, candidates: [] });
    claimed.push(...token.words);
  });
  for (const token of rest) if (!numbers.slice(0, targets.length).includes(token)) boilerplate.push(...token.words);
}

function readProse(
  prose: Sections['prose'],
  fields: Record<string, ExtractedCell>,
  claimed: Word[],
  boilerplate: Word[],
  compiled: CompiledDefinition,
  reading: ReadingOn,
): boolean {
  const { labels } = prose;
  if (labels.length === 0) return false;
  const heading = findWrappedHeading(prose.lines, compiled.headings);
  for (const token of heading) boilerplate.push(...token.words);
  const lines = heading.length === 0 ? prose.lines : prose.lines.map((line) => ({ ...line, tokens: line.tokens.filter((token) => !heading.includes(token)) }));
  for (const line of lines) for (const token of line.tokens) claimed.push(...token.words);
  const put = (index: number, pieces: readonly Piece[], margin: number, doubts: readonly Doubt[]): void => {
    const field = labels[index]?.field;
    if (field) fields[field.name] = makeCell(pieces, { margin, doubts, candidates: [] });
  };
  if (labels.length === 1) {
    put(0, lines.map((line) => ({ line: line.index, words: line.tokens.flatMap((token) => token.words) })), Infinity, []);
    return false;
  }
  const positioned = positionedColumns(labels.map(({ token }) => token), lines);
  if (positioned) {
    // The first half of a wrapped header label stands between the prose and its table.
    const isLabelPart = ({ words }: Piece): boolean => {
      const text = foldLabel(joinWords(words)).text;
      return text.length >= MIN_LABEL_FRAGMENT && compiled.tables.some((table) => table.headerParts.has(text));
    };
    positioned.forEach((own, i) => {
      const prose = own.filter((piece) => !isLabelPart(piece));
      for (const { words } of own.filter(isLabelPart)) {
        for (const word of words) claimed.splice(claimed.indexOf(word), 1);
        boilerplate.push(...words);
      }
      put(i, prose, Infinity, []);
    });
    return true;
  }
  if (lines.some((line) => line.kind !== 'flowing')) {
    const pieces: Piece[][] = labels.map(() => []);
    let irregular = false;
    let last = 0;
    for (const line of lines) {
      if (line.tokens.length !== labels.length && !(line.kind === 'grid')) irregular = true;
      for (const token of line.tokens) {
        const at = token.cell === null ? last : labels.findLastIndex(({ token: label }) => (label.cell ?? 0) <= (token.cell ?? 0));
        last = line.tokens.length === labels.length ? line.tokens.indexOf(token) : Math.max(0, at);
        pieces[last]?.push({ line: line.index, words: token.words });
      }
    }
    if (pieces.some((own) => own.some((piece, i) => i > 0 && joinWords(piece.words) === joinWords(own[i - 1]?.words ?? [])))) irregular = true;
    const doubts: Doubt[] = irregular ? [{ code: 'uncertain-place', note: 'the lines of the two columns have not one cell for each of them, or are printed twice' }] : [];
    pieces.forEach((own, i) => put(i, own, irregular ? 0 : Infinity, doubts));
    return true;
  }
  const laidOut = splitLaidOutProse(labels.map(({ token }) => token), lines);
  if (laidOut) {
    const doubts = laidOut.flat().flatMap(({ words }) => doubtLaidOutLine(words, compiled));
    laidOut.forEach((own, i) => put(i, own, Infinity, doubts));
    return true;
  }
  const split = splitProse(lines, reading);
  // One blank inside prose is a tool's; columns printed beside each other have one on line after line.
  const beside = lines.filter(isSideBySide);
  const mixed = beside.length >= MIN_SIDE_BY_SIDE || lines.some(hasWideGap) ? beside[0] : undefined;
  // A line as wide as any that ends no sentence goes on in the next one.
  const last = split.left.at(-1);
  const widthOf = (piece: Piece | undefined): number => (piece ? textWidth(joinWords(piece.words)) : 0);
  const widest = Math.max(...[...split.left, ...split.right].map(widthOf));
  const goesOn = last !== undefined && split.right.some(({ line }) => line > last.line) && widthOf(last) >= widest - 2 && !shapeOf(joinWords(last.words)).endsSentence;
  const sideDoubts: Doubt[] = mixed ? [{ code: 'side-by-side', note: `"${joinWords(mixed.tokens.flatMap((token) => token.words))}" may be lines of both columns` }] : [];
  const doubts: Doubt[] = goesOn ? [...split.doubts, ...sideDoubts, { code: 'uncertain-split', note: `"${joinWords(last.words)}" fills its line and may go on in the next one` }] : [...split.doubts, ...sideDoubts];
  put(0, split.left, split.margin, doubts);
  put(1, split.right, split.margin, doubts);
  return false;
}

/**
 * On a page with places the columns of prose are parted by the widest gap between the centres of their labels that no word crosses. Null where the
 * words have no places of their own, or no such gap is there.
 */
function positionedColumns(labels: readonly Token[], lines: readonly Line[]): Piece[][] | null {
  const words = lines.flatMap((line) => line.tokens.flatMap((token) => token.words));
  if (words.some((word) => 'line' in word.source) || words.length === 0) return null;
  const centres = labels.map(({ words: own }) => ((own[0]?.box[0] ?? 0) + (own.at(-1)?.box[2] ?? 0)) / 2);
  const cuts: number[] = [];
  for (let i = 0; i + 1 < centres.length; i++) {
    const cut = widestGap(words, centres[i] ?? 0, centres[i + 1] ?? 0);
    if (cut === null) return null;
    cuts.push(cut);
  }
  const pieces: Piece[][] = labels.map(() => []);
  for (const line of lines) {
    for (const word of line.tokens.flatMap((token) => token.words)) {
      const x = (word.box[0] + word.box[2]) / 2;
      const column = cuts.findLastIndex((cut) => cut < x) + 1;
      // The printed line, not the row of a grid, is what a piece belongs to.
      const last = pieces[column]?.at(-1);
      const sameLine = last !== undefined && Math.abs((last.words[0]?.box[1] ?? 0) - word.box[1]) < word.size / 2;
      if (last && sameLine) pieces[column]?.splice(-1, 1, { line: last.line, words: [...last.words, word] });
      else pieces[column]?.push({ line: word.box[1], words: [word] });
    }
  }
  return pieces;
}

/** Where the right one of two columns begins: the widest gap whose right side lies between the two centres, or the gap that holds their middle. */
function widestGap(words: readonly Word[], from: number, to: number): number | null {
  const spans = words.map(({ box }) => [box[0], box[2]] as const).sort((a, b) => a[0] - b[0]);
  const middle = (from + to) / 2;
  let reached = -Infinity;
  let best: { width: number; at: number } | null = null;
  for (const [x0, x1] of spans) {
    const width = x0 - reached;
    if (reached > -Infinity && width > 0 && x0 > from && x0 <= to && (best === null || width > best.width)) best = { width, at: x0 - width / 2 };
    reached = Math.max(reached, x1);
  }
  if (best !== null) return best.at;
  return spans.some(([x0, x1]) => x0 < middle && x1 > middle) ? null : middle;
}

/** Lines with a blank inside that it takes to tell columns from a tool's own blanks. */
const MIN_SIDE_BY_SIDE = 2;
/** More than one blank between two words, in columns of the dump, is a gap between columns. */
const WIDE_GAP = 2;

const hasWideGap = ({ tokens }: Line): boolean =>
  tokens.some((token, i) => i > 0 && (token.words[0]?.box[0] ?? 0) - (tokens[i - 1]?.words.at(-1)?.box[2] ?? 0) >= WIDE_GAP);

/** True when a line of Chinese prose has a blank between two words where no sentence ends: the lines of two columns may stand in one. */
const isSideBySide = ({ tokens }: Line): boolean =>
  tokens.some((token, i) => {
    const before = tokens[i - 1]?.text ?? '';
    return /\p{Script=Han}$/u.test(before) && before.length > 1 && /^(\p{Script=Han}|\d+[.、．]\p{Script=Han})/u.test(token.text) && token.text.length > 1;
  });

/** What in a line of one column says that something of the other, or of a heading beside them, is in it. */
function doubtLaidOutLine(words: readonly Word[], compiled: CompiledDefinition): Doubt[] {
  const text = joinWords(words);
  const doubts: Doubt[] = [];
  const joined = words.some((word, i) => i > 0 && /[\p{Script=Han}。；]$/u.test(words[i - 1]?.text ?? '') && /^(\p{Script=Han}|\d+[.、．]\p{Script=Han})/u.test(word.text));
  if (joined) doubts.push({ code: 'side-by-side', note: `"${text}" may be lines of both columns` });
  if (words.some((word) => compiled.headingParts.has(foldLabel(word.text).text))) doubts.push({ code: 'heading-fragment', note: `"${text}" holds a part of a heading that stands beside the columns` });
  if (shapeOf(words[0]?.text ?? '').beginsInside) doubts.push({ code: 'cut-off', note: `"${text}" begins inside a sentence: what stood before it may be lost` });
  return doubts;
}

function fieldCell(definition: FieldDefinition, pieces: readonly Piece[], doubts: readonly Doubt[]): ExtractedCell {
  const cell = makeCell(pieces, { margin: Infinity, doubts, candidates: [] });
  if (cell.text !== '' && costOfKind(definition.kind, shapeOf(cell.text)) >= 4 && definition.kind !== 'text') {
    return makeCell(pieces, { margin: 0, doubts: [...doubts, { code: 'unexpected-content', note: `"${cell.text}" is not what stands in ${definition.labels[0] ?? definition.name}` }], candidates: [] });
  }
  return cell;
}

const toYear = (text: string): number | null => {
  const match = YEAR.exec(text);
  return match?.[1] ? Number(match[1]) : null;
};

/** How many tokens at the head of a line are headings that stand beside it. */
function leadingContent(line: Line, isHeading: (token: Token) => boolean): number {
  let count = 0;
  while (count < line.tokens.length) {
    const token = line.tokens[count];
    if (!token || !isHeading(token)) break;
    count++;
  }
  return count;
}

const NUMBERING = /^[-—–•*\s]*(\(?[（]?\d+[)）.、．]|[一二三四五六七八九十]+、)?\s*/;

const lineToText = (line: Line): string => joinWords(line.tokens.flatMap((token) => token.words));

/** The header that a line prints the most labels of. */
function likeliestHeader(line: Line, compiled: CompiledDefinition): Header | null {
  if (!line.tokens.some((token) => compiled.headers.has(token.label.text))) return null;
  let best: Header | null = null;
  for (const table of compiled.tables) {
    const header = lineToHeader(line, table);
    if (header && header.found > (best?.found ?? 0)) best = header;
  }
  return best;
}

/** What numbering of a note begins with. */
const MAY_BE_NUMBERED = /^[-—–•*\s（(\d一二三四五六七八九十]/;

function isNote(line: Line, compiled: CompiledDefinition): boolean {
  const [first] = line.tokens;
  // Nearly every line is told by its first character.
  if (!first || (first.label.text !== '' && !MAY_BE_NUMBERED.test(first.text) && !compiled.notes.some((note) => note.startsWith(first.label.text.charAt(0))))) return false;
  const text = lineToText(line);
  const folded = foldLabel(text.replace(NUMBERING, '')).text;
  return compiled.notes.some((note) => folded.startsWith(note));
}

function isPageEdge(lines: readonly Line[], at: number): boolean {
  const line = lines[at];
  return line !== undefined && (lines[at - 1]?.page !== line.page || lines[at + 1]?.page !== line.page);
}

/** A label and its value in one token: with a colon between them, or, after a lost separator, without. */
function fusedLabel(tokens: readonly Token[], compiled: CompiledDefinition): { field: FieldDefinition; label: Word; rest: Word[]; colon: boolean } | null {
  for (const token of tokens) {
    const [word, ...others] = token.words;
    if (!word) continue;
    for (const [label, field] of compiled.fields) {
      if (field.place !== 'beside' || !word.text.startsWith(label)) continue;
      const characters = [...word.text];
      let end = [...label].length;
      const colon = characters[end] === ':' || characters[end] === '：';
      if (colon) end++;
      if (end >= characters.length) continue;
      return { field, label: sliceWord(word, 0, end), rest: [sliceWord(word, end, characters.length), ...others], colon };
    }
  }
  return null;
}
