import type { Page, Ruling, Word } from '../../../schemas/page.js';

/** A half-width character is half an em wide, a line 1.2 ems high; an em is 10 points. */
const EM = 10;
const WIDTH = 5;
const HEIGHT = 12;

/** Which arms a box-drawing character has: left, right, up, down. */
const ARMS: Readonly<Record<string, string>> = {
  '─': 'lr', '│': 'ud', '┌': 'rd', '┐': 'ld', '└': 'ru', '┘': 'lu', '├': 'rud', '┤': 'lud', '┬': 'lrd', '┴': 'lru', '┼': 'lrud',
};

/**
 * A page as drawn with characters: box-drawing characters become rulings (arms joined from middle to middle), everything else words, cut at blanks.
 * CJK characters stand for themselves and one blank behind them that is not drawn: they are two columns wide.
 */
export function pageFromDrawing(drawing: string, { number = 1, height }: { number?: number; height?: number } = {}): Page {
  const rows = drawing.replace(/^\n/, '').split('\n');
  const words: Word[] = [];
  const rulings: Ruling[] = [];
  let width = 0;
  rows.forEach((row, index) => {
    const top = index * HEIGHT;
    const middle = top + HEIGHT / 2;
    let column = 0;
    let open: { text: string; edges: number[] } | null = null;
    const close = (): void => {
      if (open === null) return;
      const [x0 = 0] = open.edges;
      const box = [x0, top + 1, open.edges.at(-1) ?? x0, top + 1 + EM] as const;
      words.push({ text: open.text, box, source: { page: number, bbox: box }, edges: open.edges, size: EM, confidence: 1, rotation: 0, doubts: [] });
      open = null;
    };
    for (const character of row) {
      const wide = /[\p{Script=Han}\u3000-\u303F\uFF00-\uFFEF]/u.test(character) ? 2 : 1;
      const x = column * WIDTH;
      const arms = ARMS[character];
      if (arms !== undefined) {
        close();
        const centre = x + WIDTH / 2;
        if (/[lr]/.test(arms)) rulings.push({ axis: 'h', at: middle, from: arms.includes('l') ? x : centre, to: arms.includes('r') ? x + WIDTH : centre, thickness: 0.5 });
        if (/[ud]/.test(arms)) rulings.push({ axis: 'v', at: centre, from: arms.includes('u') ? top : middle, to: arms.includes('d') ? top + HEIGHT : middle, thickness: 0.5 });
      } else if (character === ' ') close();
      else {
        open ??= { text: '', edges: [x] };
        open.text += character;
        open.edges.push(x + wide * WIDTH);
      }
      column += wide;
    }
    close();
    width = Math.max(width, column * WIDTH);
  });
  return { number, unit: 'pt', width, height: height ?? rows.length * HEIGHT, em: EM, words, rulings, separators: [], suppressed: [], needsOcr: null };
}
