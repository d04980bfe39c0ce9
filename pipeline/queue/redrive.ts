import { z } from 'zod';
import { BOSS_SCHEMA, DEAD_LETTERS, type Boss } from './boss.js';
import type { Database } from './database.js';
import { keyToJob } from './document-key.js';
import { JobPayload } from './job-payload.js';
import { SCHEMA } from './migrations.js';

const Letter = z.object({ id: z.string(), data: JobPayload });
const AT_ONCE = 500;

/**
 * Puts the dead letters of this version back into its queue: all, or those about documents of these names. Their failed results are withdrawn, so that the next
 * run shows what becomes of them. Gives how many there were. Letters of other versions stay: their documents are read anew by this one anyway.
 */
export async function redrive(database: Database, boss: Boss, queue: string, program: string, names: readonly string[]): Promise<number> {
  let total = 0;
  for (;;) {
    const moved = await database.transaction(async (connection) => {
      const letters = await connection.rows(
        Letter,
        `select j.id, j.data from ${BOSS_SCHEMA}.job j join ${SCHEMA}.configuration c on c.hash = j.data->>'configuration'
         where j.name = $1 and j.state = 'created' and c.program = $2 and (cardinality($3::text[]) = 0 or j.data->>'name' = any($3))
         order by j.created_on, j.id limit ${AT_ONCE} for update of j`,
        [DEAD_LETTERS, program, names],
      );
      for (const { id, data } of letters) {
        await connection.run(`delete from ${BOSS_SCHEMA}.job where name = $1 and id = $2`, [DEAD_LETTERS, id]);
        await connection.run(`delete from ${SCHEMA}.result where document_hash = $1 and fingerprint = $2`, [data.documentHash, data.fingerprint]);
        const job = keyToJob(data.documentHash, data.fingerprint);
        await connection.run(`delete from ${BOSS_SCHEMA}.job where name = $1 and id = $2 and state > 'active'`, [queue, job]);
        await boss.insert(queue, [{ id: job, data }], connection);
      }
      return letters.length;
    });
    total += moved;
    if (moved < AT_ONCE) return total;
  }
}
