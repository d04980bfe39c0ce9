import type { FormDefinition } from '../../schemas/form-definition.js';
import type { Page } from '../../schemas/page.js';
import { compileDefinition } from './compile-definition.js';
import { dumpToLines } from './dump-to-lines.js';
import { pagesToLines } from './grids-to-lines.js';
import type { Line } from './line.js';

/** Cuts the pages of a document into lines of tokens: a dump as its lines are printed, pages with places or drawn cells by their tables, and where no
 * rules are drawn by the labels of `definitions`. */
export const documentToLines = (pages: readonly Page[], definitions: readonly FormDefinition[] = []): Line[] =>
  pages.every((page) => page.unit === 'char' && page.rulings.length === 0) ? dumpToLines(pages) : pagesToLines(pages, definitions.map(compileDefinition));
