import type { Page } from '../../schemas/page.js';
import { dumpToLines } from './dump-to-lines.js';
import { pagesToLines } from './grids-to-lines.js';
import type { Line } from './line.js';

/** Cuts the pages of a document into lines of tokens: a dump as its lines are printed, pages with places or drawn cells by their tables. */
export const documentToLines = (pages: readonly Page[]): Line[] =>
  pages.every((page) => page.unit === 'char' && page.rulings.length === 0) ? dumpToLines(pages) : pagesToLines(pages);
