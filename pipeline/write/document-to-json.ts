import { Cell, Candidate, Coverage, DecisionState, DocumentResult, Doubt, Finding, Form, RecognisedPage, Residue, Reviewed, Row, Source } from '../../schemas/record.js';

/** The keys of one kind of object in their order, and how its members are written; `each` is for those of a record or list, whose keys are data. */
interface Shape {
  readonly keys?: readonly string[];
  readonly members?: Readonly<Record<string, Shape>>;
  readonly each?: Shape;
  /** Each member on a line of its own. */
  readonly open?: true;
}

const plain: Shape = {};
// Values of all kinds: one list serves them all, as no two kinds disagree on an order.
const value: Shape = { keys: ['kind', 'comparator', 'number', 'unit', 'base', 'per', 'of', 'date', 'op', 'from', 'to', 'parts'] };
const valueMembers: Record<string, Shape> = { base: { keys: ['number', 'unit'] }, from: value, to: value, parts: { each: value } };
Object.assign(value, { members: valueMembers });

const source: Shape = { keys: [...new Set(Source.options.flatMap((option) => Object.keys(option.shape)))] };
const cell: Shape = {
  keys: Object.keys(Cell.shape),
  members: {
    value,
    source: { each: source },
    doubts: { each: { keys: Object.keys(Doubt.shape) } },
    candidates: { each: { keys: Object.keys(Candidate.shape) } },
    reviewed: { keys: Object.keys(Reviewed.shape) },
  },
};
const cells: Shape = { open: true, each: cell };
const findings: Shape = { open: true, each: { keys: Object.keys(Finding.shape) } };
const row: Shape = { open: true, keys: Object.keys(Row.shape), members: { cells, reasons: findings } };
const form: Shape = {
  open: true,
  keys: Object.keys(Form.shape),
  members: { title: cell, fields: cells, tables: { open: true, each: { open: true, each: row } }, findings },
};
const documentShape: Shape = {
  open: true,
  keys: Object.keys(DocumentResult.shape),
  members: {
    document: { keys: Object.keys(DocumentResult.shape.document.shape), members: { recognised: { each: { keys: Object.keys(RecognisedPage.shape) } } } },
    forms: { open: true, each: form },
    residue: { open: true, each: { keys: Object.keys(Residue.shape), members: { source } } },
    coverage: { keys: Object.keys(Coverage.shape) },
    decisions: { open: true, each: { keys: Object.keys(DecisionState.shape) } },
  },
};

/**
 * The text of `documents/<name>.json`: keys in the order of the schema, one cell, finding or piece of residue a line, so that a person reads it and
 * a line-based diff shows what changed. The same result gives the same bytes, whatever order the stages set its keys in.
 */
export function documentToJson(result: DocumentResult): string {
  return `${print(result, documentShape, '\n')}\n`;
}

/** `newline` is the line break with the indentation of the object that is printed. */
function print(thing: unknown, shape: Shape, newline: string): string {
  if (typeof thing !== 'object' || thing === null || shape === plain) return JSON.stringify(thing);
  const inner = shape.open ? `${newline}  ` : newline;
  const separator = shape.open ? `,${inner}` : ',';
  const parts: string[] = [];
  if (Array.isArray(thing)) {
    for (const entry of thing) parts.push(print(entry, shape.each ?? plain, inner));
    return bracketed('[', parts, ']');
  }
  const colon = shape.open ? '": ' : '":';
  const object = thing as Readonly<Record<string, unknown>>;
  const add = (key: string, name: string): void => {
    const member = object[key];
    if (member !== undefined) parts.push(name + colon + print(member, shape.members?.[key] ?? shape.each ?? plain, inner));
  };
  // The keys of the schema need no escapes.
  for (const key of shape.keys ?? []) add(key, `"${key}`);
  // The other keys are data, or something that no schema names: that is rather printed than lost.
  for (const key of Object.keys(object)) if (!shape.keys?.includes(key)) add(key, JSON.stringify(key).slice(0, -1));
  return bracketed('{', parts, '}');

  function bracketed(open: string, members: readonly string[], close: string): string {
    if (members.length === 0) return open + close;
    return shape.open ? open + inner + members.join(separator) + newline + close : open + members.join(separator) + close;
  }
}
