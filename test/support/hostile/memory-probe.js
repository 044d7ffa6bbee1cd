/**
 * Loaded into a broker of a test by `--import`: on SIGUSR2 it collects garbage and says on stderr what
 * memory is left.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
/** @type {() => void} */
const collect = runInNewContext('gc');

process.on('SIGUSR2', () => {
  // Twice: what the first finalized is free after the second.
  collect();
  setImmediate(() => {
    collect();
    const { heapUsed, external, rss } = process.memoryUsage();
    process.stderr.write(`memory ${JSON.stringify({ heapUsed, external, rss })}\n`);
  });
});
