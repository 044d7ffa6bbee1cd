import { defaultReporter } from '@web/test-runner';
import { chromeLauncher } from '@web/test-runner-chrome';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { a11ySnapshotPlugin } from '@web/test-runner-commands/plugins';
import { fileURLToPath } from 'node:url';
import { findChromium } from './scripts/chromium.js';
import { countReporter } from './scripts/wtr-report.js';

const report = process.env.DESKBELL_REPORT;

export default {
  files: 'test/{elements,client}/**/*.test.ts',
  reporters: [defaultReporter(), ...(report ? [countReporter(report)] : [])],
  nodeResolve: true,
  // A tab behind another gets neither frames nor the focus.
  concurrency: 1,
  browsers: [
    chromeLauncher({
      launchOptions: {
        executablePath: findChromium(),
        args: [
          '--no-sandbox',
          '--use-fake-device-for-media-stream=device-count=2',
          '--use-fake-ui-for-media-stream',
          '--autoplay-policy=no-user-gesture-required',
          '--disable-background-networking',
          '--disable-component-update',
          '--disable-sync',
          '--disable-quic',
          '--no-first-run',
        ],
      },
    }),
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
