import type { Run } from '../../schemas/run.js';

/** The text of `run.json` in pieces: one input, one failure a line, so that it reads well and never stands in memory whole. */
export function* runToJson(run: Run): Generator<string> {
  const { schema, versions, fingerprint, fingerprintParts, options, started, shard, inputs, skipped, counts, sample, failures, ended, seconds, interrupted } = run;
  const head = { schema, versions, fingerprint, fingerprintParts, options, started, shard, ended, seconds, interrupted, counts, sample, skipped };
  yield `${JSON.stringify(head, null, 2).slice(0, -2)},\n`;
  yield* list('failures', failures);
  yield ',\n';
  yield* list('inputs', inputs);
  yield '\n}\n';
}

function* list(name: string, entries: readonly unknown[]): Generator<string> {
  yield `  "${name}": [`;
  for (const [i, entry] of entries.entries()) yield `${i === 0 ? '' : ','}\n    ${JSON.stringify(entry)}`;
  yield entries.length === 0 ? ']' : '\n  ]';
}
