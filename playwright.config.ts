import { defineConfig } from '@playwright/test';
import { CHROMIUM_FLAGS, withoutFeatures } from './scripts/chromium-flags.js';
import { findChromium } from './scripts/chromium.js';

const report = process.env.DESKBELL_REPORT;

/** Two people in two browser contexts of one Chromium with fake devices, against a real broker. */
export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '*.test.ts',
  outputDir: 'test-results',
  workers: 2,
  fullyParallel: false,
  // People wait more than they work, so two stories go side by side; what is measured goes alone.
  projects: [
    { name: 'stories', testIgnore: 'call-figures.test.ts' },
    { name: 'figures', testMatch: 'call-figures.test.ts', workers: 1, dependencies: ['stories'] },
  ],
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: report ? [['list'], ['json', { outputFile: report }]] : 'list',
  use: {
    browserName: 'chromium',
    actionTimeout: 15_000,
    permissions: ['microphone', 'camera'],
    screenshot: 'only-on-failure',
    // It costs a call a quarter of its time: `DESKBELL_TRACE=1` where one is wanted.
    trace: process.env.DESKBELL_TRACE ? 'retain-on-failure' : 'off',
    locale: 'en-GB',
    launchOptions: {
      executablePath: findChromium(),
      args: [
        ...CHROMIUM_FLAGS,
        withoutFeatures(),
        // Of three, the second sends no picture over a connection: its pixels are depths.
        '--use-fake-device-for-media-stream=device-count=3',
      ],
    },
  },
});
