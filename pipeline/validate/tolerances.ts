/** How far two printed numbers may lie apart and still agree, since forms round, cut and mix both. */

/** Of one score: systems round half up or cut to two decimals. */
export const scoreTolerance = '0.01';

/** Of a printed total: rounded once more than its parts (a total of 94 over scores of 93.98). */
export const totalTolerance = '0.05';
