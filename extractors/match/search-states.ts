/** How a token can stand, see decode-rows.ts; a state knows it by its place in this list. */
export const ROLES = ['new', 'same', 'continue', 'tail', 'early', 'junk'] as const;
export type Role = (typeof ROLES)[number];
export const [NEW, SAME, CONTINUE, TAIL, EARLY, JUNK] = [0, 1, 2, 3, 4, 5] as const;

/** In place of a state or a token that there is none of. */
export const NONE = -1;

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

  add(at: number, cost: number, previous: number, reached: number, column: number, role: number, name: number, early: number, points: number, isLess: number, widest: number, width: number): number {
    if (this.count === this.cost.length) this.#resize(this.count * 2);
    const state = this.count++;
    this.cost[state] = cost;
    this.previous[state] = previous;
    this.at[state] = at;
    this.column[state] = column;
    this.role[state] = role;
    this.reached[state] = reached;
    this.name[state] = name;
    this.early[state] = early;
    this.points[state] = points;
    this.isLess[state] = isLess;
    this.widest[state] = widest;
    this.width[state] = width;
    this.lastRival[state] = NONE;
    return state;
  }

  addRival(state: number, rival: number): void {
    this.rivalBefore[rival] = this.lastRival[state] ?? NONE;
    this.lastRival[state] = rival;
  }

  /** Gives the rivals of one state to another, which has none. */
  moveRivals(from: number, to: number): void {
    this.lastRival[to] = this.lastRival[from] ?? NONE;
    this.lastRival[from] = NONE;
  }

  /** In the order they were found. */
  rivals(state: number): number[] {
    const rivals: number[] = [];
    for (let rival = this.lastRival[state] ?? NONE; rival !== NONE; rival = this.rivalBefore[rival] ?? NONE) rivals.push(rival);
    return rivals.reverse();
  }

  /** Forgets all states. What a very large table took is given back. */
  clear(): void {
    this.count = 0;
    if (this.cost.length > MOST_KEPT) this.#resize(FIRST_CAPACITY);
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
