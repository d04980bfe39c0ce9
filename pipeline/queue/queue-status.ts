import { z } from 'zod';
import { RunError } from '../batch/run-error.js';
import { BOSS_SCHEMA, DEAD_LETTERS } from './boss.js';
import type { Database } from './database.js';
import { JobOutput, JobPayload } from './job-payload.js';
import { SCHEMA } from './migrations.js';

const count = z.coerce.number().pipe(z.int());
const seconds = z.coerce.number().transform((value) => Math.round(value));

const QueueState = z.object({
  queue: z.string(),
  /** Whether it is the one of this version of the program. */
  own: z.boolean(),
  waiting: count,
  /** Waiting for another try after a failure. */
  retrying: count,
  running: count,
  done: count,
  /** Ended without success: `deadLetters` names them. */
  failed: count,
});
const WorkerState = z.object({
  id: z.string(),
  host: z.string(),
  pid: z.int(),
  own: z.boolean(),
  jobs: z.int(),
  /** Documents that it has committed. */
  documents: z.int(),
  /** Seconds since it has last shown itself. */
  silent: seconds,
  /** Names of the documents that it holds, and for how many seconds the first of them. */
  running: z.array(z.string()),
  longest: seconds.nullable(),
});
const RunState = z.object({ id: z.string(), dataset: z.string(), host: z.string(), pid: z.int(), documents: z.int(), to_read: z.int(), silent: seconds, started: z.string() });
const Letter = z.object({ data: JobPayload, output: z.unknown(), since: z.string() });

/** What is waiting, running, done and failed, and where. */
export interface QueueStatus {
  readonly place: string;
  readonly queues: readonly z.infer<typeof QueueState>[];
  readonly workers: readonly z.infer<typeof WorkerState>[];
  readonly runs: readonly z.infer<typeof RunState>[];
  readonly deadLetters: readonly { readonly name: string; readonly outcome: string; readonly message: string; readonly since: string }[];
}

/** Workers and runs that have not shown themselves for so long are gone, in seconds. */
const GONE = 300;
const LETTERS = 1000;

/** How the queue stands. `queue` is the one of this version. Throws a RunError (1) where there is none yet. */
export async function readStatus(database: Database, queue: string): Promise<QueueStatus> {
  return database.use(async (connection) => {
    const [there] = await connection.rows(z.object({ ready: z.boolean() }), `select to_regclass('${SCHEMA}.program') is not null as ready`);
    if (there?.ready !== true) throw new RunError(`There is no queue at ${database.place} yet: rowproof run --queue, rowproof worker or rowproof migrate makes it.`, 1);
    const queues = await connection.rows(
      QueueState,
      `select p.queue, p.queue = $1 as own,
         count(*) filter (where j.state = 'created') as waiting, count(*) filter (where j.state = 'retry') as retrying, count(*) filter (where j.state = 'active') as running,
         count(*) filter (where j.state = 'completed') as done, count(*) filter (where j.state = 'failed') as failed
       from ${SCHEMA}.program p left join ${BOSS_SCHEMA}.job j on j.name = p.queue group by p.queue, p.prepared_at order by own desc, p.prepared_at desc`,
      [queue],
    );
    const workers = await connection.rows(
      WorkerState,
      `select w.id, w.host, w.pid, p.queue is not null as own, w.jobs, w.documents, extract(epoch from now() - w.seen_at) as silent,
         coalesce(json_agg(a.name order by a.started_at) filter (where a.id is not null), '[]') as running, extract(epoch from now() - min(a.started_at)) as longest
       from ${SCHEMA}.worker w left join ${SCHEMA}.program p on p.program = w.program and p.queue = $1
         left join ${SCHEMA}.attempt a on a.worker = w.id and a.ended_at is null
       where w.ended_at is null and w.seen_at > now() - $2 * interval '1 second' group by w.id, p.queue order by w.host, w.pid`,
      [queue, GONE],
    );
    const runs = await connection.rows(
      RunState,
      `select id, dataset, host, pid, documents, to_read, extract(epoch from now() - seen_at) as silent, started_at::text as started from ${SCHEMA}.run
       where ended_at is null and seen_at > now() - $1 * interval '1 second' order by started_at`,
      [GONE],
    );
    const letters = await connection.rows(Letter, `select data, output, created_on::text as since from ${BOSS_SCHEMA}.job where name = $1 and state = 'created' order by created_on, id limit ${LETTERS}`, [DEAD_LETTERS]);
    return { place: database.place, queues, workers, runs, deadLetters: letters.map(({ data, output, since }) => ({ name: data.name, since, ...letterToOutcome(output) })) };
  });
}

/** pg-boss itself says only that a job took too long: then its workers were lost. */
function letterToOutcome(output: unknown): { outcome: string; message: string } {
  const { data } = JobOutput.safeParse(output);
  return data === undefined ? { outcome: 'crashed', message: 'its worker was lost each time' } : { outcome: data.outcome, message: data.message };
}
