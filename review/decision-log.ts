import { constants } from 'node:fs';
import { open, readFile, stat, type FileHandle } from 'node:fs/promises';
import { Decision } from '../schemas/decision.js';
import { textToDecisions } from '../pipeline/decisions/text-to-decisions.js';

export interface DecisionLog {
  /** All decisions in the order of the file, those that others have appended since included. */
  read(): Promise<readonly Decision[]>;
  /** Appends decisions; settles when they are on the disk. One whose id is there already is not written twice. */
  append(decisions: readonly Decision[]): Promise<void>;
}

/**
 * The file of decisions, one JSON line each, only ever appended to; it is made with the first decision. Each call reads what others have appended
 * meanwhile. Throws an Error with the line's number when a line is no decision; a last line that was cut while it was written was never confirmed
 * to anybody, and is taken off before the next is written.
 */
export function openDecisionLog(path: string): DecisionLog {
  let decisions: readonly Decision[] = [];
  let mark = '';
  let turn: Promise<unknown> = Promise.resolve();
  /** One after the other: two tabs that decide at once must not see each other's half. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };

  const load = async (): Promise<{ cut: string | null; endsLine: boolean }> => {
    const now = await fileMark(path);
    const text = now === '' ? '' : await readFile(path, 'utf8');
    const { decisions: found, brokenLine, cut } = textToDecisions(text);
    if (brokenLine !== null) throw new Error(`${path}:${brokenLine}: is no decision; see rowproof schema decision.`);
    decisions = found;
    mark = now;
    return { cut, endsLine: text === '' || text.endsWith('\n') };
  };

  return {
    read: () =>
      inTurn(async () => {
        if (mark === '' || (await fileMark(path)) !== mark) await load();
        return decisions;
      }),
    append: (added) =>
      inTurn(async () => {
        const { cut, endsLine } = await load();
        const known = new Set(decisions.map(({ id }) => id));
        const fresh = added.filter(({ id }) => !known.has(id));
        if (fresh.length === 0) return;
        const file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND, 0o644);
        try {
          if (cut !== null) await takeOff(file, path, cut);
          const start = cut === null && !endsLine ? '\n' : '';
          // One write: another process that appends at the same time gets its lines before or after, not between.
          await file.write(start + fresh.map((decision) => `${JSON.stringify(Decision.parse(decision))}\n`).join(''));
          await file.sync();
        } finally {
          await file.close();
        }
        await load();
      }),
  };
}

async function takeOff(file: FileHandle, path: string, cut: string): Promise<void> {
  const { size } = await stat(path);
  await file.truncate(size - Buffer.byteLength(cut));
}

/** Changes with the file; '' where there is none. */
async function fileMark(path: string): Promise<string> {
  try {
    const { size, mtimeMs, ino } = await stat(path);
    return `${size} ${mtimeMs} ${ino}`;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
