import { BOSS_SCHEMA } from './boss.js';

/** The schema of all tables but those of pg-boss. */
export const SCHEMA = 'rowproof';

/**
 * What has been done to the database, in order; a step that was released is never changed. docs/scale.md describes the tables. JSON that has to keep
 * its bytes is `json`, which stores the text as it is; what is only searched is `jsonb`.
 */
export const migrations: readonly string[] = [
  `
  create table ${SCHEMA}.configuration (
    hash text primary key,
    program text not null,
    definitions json not null,
    parser_options json not null,
    limits json not null,
    created_at timestamptz not null default now()
  );
  create table ${SCHEMA}.decision (
    hash text primary key,
    id text not null,
    document_name text not null,
    document_hash text not null,
    decision text not null,
    decided_by text not null,
    decided_at timestamptz not null,
    body json not null
  );
  create table ${SCHEMA}.result (
    document_hash text not null,
    fingerprint text not null,
    configuration text not null references ${SCHEMA}.configuration,
    job uuid not null unique,
    name text not null,
    outcome text not null,
    partial boolean not null,
    message text,
    lasting boolean not null,
    counts json not null,
    definitions json not null,
    bytes bigint not null,
    digest text not null,
    body json not null,
    writers text not null,
    attempt uuid,
    committed_at timestamptz not null default clock_timestamp(),
    primary key (document_hash, fingerprint)
  );
  create index result_recent on ${SCHEMA}.result (configuration, committed_at);
  create table ${SCHEMA}.result_table (
    document_hash text not null,
    fingerprint text not null,
    table_name text not null,
    rows jsonb not null,
    primary key (document_hash, fingerprint, table_name),
    foreign key (document_hash, fingerprint) references ${SCHEMA}.result on delete cascade
  );
  do $$ begin
    -- Several times quicker than the compression of old; not every server is built with it.
    execute 'alter table ${SCHEMA}.result alter body set compression lz4';
    execute 'alter table ${SCHEMA}.result_table alter rows set compression lz4';
  exception when others then null;
  end $$;
  create table ${SCHEMA}.worker (
    id uuid primary key,
    host text not null,
    pid integer not null,
    program text not null,
    jobs integer not null,
    started_at timestamptz not null default now(),
    seen_at timestamptz not null default now(),
    ended_at timestamptz,
    documents integer not null default 0
  );
  create table ${SCHEMA}.attempt (
    id uuid primary key,
    job uuid not null,
    number integer not null,
    document_hash text not null,
    fingerprint text not null,
    name text not null,
    worker uuid not null references ${SCHEMA}.worker,
    started_at timestamptz not null default now(),
    begun_at timestamptz,
    ended_at timestamptz,
    ending text check (ending in ('committed', 'tried again', 'dead letter', 'lost', 'given back')),
    outcome text
  );
  create index attempt_job on ${SCHEMA}.attempt (job);
  create table ${SCHEMA}.run (
    id uuid primary key,
    dataset text not null,
    host text not null,
    pid integer not null,
    program text not null,
    configuration text not null references ${SCHEMA}.configuration,
    documents integer not null,
    to_read integer not null default 0,
    started_at timestamptz not null default now(),
    seen_at timestamptz not null default now(),
    ended_at timestamptz
  );
  create table ${SCHEMA}.document (
    dataset text not null,
    name text not null,
    path text not null,
    bytes bigint,
    document_hash text,
    fingerprint text,
    outcome text not null,
    partial boolean not null,
    message text,
    run uuid not null references ${SCHEMA}.run,
    placed_at timestamptz not null default now(),
    primary key (dataset, name)
  );
  create index document_result on ${SCHEMA}.document (document_hash, fingerprint);
  `,
];

/**
 * Indexes on the table of one queue. pg-boss sorts all jobs that wait for every fetch, and looks through all that ever were for lapsed leases, as
 * runs do for dead jobs; with these they read what it needs, whatever their number. `table` is pg-boss's own name for it.
 */
export const queueIndexes = (table: string): string[] => [
  `create index if not exists ${table}_next on ${BOSS_SCHEMA}.${table} (priority desc, created_on, id) where state < 'active'`,
  `create index if not exists ${table}_active on ${BOSS_SCHEMA}.${table} (started_on) where state = 'active'`,
  `create index if not exists ${table}_dead on ${BOSS_SCHEMA}.${table} (id) where state = 'failed'`,
];
