import { defineConfig } from 'vitest/config';
import quick from './vitest.config.js';

/** The suites that take minutes: disasters at every moment, thousands of documents, other people's broken files. */
export default defineConfig({
  test: {
    ...quick.test,
    include: ['test/**/*.slow.ts', 'test/pipeline/batch/faults.test.ts'],
    env: { ROWPROOF_SLOW: '1' },
    fileParallelism: false,
    testTimeout: 900_000,
  },
});
