import type { InkPiece } from './ink-pieces.js';
import type { ReadCharacter } from './line-recogniser.js';

/** How far from the middle of its character the middle of a piece of ink can lie, in ems: half the width of the character, and the engine's error. */
const REACH_WIDE = 0.55;
const REACH_NARROW = 0.3;
/** Beside the reach of the characters around it, a piece may stick out by this much, in ems, before what sticks out is ink of another sign. */
const STICKS_OUT = 0.15;
const SPREAD_NARROW = 0.42;
/** The most that one character can cover, in ems. */
const COVERS_WIDE = 1.12;
const COVERS_NARROW = 0.72;
/** Ink that is smaller than this in both directions, in ems, is a speck. */
const SPECK = 0.06;
/** Ideographs are set one em apart; further apart than this, up to that, a dot no larger than this may stand just between them (生·年). */
const APART = [1.12, 1.9] as const;
const LARGEST_DOT = 0.2;
const OFF_MIDDLE = 0.25;
const UNREAD_DOT = 0.2;
const IDEOGRAPH = /\p{Script=Han}/u;
const WIDE = /[%‰mMWw@—–…²\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]/u;

/** The width of the ink that is left, in ems, when each character in turn has covered as much as it can: engines misplace characters, but not this far. */
function leftOver(pieces: readonly InkPiece[], characters: readonly ReadCharacter[], em: number): number {
  let next = 0;
  for (const { text } of characters) {
    const start = pieces[next]?.box[0];
    if (start === undefined) return 0;
    const end = start + (WIDE.test(text) ? COVERS_WIDE : COVERS_NARROW) * em;
    next += 1;
    while ((pieces[next]?.box[2] ?? Infinity) <= end) next += 1;
  }
  return pieces.slice(next).reduce((most, { box }) => Math.max(most, box[2] - box[0]), 0) / em;
}

/** Whether a dot stands between two ideographs that were read as neighbours: each is near enough to pass for the ink of either. */
function hasDotBetween(pieces: readonly InkPiece[], characters: readonly ReadCharacter[], left: number, em: number): boolean {
  return characters.some(({ text, x }, i) => {
    const next = characters[i + 1];
    if (next === undefined || !IDEOGRAPH.test(text) || !IDEOGRAPH.test(next.text)) return false;
    const distance = (next.x - x) / em;
    if (distance < APART[0] || distance > APART[1]) return false;
    const between = left + (x + next.x) / 2;
    return pieces.some(({ box: [x0, y0, x1, y1] }) => x1 - x0 <= LARGEST_DOT * em && y1 - y0 <= LARGEST_DOT * em && Math.abs((x0 + x1) / 2 - between) <= OFF_MIDDLE * em);
  });
}

/** The widest ink, in ems, between two characters that are too far apart to cover it: characters that touch are one piece, in which one may have been left out. */
function inkBetween(pieces: readonly InkPiece[], characters: readonly ReadCharacter[], left: number, em: number): number {
  const spread = ({ text }: ReadCharacter): number => (WIDE.test(text) ? REACH_WIDE : SPREAD_NARROW) * em;
  const widths = characters.slice(1).flatMap((next, i) => {
    const before = characters[i] ?? next;
    const [from, to] = [left + before.x + spread(before), left + next.x - spread(next)];
    return pieces.map(({ box }) => Math.min(box[2], to) - Math.max(box[0], from));
  });
  return Math.max(0, ...widths) / em;
}

/**
 * The ink of a line that no character of a reading accounts for: how far, in ems, the loneliest piece lies beyond the reach of every character.
 * 0 when all ink is accounted for. It finds what engines leave out while being sure of the rest: a star or 一 in front, a point behind.
 * `left` is where the line image begins on the page, `em` the size of the line's characters, both in pixels.
 */
export function unreadInk(pieces: readonly InkPiece[], characters: readonly ReadCharacter[], left: number, em: number): number {
  const printed = characters.filter((character) => character.text.trim() !== '');
  const real = pieces.filter(({ box: [x0, y0, x1, y1] }) => x1 - x0 >= SPECK * em || y1 - y0 >= SPECK * em);
  let loneliest = Math.max(leftOver(real, printed, em), hasDotBetween(real, printed, left, em) ? UNREAD_DOT : 0, inkBetween(real, printed, left, em) - STICKS_OUT);
  for (const { box } of real) {
    const [x0, , x1] = box;
    const middle = (x0 + x1) / 2;
    let [beyond, before, after] = [Infinity, Infinity, Infinity];
    for (const { text, x } of printed) {
      const [wide, at] = [WIDE.test(text), x + left];
      beyond = Math.min(beyond, Math.max(0, Math.abs(middle - at) / em - (wide ? REACH_WIDE : REACH_NARROW)));
      const spread = (wide ? REACH_WIDE : SPREAD_NARROW) * em;
      if (at + spread >= x0) before = Math.min(before, Math.max(0, at - spread - x0));
      if (at - spread <= x1) after = Math.min(after, Math.max(0, x1 - at - spread));
    }
    loneliest = Math.max(loneliest, beyond, Math.max(before, after) / em - STICKS_OUT);
  }
  return loneliest;
}
