import { DeskbellError } from '../core/errors.js';
import {
  BIG_GAP_MESSAGES,
  endOf,
  withNewestPage,
  withOlderPage,
  type MessageLog,
} from '../core/message-log.js';
import type { Conversation } from '../protocol/index.js';
import type { ConversationBook } from './conversation-book.js';
import type { RestClient } from './rest-client.js';
import type { Abortable } from './types.js';

export interface SyncPorts {
  book: ConversationBook;
  rest: RestClient;
  isOnline(): boolean;
  /** A fetch failed that will not get better. */
  onError(error: unknown): void;
  /** A log has moved on: receipts may be due. */
  onAdvance(conversationId: string): void;
}

export interface PageRequest extends Abortable {
  /** A seq. */
  before?: number | undefined;
  limit?: number | undefined;
}

const PAGE_MESSAGES = 50;
const RETRY_MS = 3_000;

/** Fetches what live frames did not bring: after every welcome, at every gap, and on paging. */
export class ConversationSync {
  readonly #ports: SyncPorts;
  readonly #running = new Map<string, Promise<void>>();
  readonly #retries = new Map<string, ReturnType<typeof setTimeout>>();
  #closed = false;

  constructor(ports: SyncPorts) {
    this.#ports = ports;
  }

  /** The list of conversations, then what changed in each known one. */
  async catchUpAll(): Promise<void> {
    const { book, rest } = this.#ports;
    await this.#retrying('', async () => {
      const listed = await rest.conversations();
      for (const conversation of listed) book.upsert(conversation);
      const seen = new Set(listed.map(({ id }) => id));
      const others = book.ids().filter((id) => !seen.has(id));
      // On a later page, or part of another one now.
      const looking = others.map((id) =>
        rest.conversation(id).then(
          (known) => book.upsert(known),
          (error: DeskbellError) => {
            if (error.code !== 'not_found') throw error;
            book.drop(id);
          },
        ),
      );
      await Promise.all(looking);
      await Promise.all(book.ids().map((id) => this.catchUp(id)));
    });
  }

  /** Brings one conversation up to the newest change that was heard of. */
  catchUp(id: string): Promise<void> {
    const running = this.#running.get(id);
    if (running) return running;
    const run = this.#retrying(id, () => this.#fetchMissed(id)).finally(() => {
      this.#running.delete(id);
    });
    this.#running.set(id, run);
    return run;
  }

  /** Fetches a conversation that a live frame was about. */
  discover(id: string): void {
    void this.#retrying(id, async () => {
      this.#ports.book.upsert(await this.#ports.rest.conversation(id));
      await this.#fetchMissed(id);
    });
  }

  /** @throws DeskbellError */
  async know(id: string, options?: Abortable): Promise<Conversation> {
    const { book, rest } = this.#ports;
    const known = book.get(id);
    if (known) return known.conversation;
    const conversation = await rest.conversation(id, options);
    book.upsert(conversation);
    return book.get(id)?.conversation ?? conversation;
  }

  /**
   * The newest page first, then the page before the window; with `before`, as many as it takes to
   * show that page.
   * @throws DeskbellError
   */
  async loadPage(id: string, page: PageRequest = {}): Promise<void> {
    const { before, limit = PAGE_MESSAGES, ...options } = page;
    await this.know(id, options);
    const { book } = this.#ports;
    const entry = book.get(id);
    if (!entry || entry.loading) return;
    book.change(id, (known) => ({ ...known, loading: true }));
    try {
      let { log } = entry;
      do {
        if (log.history === 'complete') return;
        if (log.history === 'unknown') await this.#loadNewest(id, limit, options);
        else await this.#loadOlder(id, log, limit, options);
        const next = book.get(id)?.log ?? log;
        if (next.baseSeq === log.baseSeq) return;
        log = next;
      } while (before !== undefined && log.baseSeq + limit >= before);
    } finally {
      book.change(id, (known) => ({ ...known, loading: false }));
    }
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#retries.values()) clearTimeout(timer);
  }

  async #fetchMissed(id: string): Promise<void> {
    const { book, rest, onAdvance } = this.#ports;
    for (;;) {
      const entry = book.get(id);
      if (!entry || this.#closed) return;
      const { log, conversation } = entry;
      if (conversation.rev <= log.syncedRev && log.ahead.length === 0) return onAdvance(id);
      if (conversation.lastSeq - endOf(log) > BIG_GAP_MESSAGES) {
        await this.#loadNewest(id, PAGE_MESSAGES);
        return onAdvance(id);
      }
      const changes = await rest.changes(id, log.syncedRev);
      book.receiveChanges(id, changes);
      onAdvance(id);
      // What went by while the answer was on its way was heard live, unless it left a gap.
      if (!changes.more && !book.get(id)?.log.ahead.length) return;
      if (changes.rev <= log.syncedRev) throw new DeskbellError('internal');
    }
  }

  async #loadNewest(id: string, limit: number, options?: Abortable): Promise<void> {
    const { book, rest } = this.#ports;
    const conversation = await rest.conversation(id, options);
    const messages = await rest.messages(id, { limit }, options);
    book.upsert(conversation);
    const { rev } = conversation;
    book.changeLog(id, (log) => withNewestPage(log, { messages, rev }));
  }

  async #loadOlder(
    id: string,
    { baseSeq, windowId }: MessageLog,
    limit: number,
    options?: Abortable,
  ): Promise<void> {
    const before = baseSeq + 1;
    const messages = await this.#ports.rest.messages(id, { before, limit }, options);
    this.#ports.book.changeLog(id, (log) => withOlderPage(log, { messages, windowId }));
  }

  /** A fetch that failed for the moment is tried again while we are online; else on the welcome. */
  async #retrying(key: string, fetch: () => Promise<void>): Promise<void> {
    try {
      await fetch();
    } catch (error) {
      // While offline the next welcome fetches it all again.
      if (this.#closed || !this.#ports.isOnline()) return;
      if (!(error instanceof DeskbellError && error.retryable)) return this.#ports.onError(error);
      clearTimeout(this.#retries.get(key));
      const retry = () => void (key === '' ? this.catchUpAll() : this.catchUp(key));
      this.#retries.set(key, setTimeout(retry, error.retryAfterMs ?? RETRY_MS));
    }
  }
}
