import { createBroker } from './broker.js';
import { ConfigError, readConfig } from './config.js';
import { createLog } from './log.js';

/** The broker as a process: environment in, one line with the URL out, logs on stderr. */
async function main(): Promise<void> {
  // What people wrote is for nobody else on this machine.
  process.umask(0o077);
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const broker = await createBroker(config, log);
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    // The second time somebody means it.
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, 'stopping');
    broker.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'could not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const { url } = await broker.listen();
  process.stdout.write(`Deskbell is ready at ${url}\n`);
}

/** What the person who starts it can mend gets one line; anything else is a fault of ours. */
function explain(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
});
