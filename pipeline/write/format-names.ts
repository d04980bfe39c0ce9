/** The formats that the tables can be written in, as `--format` knows them. What writes them is loaded by who writes. */
export const formatNames = ['csv', 'jsonl', 'xlsx', 'parquet'] as const;
export type Format = (typeof formatNames)[number];
