import type { Page } from '../../schemas/page.js';
import { blocksToPage } from './blocks-to-page.js';
import { htmlToBlocks } from './html-to-blocks.js';

const HTML_FILE = /^\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html)\b/iu;
const TABLE = /<table[\s>]/iu;
const TABLE_CELL = /<t[dh][\s>]/iu;

/** True for the text of an HTML file, and for another text with an HTML table in it (Markdown of converters). */
export const isHtml = (text: string): boolean => HTML_FILE.test(text) || (TABLE.test(text) && TABLE_CELL.test(text));

/** Sets HTML on one page: text as lines, tables as drawn cells. Places are those in the file. */
export function htmlToPage(text: string): Page {
  const { blocks, suppressed } = htmlToBlocks(text);
  return blocksToPage(blocks, suppressed);
}
