import type { Store } from '../store/store.js';
import { PAST_MS } from './call-silence.js';
import { Chore } from './chore.js';
import type { MessageNews } from './message-news.js';
import type { FileKeeper, Log, PresenceBoard } from './types.js';

/** How long what is kept. Unset: until its people delete it. */
export interface RetentionTimes {
  readonly messagesMs?: number | undefined;
  readonly filesMs?: number | undefined;
  readonly callsMs?: number | undefined;
  /** After their last visit. */
  readonly guestsMs?: number | undefined;
  readonly reportsMs?: number | undefined;
}

export interface RetentionOptions {
  readonly times: RetentionTimes;
  readonly store: Pick<Store, 'retention' | 'messages' | 'people'>;
  readonly presence: Pick<PresenceBoard, 'isOnline'>;
  readonly accounts: { erase(userId: string): Promise<void> };
  readonly news: Pick<MessageNews, 'changed'>;
  readonly files: FileKeeper;
  readonly log: Log;
  readonly now: () => number;
}

/** At a time: others' writes wait meanwhile. */
const GROUP = 100;

type Kind = 'messages' | 'files' | 'calls' | 'guests' | 'reports';

/** Takes away, every hour, what has been kept for as long as the settings say, or as it is of use. */
export class Retention {
  readonly #options: RetentionOptions;
  readonly #chore: Chore;

  constructor(options: RetentionOptions) {
    this.#options = options;
    this.#chore = new Chore('what is old was not removed', options.log);
  }

  start(): void {
    this.#chore.start(() => this.clean());
  }

  async clean(): Promise<void> {
    const { log, now } = this.#options;
    const past = now() - PAST_MS;
    const removed = {
      guests: await this.#remove('guests', (before) => this.#guests(before)),
      files: await this.#remove('files', (before) => this.#files(before)),
      messages: await this.#messages(),
      calls: await this.#remove('calls', (before) => this.#store.forgetCalls(before, GROUP)),
      reports: await this.#remove('reports', (before) => this.#store.forgetReports(before, GROUP)),
      departures: await this.#inGroups(() => this.#store.forgetDepartures(past, GROUP)),
    };
    if (Object.values(removed).some((count) => count > 0)) log.info(removed, 'old data removed');
  }

  /** Waits for what is running. Idempotent. */
  close(): Promise<void> {
    return this.#chore.close();
  }

  get #store(): Store['retention'] {
    return this.#options.store.retention;
  }

  async #remove(kind: Kind, some: (beforeMs: number) => Promise<number>): Promise<number> {
    const before = this.#beforeMs(kind);
    return before === undefined ? 0 : this.#inGroups(() => some(before));
  }

  /** Until one is not full. Answers how many went. */
  async #inGroups(some: () => Promise<number>): Promise<number> {
    for (let all = 0; ;) {
      const count = this.#chore.isClosed ? 0 : await some();
      all += count;
      if (count < GROUP) return all;
    }
  }

  async #guests(beforeMs: number): Promise<number> {
    const { store, presence, accounts, now } = this.#options;
    const userIds = await store.retention.staleGuests(beforeMs, GROUP);
    for (const userId of userIds) {
      if (this.#chore.isClosed) break;
      // Whoever is here is written down as they leave.
      if (presence.isOnline(userId)) await store.people.seen(userId, now());
      else await accounts.erase(userId);
    }
    return userIds.length;
  }

  async #files(beforeMs: number): Promise<number> {
    const { store, news, files, now } = this.#options;
    const ids = await store.retention.messagesWithFiles(beforeMs, GROUP);
    for (const id of ids) {
      if (this.#chore.isClosed) break;
      const outcome = await store.messages.change(id, undefined, () => ({
        patch: { deletedAtMs: now() },
      }));
      if ('refused' in outcome) continue;
      news.changed(outcome);
      if (outcome.released) await files.release(outcome.released);
    }
    return ids.length;
  }

  /** Nobody is told: what is gone is gone when a page is opened the next time. */
  async #messages(): Promise<number> {
    const before = this.#beforeMs('messages');
    if (before === undefined) return 0;
    let all = 0;
    let next: string | undefined = '';
    while (next !== undefined && !this.#chore.isClosed) {
      const forgotten = await this.#store.forgetMessages(before, next);
      for (const fileId of forgotten.fileIds) await this.#options.files.release({ fileId });
      all += forgotten.count;
      ({ next } = forgotten);
    }
    return all;
  }

  #beforeMs(kind: Kind): number | undefined {
    const time = this.#options.times[`${kind}Ms`];
    return time === undefined ? undefined : this.#options.now() - time;
  }
}
