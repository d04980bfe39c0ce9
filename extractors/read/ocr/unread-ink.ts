import type { InkPiece } from './ink-pieces.js';
import type { ReadCharacter } from './line-recogniser.js';

/** How far from the middle of its character the middle of a piece of ink can lie, in ems: half the width of the character, and the engine's error. */
const REACH_WIDE = 0.55;
const REACH_NARROW = 0.3;
/** Ink that is smaller than this in both directions, in ems, is a speck. */
const SPECK = 0.06;
const WIDE = /[%‰m²\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]/u;

/**
 * The ink of a line that no character of a reading accounts for: how far, in ems, the loneliest piece lies beyond the reach of every character.
 * 0 when all ink is accounted for. It finds what engines leave out while being sure of the rest: a star or 一 in front, a point behind.
 * `left` is where the line image begins on the page, `em` the size of the line's characters, both in pixels.
 */
export function unreadInk(pieces: readonly InkPiece[], characters: readonly ReadCharacter[], left: number, em: number): number {
  const printed = characters.filter((character) => character.text.trim() !== '');
  let loneliest = 0;
  for (const { box } of pieces) {
    const [x0, y0, x1, y1] = box;
    if (x1 - x0 < SPECK * em && y1 - y0 < SPECK * em) continue;
    const middle = (x0 + x1) / 2;
    let beyond = Infinity;
    for (const character of printed) {
      beyond = Math.min(beyond, Math.max(0, Math.abs(middle - left - character.x) / em - (WIDE.test(character.text) ? REACH_WIDE : REACH_NARROW)));
    }
    loneliest = Math.max(loneliest, beyond);
  }
  return loneliest;
}
