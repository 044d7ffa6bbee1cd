/** `npm start`: install what is missing, build what is stale, become the broker. */
import { requireNode } from './node-version.js';

requireNode();
const { installDependencies } = await import('./install.js');
const { buildIfStale } = await import('./build.js');

try {
  await installDependencies();
  await buildIfStale();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
// In this process, so that Ctrl-C and SIGTERM reach the broker itself and its exit code is ours.
await import(new URL('../dist/signaling/main.js', import.meta.url).href);
