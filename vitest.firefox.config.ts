import { defineConfig } from 'vitest/config';

/** People in Firefox and in Chromium, talking to each other over a real broker. */
export default defineConfig({
  test: {
    include: ['test/firefox/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    fileParallelism: false,
  },
});
