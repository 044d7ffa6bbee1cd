import { defaultReporter } from '@web/test-runner';
import { chromeLauncher } from '@web/test-runner-chrome';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { a11ySnapshotPlugin } from '@web/test-runner-commands/plugins';
import { fileURLToPath } from 'node:url';
import { CHROMIUM_FLAGS, withoutFeatures } from './scripts/chromium-flags.js';
import { findChromium } from './scripts/chromium.js';
import { countReporter } from './scripts/wtr-report.js';

const report = process.env.DESKBELL_REPORT;

/** Another Chromium each time. */
const browser = () =>
  chromeLauncher({
    launchOptions: {
      executablePath: findChromium(),
      args: [
        ...CHROMIUM_FLAGS,
        withoutFeatures(),
        '--use-fake-device-for-media-stream=device-count=2',
      ],
    },
  });

const groups = ['elements', 'client'].map((name) => ({
  name,
  files: `test/${name}/**/*.test.ts`,
  browsers: [browser()],
}));
/** Groups would all run, whatever files are asked for. */
const isOfSome = process.argv.includes('--files');

export default {
  // A tab behind another gets neither frames nor the focus: one tab at a time, in two browsers.
  concurrency: 1,
  concurrentBrowsers: 2,
  ...(isOfSome ? { browsers: [browser()] } : { groups }),
  reporters: [defaultReporter(), ...(report ? [countReporter(report)] : [])],
  nodeResolve: true,
  middleware: [
    // What a test names in this cookie cannot be loaded (test/support/unreachable.ts).
    /** @type {NonNullable<import('@web/test-runner').TestRunnerConfig['middleware']>[number]} */
    async (context, next) => {
      if (context.path === '/forget-modules') {
        context.set('clear-site-data', '"cache"');
        context.body = '';
        return undefined;
      }
      const missing = context.cookies.get('unreachable');
      if (!missing || !context.path.endsWith(decodeURIComponent(missing))) return next();
      // An answer, even a refusal, would be kept by the browser.
      context.respond = false;
      context.req.socket.destroy();
      return undefined;
    },
  ],
  plugins: [
    {
      name: 'webrtc-adapter-stub',
      // As in the build: PeerJS reads nothing else of it.
      resolveImport: (/** @type {{ source: string }} */ { source }) =>
        source === 'webrtc-adapter' ? '/src/client/webrtc-adapter-stub.ts' : undefined,
    },
    a11ySnapshotPlugin(),
    esbuildPlugin({
      ts: true,
      tsconfig: fileURLToPath(new URL('./tsconfig.base.json', import.meta.url)),
    }),
  ],
  testFramework: { config: { timeout: 10_000 } },
};
