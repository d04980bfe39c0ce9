import type { DocumentResult, Form } from '../schemas/record.js';

/** The forms of a document. What a decision doesn't touch is parsed when it is asked for, and then stays one object. */
export interface FormList {
  readonly length: number;
  at(index: number): Form | undefined;
  all(): readonly Form[];
}

/** A result as it stands in the output folder. */
export type RecordedResult = Omit<DocumentResult, 'forms'> & { readonly forms: FormList };

export const toFormList = (forms: readonly Form[]): FormList => ({ length: forms.length, at: (index) => forms[index], all: () => forms });

/**
 * Parses `documents/<name>.json`, the forms of which come on demand: those of 500 pages are 20 MB, and who looks at a row needs one of them. `documentToJson`
 * begins and ends each form with a bracket on a line of its own, which no text can look like; a file that is laid out otherwise is parsed as a whole.
 */
export function parseResult(bytes: Buffer): RecordedResult {
  const places = findForms(bytes);
  if (places === null) {
    const result = JSON.parse(bytes.toString()) as DocumentResult;
    return { ...result, forms: toFormList(result.forms) };
  }
  const [first = 0, last = 0] = [places[0]?.from, places.at(-1)?.to];
  const frame = JSON.parse(bytes.toString('utf8', 0, first) + bytes.toString('utf8', last)) as DocumentResult;
  const parsed: Form[] = [];
  const at = (index: number): Form | undefined => {
    const place = places[index];
    return place === undefined ? undefined : (parsed[index] ??= JSON.parse(bytes.toString('utf8', place.from, place.to)) as Form);
  };
  return { ...frame, forms: { length: places.length, at, all: () => places.flatMap((_, index) => at(index) ?? []) } };
}

interface Place {
  readonly from: number;
  readonly to: number;
}

/** Where the forms stand in the file, or null where it isn't laid out so. */
function findForms(bytes: Buffer): readonly Place[] | null {
  const [head, open, close, tail] = ['\n  "forms": [', '\n    {', '\n    }', '\n  ]'];
  const begin = bytes.indexOf(head);
  if (begin === -1) return null;
  const has = (text: string, at: number): boolean => bytes.toString('latin1', at, at + text.length) === text;
  const places: Place[] = [];
  for (let at = begin + head.length; has(open, at); ) {
    const end = bytes.indexOf(close, at + open.length);
    if (end === -1) return null;
    const to = end + close.length;
    places.push({ from: at, to });
    if (!has(',', to)) return has(tail, to) ? places : null;
    at = to + 1;
  }
  return null;
}
