import type { LogEntry } from '../core/message-log.js';

/** What was added at the end of a log since it was last looked at. */
export interface News {
  /** The newest line of somebody else. */
  readonly heard?: LogEntry;
  /** Lines of others. */
  readonly count: number;
  readonly hasOwn: boolean;
}

/** Finds what is new in a log, from its end, so that the length of the log costs nothing. */
export class LogNews {
  #newestId: string | undefined;

  /** Forgets the log: the next one is new as a whole, which is no news. */
  reset(): void {
    this.#newestId = undefined;
  }

  take(entries: readonly LogEntry[], myId: string | undefined): News {
    const before = this.#newestId;
    this.#newestId = entries.at(-1)?.id;
    let heard: LogEntry | undefined;
    let count = 0;
    let hasOwn = false;
    for (let at = entries.length - 1; before !== undefined && at >= 0; at--) {
      const entry = entries[at];
      if (!entry || entry.id === before) break;
      if (entry.senderId === myId) hasOwn = true;
      else {
        heard ??= entry;
        count += 1;
      }
    }
    return { count, hasOwn, ...(heard && { heard }) };
  }
}
