import { programToQueue } from '../pipeline/queue/boss.js';
import { programHash } from '../pipeline/queue/document-key.js';
import { migrateDatabase, openQueue } from '../pipeline/queue/prepare-database.js';
import { readStatus } from '../pipeline/queue/queue-status.js';
import { redrive } from '../pipeline/queue/redrive.js';
import { statusToLines } from './status-to-lines.js';
import { withQueue, type QueueOptions } from './with-queue.js';

type Versions = Readonly<Record<string, string>>;
type Tend = Pick<QueueOptions, 'url' | 'warn'>;

const tending = (options: Tend): QueueOptions => ({ ...options, name: 'rowproof', connections: 2 });

/** `rowproof status`: how the queue stands, as lines or as JSON. */
export const tellStatus = (options: Tend, versions: Versions, json: boolean): Promise<string> =>
  withQueue(tending(options), async (database) => {
    const status = await readStatus(database, programToQueue(programHash(versions)));
    return json ? JSON.stringify(status, null, 2) : statusToLines(status).join('\n');
  });

/** `rowproof redrive`: puts dead letters back into the queue. Gives how many. */
export const redriveLetters = (options: Tend, versions: Versions, names: readonly string[]): Promise<number> =>
  withQueue(tending(options), async (database) => {
    const program = programHash(versions);
    const boss = await openQueue(database, program);
    try {
      return await redrive(database, boss, programToQueue(program), program, names);
    } finally {
      await boss.close();
    }
  });

/** `rowproof migrate`: makes the database ready for this version. */
export const migrateQueue = (options: Tend, versions: Versions): Promise<void> => withQueue(tending(options), (database) => migrateDatabase(database, programHash(versions)));
