import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The command line and the children of the batch run from dist/, as they do for a user.
    globalSetup: ['test/build-once.ts'],
    // Two cores are shared by the tests and the child processes that some of them start.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
