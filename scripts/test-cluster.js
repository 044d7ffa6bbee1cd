/** `npm run test:cluster`: the suites that need Redis and PostgreSQL. There are none yet. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './run.js';

const files = readdirSync(join(ROOT, 'test/cluster')).filter((name) => name.endsWith('.test.ts'));
if (files.length > 0) {
  console.error(`test/cluster holds suites that nothing runs yet: ${files.join(', ')}`);
  console.log(`0 passed, ${files.length} failed, 0 skipped`);
  process.exit(1);
}
console.log('There are no cluster suites yet: the broker keeps to one process and to SQLite.');
console.log('0 passed, 0 failed, 0 skipped');
