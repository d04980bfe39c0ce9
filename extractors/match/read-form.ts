import type { ExtractedCell, ExtractedForm, ExtractedTable } from '../../schemas/extraction.js';
import type { FieldDefinition } from '../../schemas/form-definition.js';
import type { Doubt, Word } from '../../schemas/page.js';
import type { CompiledDefinition, CompiledTable } from './compile-definition.js';
import type { FormOrigin, RowEdge } from './doubt-losses.js';
import { type FormLines, type Header, isRepeated, lineToHeader } from './find-forms.js';
import { foldBrackets, foldLabel } from './fold-label.js';
import { isNote, mayBeNote } from './is-note.js';
import { joinWords } from './join-words.js';
import type { Line } from './line.js';
import { EMPTY_CELL, makeCell, type Piece } from './make-cell.js';
import { type ProseLines, readProse } from './read-prose.js';
import { readHeader } from './read-header.js';
import { readTable, type TableLines } from './read-table.js';
import { readTotal } from './read-total.js';
import type { ReadingOn } from './reading-on.js';
import { sliceWord } from './slice-word.js';
import type { Token } from './token.js';
import { costOfKind, shapeOf } from './token-evidence.js';

export interface ReadForm {
  readonly form: ExtractedForm;
  readonly origin: FormOrigin;
  readonly claimed: readonly Word[];
  readonly boilerplate: readonly Word[];
  readonly residue: readonly { readonly word: Word; readonly why: string }[];
}

/** The lines of a form, sorted by what they are printed for. */
interface Sections {
  readonly tables: Map<CompiledTable, TableLines>;
  readonly totals: Map<CompiledTable, Line>;
  readonly prose: ProseLines;
}

const BESIDE_NO_LABEL = 'beside no label';
const BESIDE_OTHER = 'beside a label that no field takes';
const OTHER_WITH_VALUE = 'a label with its value that no field takes';
const NO_CELL = 'no cell of the form';
const BESIDE_HEADER = 'beside the header of a table';
const AFTER_THE_END = 'after the end of the form';
const UNIT = /^((?:金额)?单位)?[:：]?((亿|千万|百万|万|千)?元)$/;
/** The line below a title: the year, and the unit of amounts. */
const YEAR_LINE = /^[（(]?(?:19|20)\d{2}\s*年度?[)）]?\s*((?:金额)?单位[:：]?.{1,3})?$/;
/** The weight of what a heading stands beside. */
const POINTS = /^\d+(\.\d+)?分$/;
const YEAR = /((?:19|20)\d{2})年/;
/** Shorter labels may stand in a name. */
const MIN_SWALLOWED = 4;
const MIN_LABEL_FRAGMENT = 4;
const MIN_BESIDE_ROW = 3;
const LONGEST_LABEL = 12;
const AT_PAGE_EDGE = 'printed at the edge of every page';
const WORDY = /^\p{Script=Han}{2}/u;
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
  /** All such parts in their order. */
  const headingPieces: string[] = [];
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
    const { text, brackets } = foldBrackets(label);
    const isWhole = compiled.headings.has(text) && brackets.every((bracket) => UNIT.test(bracket) || POINTS.test(bracket));
    if (isWhole || (wholeLine && compiled.headingParts.has(label.text))) {
      brackets.forEach(noteUnit);
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
    if (!entry) sections.tables.set(table, (entry = { header: null, headers: [], lines: [], asides: [], strayLabels: [] }));
    if (unit !== null && !units.has(table)) units.set(table, unit);
    return entry;
  };

  let title: ExtractedCell = EMPTY_CELL;
  for (let at = region.from; at < region.to; at++) {
    const line = lines[at];
    if (!line || line.tokens.length === 0) continue;
    if (line.index === region.title) {
      const words = line.tokens.flatMap((token) => token.words);
      title = makeCell(wordsToPieces(words), { margin: Infinity, doubts: [], candidates: [] });
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
    // A running head or foot is no part of what a page break cuts; above the first table it may be content that several forms share.
    if (line.running === true && mode !== 'head' && line.tokens.every((token) => !compiled.labels.has(token.label.text))) {
      for (const token of line.tokens) asResidue(token, AT_PAGE_EDGE);
      continue;
    }
    if (mayBeNote(line.tokens[0]?.text ?? '', compiled.notes) && isNote(lineToText(line), compiled.notes)) {
      line.tokens.forEach(asBoilerplate);
      if (typeof mode === 'object' && sections.tables.get(mode)?.lines.length) mode = 'after';
      continue;
    }
    if (mode === 'head' && fieldPieces.size === 0) {
      const text = line.tokens.filter((token) => !isHeading(token, false)).map((token) => token.text).join('');
      const yearLine = YEAR_LINE.exec(text);
      if (yearLine) {
        year ??= toYear(text);
        noteUnit(yearLine[1] ?? null);
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
        else asResidue(token, BESIDE_HEADER);
      }
      mode = header.table;
      const entry = tableOf(header.table);
      entry.header ??= line;
      entry.headers.push(line);
      continue;
    }
    // 总体目标 is a heading beside the objectives, or the label of one: with another such label behind it, it is a label.
    const isLabelOf = (token: Token): boolean => line.tokens.length > line.tokens.indexOf(token) + 1 && line.tokens.slice(line.tokens.indexOf(token)).every((other) => compiled.fields.get(other.label.text)?.place === 'below');
    const leading = leadingContent(line, (token) => {
      if (isLabelOf(token)) return false;
      const whole = line.tokens.length === 1;
      const fragment = token.label.text;
      // 年度总体 in front of a line whose other half, 目标, stood on a line of its own.
      const completes = !whole && tornHeading !== null && (compiled.headings.has(tornHeading + fragment) || compiled.headings.has(fragment + tornHeading));
      // In drawn or aligned cells what stands left of the prose is beside it.
      const beside = mode === 'prose' && token.cell !== null && line.kind === 'grid' && token.cell < (sections.prose.labels[0]?.token.cell ?? 0);
      // 绩效指 in front of a row, the rest of the heading in front of a later one.
      const besideRow = typeof mode === 'object' && line.kind === 'flowing' && token === line.tokens[0] && fragment.length >= MIN_BESIDE_ROW && mode.levels.has(line.tokens[1]?.label.text ?? '');
      const besideLabels = beside || besideRow || (!whole && line.tokens.slice(1).every((other) => compiled.fields.has(other.label.text)));
      if (!completes && !isHeading(token, whole || besideLabels)) return false;
      if (!compiled.headings.has(fragment)) headingPieces.push(fragment);
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
    // A box below the rows.
    if (typeof mode === 'object' && mode.items.size === 0 && compiled.others.has(folded.text) && !hasLevels(lines, at + 1, region.to, mode)) {
      if (sections.tables.get(mode)?.lines.length) {
        mode = 'after';
        asBoilerplate(first);
        for (const token of content.slice(1)) asResidue(token, AFTER_THE_END);
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
    const isUnknown = (token: Token): boolean => token.text.length <= LONGEST_LABEL && !token.shape.hasDigit && token.shape.clauses === 0;
    const besideUnknown = below.length === 1 && content.length === 2 && !(typeof mode === 'object' && mode.items.size === 0) && content.every((token) => compiled.fields.has(token.label.text) || (!compiled.labels.has(token.label.text) && isUnknown(token)));
    if (below.length > 0 && (below.length === content.length || besideUnknown) && sections.prose.labels.length === 0) {
      mode = 'prose';
      for (const token of content) if (!compiled.fields.has(token.label.text)) asResidue(token, BESIDE_NO_LABEL);
      for (const { field, token } of below) {
        asBoilerplate(token);
        if (token.label.starred) starredFields.push(field.name);
        sections.prose.labels.push({ field, token });
      }
      continue;
    }
    if (typeof mode === 'object' && mode.items.size === 0) {
      const drawn = sections.tables.get(mode)?.header?.kind === 'grid';
      if (drawn && line.kind === 'flowing') {
        for (const token of content) {
          asResidue(token, 'outside the cells of the table');
          if (mode.levels.has(token.label.text)) tableOf(mode).strayLabels.push(token);
        }
      } else tableOf(mode).lines.push({ ...line, tokens: content });
      continue;
    }
    // Fields beside their labels.
    const beside = labels.filter(({ field }) => field.place === 'beside');
    const fused = beside.length === 0 && mode !== 'prose' ? fusedLabel(content, compiled) : null;
    const besideOther = content.some((token) => compiled.others.has(token.label.text) || isOtherWithValue(token, compiled));
    if ((beside.length > 0 || fused || besideOther) && mode !== 'prose' && mode !== 'after') {
      mode = 'head';
      lastField = null;
      let why = BESIDE_NO_LABEL;
      for (const token of content) {
        if (compiled.others.has(token.label.text)) {
          asBoilerplate(token);
          lastField = null;
          why = BESIDE_OTHER;
          continue;
        }
        if (isOtherWithValue(token, compiled)) {
          asResidue(token, OTHER_WITH_VALUE);
          lastField = null;
          continue;
        }
        const field = compiled.fields.get(token.label.text);
        if (field?.place === 'beside' && !fieldPieces.get(field.name)?.pieces.length) {
          asBoilerplate(token);
          if (token.label.starred) starredFields.push(field.name);
          // What the layout doubts of a label is whether what stands beside it is its value.
          const entry = { definition: field, pieces: [], doubts: token.words.flatMap(({ doubts: own }) => own.filter(({ code }) => code === 'uncertain-place')) };
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
        if (compiled.headings.has(foldBrackets(token.label).text)) {
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
        // Names hold no blanks between ideographs; a number or code may stand behind one.
        if (token.cell === null && lastField.definition.kind === 'text' && lastField.pieces.length > 0 && WORDY.test(token.text)) {
          fieldPieces.get(lastField.name)?.doubts.push({ code: 'uncertain-place', note: `"${token.text}" stands apart behind the value: a label between them may be lost` });
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
  const continued = headingInProse(headingPieces, sections.prose, compiled);
  const proseIsLaidOut = readProse(sections.prose, fields, claimed, boilerplate, compiled, reading);
  if (continued !== null) {
    const note = `the rest of the heading "${continued}" was not found beside this text: it may stand in it`;
    for (const { field } of sections.prose.labels) {
      const cell = fields[field.name];
      if (cell) fields[field.name] = { ...cell, confidence: Math.min(cell.confidence, 0.5), doubts: [...cell.doubts, { code: 'heading-fragment', note }] };
    }
  }
  const columnsOfProse = compiled.definition.fields.filter(({ place }) => place === 'below').length;
  const isFlowingProse = sections.prose.lines.some(({ kind }) => kind === 'flowing');
  if (sections.prose.labels.length === 1 && columnsOfProse > 1 && (residue.some(({ why }) => why !== AT_PAGE_EDGE) || isFlowingProse)) {
    const name = sections.prose.labels[0]?.field.name ?? '';
    const cell = fields[name];
    const note = 'the label of the column beside it was not found: its text may be in this cell';
    if (cell) fields[name] = { ...cell, confidence: Math.min(cell.confidence, 0.5), doubts: [...cell.doubts, { code: 'label-missing', note }] };
    for (const { name: other, place, labels } of compiled.definition.fields) {
      if (place === 'below' && fields[other] === EMPTY_CELL) fields[other] = makeCell([], { margin: 0, doubts: [{ code: 'cell-missing', note: `nothing was found for ${labels[0] ?? other}: it may be lost` }], candidates: [] });
    }
  }
  // Rows alone say little of the form they are of.
  if (region.title === null && fieldPieces.size === 0) {
    const note = 'neither the title nor a label of the head was found: the head of the form is lost or stands elsewhere';
    title = makeCell([], { margin: 0, doubts: [{ code: 'head-missing', note }], candidates: [] });
    for (const { name } of compiled.definition.fields) {
      if (fields[name] === EMPTY_CELL) fields[name] = makeCell([], { margin: 0, doubts: [{ code: 'head-missing', note }], candidates: [] });
    }
  }
  // Text of the form that fits nowhere may be what a field without a label lacks; the label of a column is none.
  const lost = residue.filter(({ why }) => why !== AFTER_THE_END && why !== OTHER_WITH_VALUE && why !== AT_PAGE_EDGE && why !== BESIDE_HEADER);
  // The same holds where a value has swallowed text that may be a label and its value.
  const swallowing = [...fieldPieces.values()].find(({ doubts: own }) => own.some(({ code }) => code === 'uncertain-place'));
  if (lost.length > 0 || swallowing) {
    const text = lost[0]?.word.text ?? swallowing?.pieces.at(-1)?.words[0]?.text ?? '';
    const note = `its label was not found, and the form holds text that fits nowhere: "${text}"`;
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
    if (total) readTotal(total, table, extracted?.printed ?? readHeader(null, table, []).columns, fields, claimed, boilerplate);
    // A table without the columns of its total prints none; one without rows may have lost its columns with them.
    else if (table.definition.total && !(section?.header && (extracted?.rows.length ?? 0) > 0 && Object.keys(table.definition.total.cells).every((name) => !extracted?.columns.includes(name)))) {
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

/** Words as a piece for each printed line: a wrapped text is joined without a blank. */
function wordsToPieces(words: readonly Word[]): Piece[] {
  const byLine = new Map<number, Word[]>();
  for (const word of words) {
    const line = 'line' in word.source ? word.source.line : 0;
    byLine.set(line, [...(byLine.get(line) ?? []), word]);
  }
  return [...byLine].map(([line, own]) => ({ line, words: own }));
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

/** True when lines from `from` to `to`, exclusive, print labels of rows of the table. */
function hasLevels(lines: readonly Line[], from: number, to: number, table: CompiledTable): boolean {
  for (let at = from; at < to; at++) if (lines[at]?.tokens.some((token) => table.levels.has(token.label.text))) return true;
  return false;
}

/** True for 填报日期：2022年3月1日 in one word: nothing beside it is its value. */
const isOtherWithValue = ({ text }: Token, { others }: CompiledDefinition): boolean => {
  const colon = /[:：](?=.)/u.exec(text)?.index ?? 0;
  return colon > 0 && others.has(foldLabel(text.slice(0, colon)).text);
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

const LEAST_OF_HEADING = 2;

/**
 * The heading of which some pieces in a row are the beginning, and the beginnings of lines of prose what follows, or which these spell alone; null where
 * none is.
 */
function headingInProse(pieces: readonly string[], { lines }: ProseLines, { headings }: CompiledDefinition): string | null {
  const runs = pieces.flatMap((_, from) => pieces.slice(from).map((__, i) => pieces.slice(from, from + i + 1).join('')));
  for (const printed of runs) {
    if (printed.length < LEAST_OF_HEADING) continue;
    for (const heading of headings) {
      const next = heading.slice(printed.length, printed.length + LEAST_OF_HEADING);
      if (heading.startsWith(printed) && next.length === LEAST_OF_HEADING && lines.some(({ tokens }) => tokens.some(({ text }) => text.startsWith(next)))) return heading;
    }
  }
  // A line each begins with a piece of it: nearly no heading has even its first two characters there.
  const beginnings = new Set(lines.flatMap(({ tokens }) => tokens.map(({ text }) => text.slice(0, LEAST_OF_HEADING))));
  const spells = (at: number, rest: string): boolean => {
    if (rest === '') return true;
    for (let k = rest.length; k >= LEAST_OF_HEADING; k--) if (lines[at]?.tokens.some(({ text }) => text.startsWith(rest.slice(0, k))) === true && spells(at + 1, rest.slice(k))) return true;
    return false;
  };
  for (const heading of headings) {
    if (!beginnings.has(heading.slice(0, LEAST_OF_HEADING))) continue;
    for (let k = LEAST_OF_HEADING; k <= heading.length - LEAST_OF_HEADING; k++) {
      if (lines.some(({ tokens }, at) => tokens.some(({ text }) => text.startsWith(heading.slice(0, k))) && spells(at + 1, heading.slice(k)))) return heading;
    }
  }
  return null;
}
