import type { Finding } from '../../schemas/record.js';

/** What a reason is known by: its rule and both sides of what disagrees, not who was thought to be to blame. */
export const reasonKey = ({ rule, data }: Pick<Finding, 'rule' | 'data'>): string =>
  JSON.stringify([rule, Object.entries(withoutVerdict(data)).sort(([a], [b]) => (a < b ? -1 : 1))]);

/** The data of a finding without what the judge added. */
export const withoutVerdict = ({ verdict: _verdict, verdictCell: _cell, verdictText: _text, ...data }: Finding['data']): Finding['data'] => data;
