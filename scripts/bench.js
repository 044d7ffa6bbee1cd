/** `npm run bench`: ready to run, then bench/run.js. */
import { requireNode } from './node-version.js';

requireNode();
const { installDependencies } = await import('./install.js');
const { buildIfStale } = await import('./build.js');
const { installChromium } = await import('./install-chromium.js');
const { run } = await import('./run.js');

await installDependencies();
await installChromium();
await buildIfStale();
process.exit(
  await run(process.execPath, ['bench/run.js', ...process.argv.slice(2)], { stdio: 'inherit' }),
);
