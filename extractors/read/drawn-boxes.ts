import type { Ruling } from '../../schemas/page.js';
import { DUMP_LINE_HEIGHT } from './dump-word.js';

/** Where the strokes of a character that draws tables lead. */
const ARMS: Readonly<Record<string, string>> = { left: '─━═╌┄┈-=┐┓╗┘┛╝┤┫╣┬┳╦┴┻╩┼╋╬+╪╫┝┥┯┷┿', right: '─━═╌┄┈-=┌┏╔└┗╚├┣╠┬┳╦┴┻╩┼╋╬+╪╫┝┥┯┷┿', up: '│┃║|┘┛╝└┗╚├┣╠┤┫╣┴┻╩┼╋╬+╪╫┝┥┷┿', down: '│┃║|┌┏╔┐┓╗├┣╠┤┫╣┬┳╦┼╋╬+╪╫┝┥┯┿' };
const leads = (character: string | undefined, way: 'left' | 'right' | 'up' | 'down'): boolean => character !== undefined && (ARMS[way]?.includes(character) ?? false);

const TOP = /^\s*(?:[┌┏╔].*[┐┓╗]|\+[-=+]+\+)\s*$/u;
const BOTTOM = /^\s*(?:[└┗╚].*[┘┛╝]|\+[-=+]+\+)\s*$/u;
const STROKES = /[─━═]{2}|^\s*\+[-=+]{2,}\+\s*$/u;
const WALL = /[│┃║|├┤┣┫╠╣]/u;
/** Rows are parted by lines when there are so many of them inside, or one line of text between any two. */
const LEAST_INSIDE = 2;
const BOX = /[\u2500-\u257f]/u;

/** True for a character that draws a box on this line: dashes, and signs that a text may hold, only where nothing else stands on it. */
export const drawsBox = (character: string, isDrawn: boolean): boolean => BOX.test(character) || character === '|' || (isDrawn && '+-='.includes(character));

/**
 * The lines (from 1) of tables that are drawn with characters, a line between any two rows, as terminal browsers and converters to text draw them. Where only
 * the header is parted from the rows each line is a row: that is a table of pipes.
 */
export function findBoxLines(text: string): ReadonlySet<number> {
  const found = new Set<number>();
  if (!/[┌┏╔]|\+--/u.test(text)) return found;
  let from = -1;
  let inside: number[] = [];
  const lines = text.split(/\r\n|\r|\n/u);
  const end = lines.findLastIndex((line) => line.trim() !== '');
  lines.forEach((line, i) => {
    if (from < 0) {
      if (TOP.test(line)) [from, inside] = [i, []];
      return;
    }
    if (!WALL.test(line) && !STROKES.test(line)) {
      from = -1;
      return;
    }
    if (STROKES.test(line)) inside.push(i);
    // The end of a file may cut a table. A line of + and - is the top of a table, any line inside it, and its bottom.
    const isLast = i === end;
    if (!isLast && (!BOTTOM.test(line) || (line.trim().startsWith('+') && /^\s*[|+]/u.test(lines[i + 1] ?? '')))) return;
    const rows = [from, ...inside];
    if (rows.length >= LEAST_INSIDE + 2 || rows.every((row, r) => r === 0 || row - (rows[r - 1] ?? 0) <= 2)) for (let at = from; at <= i; at++) found.add(at + 1);
    from = -1;
  });
  return found;
}

/** A character that draws, where it stands: its column on the screen and its line on the page. */
export interface Stroke {
  readonly character: string;
  readonly x: number;
  readonly row: number;
}

const THICKNESS = 0.1;

/** The lines that strokes draw, through the middles of their characters. */
export function strokesToRulings(strokes: readonly Stroke[]): Ruling[] {
  const at = new Map(strokes.map(({ character, x, row }) => [`${row}:${x}`, character]));
  const rulings: Ruling[] = [];
  for (const { character, x, row } of strokes) {
    const y = row * DUMP_LINE_HEIGHT + DUMP_LINE_HEIGHT / 2;
    const isFirst = (way: 'left' | 'up', back: 'right' | 'down', before: string | undefined): boolean => !(leads(character, way) && leads(before, back));
    if (leads(character, 'right') && isFirst('left', 'right', at.get(`${row}:${x - 1}`))) {
      let end = x;
      while (leads(at.get(`${row}:${end}`), 'right') && leads(at.get(`${row}:${end + 1}`), 'left')) end++;
      if (end > x) rulings.push({ axis: 'h', at: y, from: x + 0.5, to: end + 0.5, thickness: THICKNESS });
    }
    if (leads(character, 'down') && isFirst('up', 'down', at.get(`${row - 1}:${x}`))) {
      let end = row;
      while (leads(at.get(`${end}:${x}`), 'down') && leads(at.get(`${end + 1}:${x}`), 'up')) end++;
      if (end > row) rulings.push({ axis: 'v', at: x + 0.5, from: y, to: end * DUMP_LINE_HEIGHT + DUMP_LINE_HEIGHT / 2, thickness: THICKNESS });
    }
  }
  return rulings;
}
