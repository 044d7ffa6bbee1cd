import { defineConfig } from '@playwright/test';

const report = process.env.DESKBELL_REPORT;

/** People on computers of their own, in network namespaces that the tests cut and bend. */
export default defineConfig({
  testDir: 'test/network',
  testMatch: '*.test.ts',
  outputDir: 'test-results/network',
  workers: 2,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: report ? [['list'], ['json', { outputFile: report }]] : 'list',
});
