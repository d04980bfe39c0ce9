import { z } from 'zod';
import { DocumentResult } from '../../schemas/record.js';
import type { Database } from './database.js';
import { SCHEMA } from './migrations.js';
import { insertRows } from './result-store.js';

const Stale = z.object({ document_hash: z.string(), fingerprint: z.string(), body: z.unknown() });
const AT_ONCE = 50;

/** Makes the rows of all results anew that another version of the writers has made, so that the views show what the files of today would hold. */
export async function refreshRows(database: Database, writers: string): Promise<void> {
  for (;;) {
    const refreshed = await database.transaction(async (connection) => {
      const stale = await connection.rows(Stale, `select document_hash, fingerprint, body from ${SCHEMA}.result where writers <> $1 limit ${AT_ONCE} for update skip locked`, [writers]);
      for (const { document_hash: documentHash, fingerprint, body } of stale) {
        const key = [documentHash, fingerprint];
        await connection.run(`delete from ${SCHEMA}.result_table where document_hash = $1 and fingerprint = $2`, key);
        await insertRows(connection, { documentHash, fingerprint }, DocumentResult.parse(body));
        await connection.run(`update ${SCHEMA}.result set writers = $3 where document_hash = $1 and fingerprint = $2`, [...key, writers]);
      }
      return stale.length;
    });
    if (refreshed === 0) return;
  }
}
