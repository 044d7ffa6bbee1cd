import { spawnBroker, type Environment, type SpawnedBroker } from '../start-broker.js';

export interface Memory {
  /** What is alive: the heap after its garbage was collected, and what it holds outside. */
  readonly heldBytes: number;
  readonly rssBytes: number;
}

export interface WatchedBroker extends SpawnedBroker {
  /** Collects its garbage first. */
  memory(): Promise<Memory>;
  /** Rejects for a process that ended, and for a log with something that nobody handled. */
  expectUnharmed(): Promise<void>;
}

const PROBE = new URL('memory-probe.js', import.meta.url).href;

/** A broker in a process of its own, whose memory can be asked for. */
export async function spawnWatched(overrides: Environment = {}): Promise<WatchedBroker> {
  const broker = await spawnBroker({
    LOG_LEVEL: 'warn',
    NODE_OPTIONS: `--import=${PROBE}`,
    ...overrides,
  });

  async function memory(): Promise<Memory> {
    const said = broker.logged(/^memory (\{.*\})$/m);
    process.kill(broker.pid, 'SIGUSR2');
    const [, json = ''] = await said;
    const { heapUsed, external, rss } = JSON.parse(json) as Record<string, number>;
    return { heldBytes: heapUsed! + external!, rssBytes: rss! };
  }

  return {
    ...broker,
    // Spreading reads it once; it changes with a restart.
    get pid() {
      return broker.pid;
    },
    memory,
    async expectUnharmed() {
      const bad = broker
        .log()
        .split('\n')
        .filter((line) => /"level":"(error|fatal)"|[Uu]nhandled|Error:/.test(line));
      if (bad.length > 0) throw new Error(`the broker logged ${bad[0]!.slice(0, 2_000)}`);
      const { status } = await broker.api('/readyz');
      if (status !== 200) throw new Error(`the broker is not ready: ${status}`);
    },
  };
}
