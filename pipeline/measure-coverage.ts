import { DumpWord } from '../extractors/read/dump-word.js';
import { isWhiteSpace } from '../extractors/read/is-white-space.js';
import type { Extraction } from '../schemas/extraction.js';
import type { Page, Suppressed, Word } from '../schemas/page.js';
import type { Coverage, Residue } from '../schemas/record.js';

/** Code points of a text that are no white space. */
function length(text: string): number {
  let n = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if ((code & 0xfc00) !== 0xdc00 && !isWhiteSpace(code)) n++;
  }
  return n;
}

function total(words: readonly Word[]): number {
  let sum = 0;
  // A word of a text has no blank in it, and knows its length: every word is counted twice.
  for (const word of words) sum += word instanceof DumpWord ? word.length : length(word.text);
  return sum;
}

/**
 * Counts the characters of the pages and what became of them, and lists the residue, suppressed text included. Throws when the parts don't add up to
 * the whole: text was lost, which is a defect of ours.
 */
export function measureCoverage(pages: readonly Page[], extraction: Extraction): { coverage: Coverage; residue: Residue[] } {
  const suppressed: readonly Suppressed[] = pages.flatMap((page) => page.suppressed);
  const claimed = total(extraction.claimed);
  const boilerplate = total(extraction.boilerplate);
  const lost = total(extraction.residue.map(({ word }) => word)) + suppressed.reduce((sum, { text }) => sum + length(text), 0);
  const characters = pages.reduce((sum, page) => sum + total(page.words), 0) + suppressed.reduce((sum, { text }) => sum + length(text), 0);
  if (claimed + boilerplate + lost !== characters) {
    throw new Error(`coverage: ${claimed} claimed + ${boilerplate} boilerplate + ${lost} residue is not ${characters}`);
  }
  const residue: Residue[] = [];
  for (const { word, why } of extraction.residue) {
    const last = residue.at(-1);
    const { source } = word;
    // Words that follow each other on a line are one entry.
    if (last && last.why === why && 'line' in last.source && 'line' in source && last.source.line === source.line && last.source.column + last.source.length + 1 === source.column) {
      residue[residue.length - 1] = { text: `${last.text} ${word.text}`, source: { ...last.source, length: source.column + source.length - last.source.column }, why };
    } else residue.push({ text: word.text, source: toSource(source), why });
  }
  for (const { text, source, why } of suppressed) residue.push({ text, source: toSource(source), why });
  return { coverage: { characters, claimed, boilerplate, residue: lost }, residue };
}

const toSource = (source: Word['source']): Residue['source'] => ('bbox' in source ? { ...source, bbox: [...source.bbox] } : { ...source });
