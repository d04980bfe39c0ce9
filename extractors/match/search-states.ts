import type { CellKind } from '../../schemas/form-definition.js';

/** How a token can stand, see decode-rows.ts; a state knows it by its place in this list. */
export const ROLES = ['new', 'same', 'continue', 'tail', 'early', 'junk'] as const;
export type Role = (typeof ROLES)[number];
export const [NEW, SAME, CONTINUE, TAIL, EARLY, JUNK] = [0, 1, 2, 3, 4, 5] as const;

/** In place of a state or a token that there is none of. */
export const NONE = -1;

/** States with the same furthest column and the same column of the token: with a value printed early or without, inside a tail or not. */
const SLOTS_PER_COLUMN = 4;
/** States dearer than the best by more than this are dropped: such a reading never wins and would not make a margin that matters. */
export const BEAM = 9;
/** A rival dearer than this makes a margin beyond any doubt and is not kept. */
const RIVAL = 6;

/** A state leads to so many in one column at most: a new row, the next cell or more of the same, the rest of a name, a value printed early. */
const MOST_IN_COLUMN = 5;
const FIRST_CAPACITY = 1 << 12;
const MOST_KEPT = 1 << 16;

/**
 * The states of a search for rows: a state is a number, and what is known of it stands in arrays at that number. A search makes some ten of them for each
 * token and keeps few, too many for objects. States are only ever added; those that lost against one in the same slot hang on it as its rivals.
 */
export class SearchStates {
  count = 0;
  cost = new Float64Array(FIRST_CAPACITY);
  /** The state of the token before it. */
  previous = new Int32Array(FIRST_CAPACITY);
  /** Index of its token. */
  at = new Int32Array(FIRST_CAPACITY);
  column = new Int32Array(FIRST_CAPACITY);
  role = new Int32Array(FIRST_CAPACITY);
  /** Position of the row: the furthest column it has reached. */
  reached = new Int32Array(FIRST_CAPACITY);
  /** The token that is the last piece of the row's wrapping text column, for reading on. */
  name = new Int32Array(FIRST_CAPACITY);
  /** 1 while a value printed before the name of its row waits for it. */
  early = new Int32Array(FIRST_CAPACITY);
  /** The first of the row's points, NaN before it. */
  points = new Float64Array(FIRST_CAPACITY);
  /** 1 when a later one is less, 0 when it isn't, NONE before it. */
  isLess = new Int32Array(FIRST_CAPACITY);
  /** The width of the widest line of the running cell, in columns of the dump. */
  widest = new Int32Array(FIRST_CAPACITY);
  /** The width of its token, in columns of the dump; 0 where lines have cells. */
  width = new Int32Array(FIRST_CAPACITY);
  /** The rival that was found last, and for a rival the one before it. */
  lastRival = new Int32Array(FIRST_CAPACITY);
  rivalBefore = new Int32Array(FIRST_CAPACITY);

  /** The least cost of a state of the token at hand. */
  least = Infinity;
  /** The states of the token before the one at hand, the best first. */
  live = new Int32Array(0);
  liveCount = 0;
  /** For each token the state of the best path; by how much it won, and against which state. */
  path = new Int32Array(0);
  margins = new Float64Array(0);
  rivals = new Int32Array(0);
  /** The best state of the token at hand in each slot, NONE where there is none; and the slots in use. */
  #slots = new Int32Array(0);
  #used = new Int32Array(0);
  #usedCount = 0;
  #slotsPerReach = 0;
  #kinds: readonly CellKind[] = [];
  #token = 0;
  #width = 0;
  #isNumber = false;
  /** The number that the token at hand is; NaN where it is none. */
  #number = NaN;

  /** Forgets all states, for a search with columns of these kinds. What a very large table took is given back. */
  begin(kinds: readonly CellKind[]): void {
    this.count = 0;
    if (this.cost.length > MOST_KEPT) this.#resize(FIRST_CAPACITY);
    if (this.path.length > MOST_KEPT) this.path = new Int32Array(0);
    this.#kinds = kinds;
    this.#slotsPerReach = (kinds.length + 1) * SLOTS_PER_COLUMN;
    const slots = (kinds.length + 1) * this.#slotsPerReach;
    if (this.#slots.length < slots) {
      this.#slots = new Int32Array(slots).fill(NONE);
      this.#used = new Int32Array(slots);
      this.live = new Int32Array(slots);
    }
    this.liveCount = 0;
    // A search that was broken off left some.
    for (let i = 0; i < this.#usedCount; i++) this.#slots[this.#used[i] ?? 0] = NONE;
    this.#usedCount = 0;
  }

  /** From here on states are those of this token. */
  beginToken(token: number, width: number, isNumber: boolean, number: number): void {
    this.#token = token;
    this.#width = width;
    this.#isNumber = isNumber;
    this.#number = number;
    this.least = Infinity;
  }

  /** Makes room for all states of a token that follows so many, in so many columns; arrays that were taken before may be others. */
  reserve(sources: number, columns: number): void {
    const needed = this.count + sources * (columns * MOST_IN_COLUMN + 1) + 1;
    if (needed > this.cost.length) this.#resize(Math.max(needed, this.cost.length * 2));
  }

  /**
   * Adds a state of the token at hand, unless it is too dear, or a better one has its slot and it is no rival. Its cost stands behind those of all states
   * already: a call with a fraction in it makes an object of it.
   */
  put(previous: number, column: number, role: number, reached: number, name: number, early: number): void {
    const state = this.count;
    const cost = this.cost[state] ?? Infinity;
    if (cost > this.least + BEAM) return;
    if (cost < this.least) this.least = cost;
    const slot = (reached + 1) * this.#slotsPerReach + (column + 1) * SLOTS_PER_COLUMN + early + (role === TAIL ? 2 : 0);
    const other = this.#slots[slot] ?? NONE;
    const otherCost = other === NONE ? Infinity : (this.cost[other] ?? Infinity);
    if (cost >= otherCost && cost - otherCost >= RIVAL) return;
    this.count++;
    const width = this.#width;
    this.widest[state] = role === CONTINUE ? Math.max(this.widest[previous] ?? 0, width) : width;
    // The first of a row's points is its weight: when a later one is less the row owes an explanation.
    const begun = role === NEW || previous === NONE;
    let points = begun ? NaN : (this.points[previous] ?? NaN);
    let isLess: number = begun ? NONE : (this.isLess[previous] ?? NONE);
    if ((role === NEW || role === SAME) && this.#kinds[column] === 'points' && this.#isNumber) {
      if (Number.isNaN(points)) points = this.#number;
      else isLess = this.#number < points ? 1 : 0;
    }
    this.previous[state] = previous;
    this.at[state] = this.#token;
    this.column[state] = column;
    this.role[state] = role;
    this.reached[state] = reached;
    this.name[state] = name;
    this.early[state] = early;
    this.points[state] = points;
    this.isLess[state] = isLess;
    this.width[state] = width;
    this.lastRival[state] = NONE;
    if (other === NONE) {
      this.#used[this.#usedCount++] = slot;
      this.#slots[slot] = state;
    } else if (cost >= otherCost) this.#addRival(other, state);
    else {
      this.#moveRivals(other, state);
      if (otherCost - cost < RIVAL) this.#addRival(state, other);
      this.#slots[slot] = state;
    }
  }

  /** The best states of the token at hand become those that the next one goes on from. */
  endToken(): void {
    const { cost, live } = this;
    let count = 0;
    for (let i = 0; i < this.#usedCount; i++) {
      const slot = this.#used[i] ?? 0;
      const state = this.#slots[slot] ?? NONE;
      this.#slots[slot] = NONE;
      const own = cost[state] ?? 0;
      if (own > this.least + BEAM) continue;
      // The best first: what it leads to bounds the others.
      let place = count++;
      for (; place > 0 && (cost[live[place - 1] ?? NONE] ?? 0) > own; place--) live[place] = live[place - 1] ?? NONE;
      live[place] = state;
    }
    this.liveCount = count;
    this.#usedCount = 0;
  }

  #addRival(state: number, rival: number): void {
    this.rivalBefore[rival] = this.lastRival[state] ?? NONE;
    this.lastRival[state] = rival;
  }

  /** Gives the rivals of one state to another, which has none. */
  #moveRivals(from: number, to: number): void {
    this.lastRival[to] = this.lastRival[from] ?? NONE;
    this.lastRival[from] = NONE;
  }

  /** Begins a path over so many tokens. */
  beginPath(tokens: number): void {
    if (this.path.length < tokens) {
      this.path = new Int32Array(2 * tokens);
      this.margins = new Float64Array(2 * tokens);
      this.rivals = new Int32Array(2 * tokens);
    }
    this.margins.fill(Infinity, 0, tokens);
    this.rivals.fill(NONE, 0, tokens);
  }

  /** Puts the rivals of a state into the order they were found in; they were last to first. */
  reverseRivals(state: number): void {
    let before = NONE;
    for (let rival = this.lastRival[state] ?? NONE; rival !== NONE; ) {
      const next = this.rivalBefore[rival] ?? NONE;
      this.rivalBefore[rival] = before;
      before = rival;
      rival = next;
    }
    this.lastRival[state] = before;
  }

  #resize(capacity: number): void {
    const resized = (array: Int32Array): Int32Array<ArrayBuffer> => {
      const other = new Int32Array(capacity);
      other.set(array.subarray(0, Math.min(this.count, capacity)));
      return other;
    };
    const resizedCosts = (array: Float64Array): Float64Array<ArrayBuffer> => {
      const other = new Float64Array(capacity);
      other.set(array.subarray(0, Math.min(this.count, capacity)));
      return other;
    };
    this.cost = resizedCosts(this.cost);
    this.points = resizedCosts(this.points);
    this.isLess = resized(this.isLess);
    this.previous = resized(this.previous);
    this.at = resized(this.at);
    this.column = resized(this.column);
    this.role = resized(this.role);
    this.reached = resized(this.reached);
    this.name = resized(this.name);
    this.early = resized(this.early);
    this.widest = resized(this.widest);
    this.width = resized(this.width);
    this.lastRival = resized(this.lastRival);
    this.rivalBefore = resized(this.rivalBefore);
  }
}
