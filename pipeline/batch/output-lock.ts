import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Disk } from './disk.js';
import { RunError, systemErrorCode, writeErrorToRunError } from './run-error.js';

/** Who holds an output folder. */
const Holder = z.object({
  pid: z.int(),
  host: z.string(),
  /** Boot and process namespace: where two agree on it, process numbers mean the same. Null where the system doesn't say. */
  place: z.string().nullable(),
  /** When the process began, as the system says it: another process with the same number has another one. */
  born: z.string().nullable(),
  since: z.string(),
});
type Holder = z.infer<typeof Holder>;

/** How often a holder shows that it lives, for those who can't look at its process. */
const HEARTBEAT_MILLISECONDS = 10_000;
/** A holder on another machine that hasn't shown itself for so long is dead. */
const SILENCE_MILLISECONDS = 120_000;

/** What file systems without hard links answer; there the lock is made by the exclusive opening of its file. */
const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

export interface OutputLock {
  release(): Promise<void>;
}

/**
 * Takes the output folder for this process; `own` is its folder for the run's own files. Throws a RunError (exit status 4) that names the holder when
 * another living run has it. The lock of a dead run is taken over: its process is gone or its number belongs to another process by now, or, on
 * another machine, container or boot, it has stopped showing itself.
 */
export async function lockOutput(own: string, disk: Disk): Promise<OutputLock> {
  const path = join(own, 'lock');
  const me: Holder = { pid: process.pid, host: hostname(), place: thisPlace(), born: bornAt(process.pid), since: new Date().toISOString() };
  const mine = join(own, `lock-${process.pid}-${Date.now()}`);
  const text = JSON.stringify(me);
  try {
    await writeLock(mine, text, disk);
  } catch (error) {
    throw writeErrorToRunError(error, join(own, '..'));
  }
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        // A link is made whole or not at all, and never over another.
        await disk.link(mine, path).catch((error: unknown) => {
          if (!NO_LINKS.has(systemErrorCode(error) ?? '')) throw error;
          return writeLock(path, text, disk);
        });
        break;
      } catch (error) {
        if (systemErrorCode(error) !== 'EEXIST') throw writeErrorToRunError(error, join(own, '..'));
      }
      const held = await readText(disk, path);
      if (held === null) continue;
      const holder = textToHolder(held);
      if (attempt > 4 || !(await isDead(holder, path, mine))) throw heldBy(holder, path);
      // Moved away, not removed: if another run has just taken it over, it is put back.
      const moved = `${mine}-dead-${attempt}`;
      try {
        await disk.rename(path, moved);
      } catch (error) {
        if (systemErrorCode(error) === 'ENOENT') continue;
        throw writeErrorToRunError(error, join(own, '..'));
      }
      const movedText = await readText(disk, moved);
      if (movedText !== held) await disk.link(moved, path).catch(() => undefined);
      await disk.remove(moved);
    }
  } finally {
    await disk.remove(mine).catch(() => undefined);
  }

  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, HEARTBEAT_MILLISECONDS);
  heartbeat.unref();
  return {
    async release() {
      clearInterval(heartbeat);
      if ((await readText(disk, path)) === text) await disk.remove(path).catch(() => undefined);
    },
  };
}

async function writeLock(path: string, text: string, disk: Disk): Promise<void> {
  const fd = await disk.open(path, 'new');
  try {
    await disk.write(fd, Buffer.from(text));
  } finally {
    await disk.close(fd);
  }
}

const readText = (disk: Disk, path: string): Promise<string | null> =>
  disk.read(path).then(
    (bytes) => bytes.toString('utf8'),
    () => null,
  );

function textToHolder(text: string): Holder | null {
  try {
    return Holder.parse(JSON.parse(text));
  } catch {
    // One that lost its content with the power, or that is being written where there are no links.
    return null;
  }
}

function heldBy(holder: Holder | null, path: string): RunError {
  const who = holder === null ? 'another run' : `process ${holder.pid} on ${holder.host}, since ${holder.since}`;
  return new RunError(`The output folder is held by ${who}. If that run is gone, remove ${path}.`, 4);
}

async function isDead(holder: Holder | null, path: string, fresh: string): Promise<boolean> {
  if (holder !== null && holder.host === hostname() && holder.place === thisPlace()) {
    if (!isAlive(holder.pid)) return true;
    // Alive under this number: ours, unless it began at another time.
    return holder.born !== null && bornAt(holder.pid) !== holder.born;
  }
  // Both times come from the clock of the disk, which may be another machine's.
  const [lock, now] = await Promise.all([stat(path).catch(() => null), stat(fresh)]);
  return lock !== null && now.mtimeMs - lock.mtimeMs > (holder === null ? HEARTBEAT_MILLISECONDS : SILENCE_MILLISECONDS);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) === 'EPERM';
  }
}

function thisPlace(): string | null {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return null;
  }
}

/** When a process began, in a form that is the same whenever it is asked for; null where the system doesn't say. */
function bornAt(pid: number): string | null {
  try {
    if (process.platform === 'linux') {
      const stats = readFileSync(`/proc/${pid}/stat`, 'latin1');
      // The second field is the program's name in brackets and may hold anything; the start time is the 20th after it.
      return stats.slice(stats.lastIndexOf(')') + 2).split(' ')[19] ?? null;
    }
    if (process.platform === 'win32') return null;
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } }).trim();
  } catch {
    return null;
  }
}
