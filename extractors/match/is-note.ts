/** What numbering of a note begins with, and the numbering. */
const MAY_BE_NUMBERED = /^[-—–•*\s（(\d一二三四五六七八九十]/;
const NUMBERING = /^[-—–•*\s]*(\(?[（]?\d+[)）.、．]|[一二三四五六七八九十]+、)?\s*/;

/** What begins with a value is not numbered. */
const VALUE = /^\d+[^\d)）.、．]/;

/** A text as notes are compared: without blanks, letters and signs in their usual width. Colons stay: they tell a note (注：) from a word. */
export const foldNote = (text: string): string => text.normalize('NFKC').replace(/\s+/gu, '');

/** False where the first word of a line tells that it is no note, as it does of nearly all. */
export const mayBeNote = (first: string, notes: readonly string[]): boolean => first === '' || mayBeNumbered(first) || beginsAsNote(first, notes);

/** Ideographs that number. */
const NUMERALS = '一二三四五六七八九十';

function mayBeNumbered(first: string): boolean {
  if (isIdeograph(first.charCodeAt(0)) && !NUMERALS.includes(first.charAt(0))) return false;
  return MAY_BE_NUMBERED.test(first) && !VALUE.test(first);
}

/** True for a text with the first character of a note. */
function beginsAsNote(text: string, notes: readonly string[]): boolean {
  for (const note of notes) if (note.charCodeAt(0) === text.charCodeAt(0)) return true;
  return false;
}

/** True for digits and ideographs, which fold to themselves whatever follows. */
const staysAsItIs = (code: number): boolean => (code >= 0x30 && code <= 0x39) || isIdeograph(code);
const isIdeograph = (code: number): boolean => code >= 0x4e00 && code <= 0x9fff;

/** True for a line that begins with one of the notes of a form, which are folded, numbered or not. */
export function isNote(line: string, notes: readonly string[]): boolean {
  const rest = line.replace(NUMBERING, '');
  if (staysAsItIs(rest.charCodeAt(0)) && !beginsAsNote(rest, notes)) return false;
  const text = foldNote(rest);
  return notes.some((note) => text.startsWith(note));
}
