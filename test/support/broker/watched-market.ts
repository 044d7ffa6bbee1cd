import { pino } from 'pino';
import { logOptions } from '../../../signaling/log.js';
import type { Environment } from '../start-broker.js';
import { openMarket, type Market } from './market.js';

export interface WatchedMarket extends Market {
  /** Lines of the log that tell of a failure of the broker's own, and everything it wrote. */
  failures(): string[];
  logged(): string;
}

/** A market whose broker has its real log, read along. */
export async function openWatchedMarket(environment: Environment = {}): Promise<WatchedMarket> {
  const lines: string[] = [];
  const log = pino(logOptions('info'), { write: (line: string) => void lines.push(line) });
  const market = await openMarket(environment, log);
  return {
    ...market,
    failures: () => lines.filter((line) => /"level":"(error|fatal)"/.test(line)),
    logged: () => lines.join(''),
  };
}
