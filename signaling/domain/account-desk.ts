import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { CloseReason } from '../../src/protocol/index.js';
import type { Departure, Store } from '../store/store.js';
import { PAST_MS } from './call-silence.js';
import { exportAccount, type ExportSources } from './account-export.js';
import type { ConversationViews } from './conversation-views.js';
import type { DomainLimits } from './limits.js';
import type { Actor, Log, Ringing } from './types.js';

/** The bytes behind messages, as far as they go with an account. */
export interface AccountFiles {
  /** The export and the files it names, as a ZIP. */
  archive(userId: string, json: AsyncIterable<string>): Promise<Readable>;
  discard(fileId: string): Promise<void>;
  dropUpload(uploadId: string): Promise<void>;
}

export interface AccountDeskOptions extends ExportSources {
  readonly store: Store;
  readonly views: ConversationViews;
  readonly ringing: Pick<Ringing, 'list' | 'part'>;
  readonly directory: { forget(userId: string): void };
  readonly files: AccountFiles;
  readonly sockets: { dismiss(userId: string, reason: CloseReason): void };
  readonly limits: Pick<DomainLimits, 'takeExport' | 'takeErasure'>;
  readonly log: Log;
}

/** A person’s right to what is kept of them: to have it, and to have it taken away. */
export class AccountDesk {
  readonly #options: AccountDeskOptions;

  constructor(options: AccountDeskOptions) {
    this.#options = options;
  }

  /** Pieces of JSON: see `AccountExport`. Rejects with `not_found`, `rate_limited`. */
  async export(actor: Actor): Promise<AsyncGenerator<string>> {
    await this.#options.limits.takeExport(actor.userId);
    return exportAccount(this.#options, actor);
  }

  /** The same with the files. Rejects like `export`. */
  async archive(actor: Actor): Promise<Readable> {
    return this.#options.files.archive(actor.userId, await this.export(actor));
  }

  /** The same as `erase`, for the one who asks. Rejects with `rate_limited`. */
  async leave(actor: Actor): Promise<void> {
    await this.#options.limits.takeErasure(actor.userId);
    await this.erase(actor.userId);
  }

  /**
   * Takes away what this person wrote, sent and is known by. The others of a conversation keep what
   * they wrote themselves, and the traces of what is gone, under an id that nobody knows; they are
   * told at once. Asked again after a failure it goes on where it stopped. Whoever comes back with
   * a token of the same id is somebody new, but to who blocked or reported them, or does not take their calls.
   */
  async erase(userId: string): Promise<void> {
    const { store, files, directory, sockets, log } = this.#options;
    let conversations = 0;
    await this.#endCalls(userId);
    for (const id of await store.accounts.uploads(userId)) await files.dropUpload(id);
    do {
      for (const id of await store.accounts.conversationIds(userId)) {
        await this.#eraseFrom(id, userId);
        conversations++;
      }
    } while (!(await store.accounts.erase(this.#departure(userId))));
    directory.forget(userId);
    sockets.dismiss(userId, 'unauthorized');
    // Not who: that is what was taken away.
    log.info({ conversations }, 'an account was erased');
  }

  async #eraseFrom(id: string, userId: string): Promise<void> {
    const { store, views, files } = this.#options;
    const departure = this.#departure(userId);
    let part = await store.accounts.eraseFrom(id, departure);
    while (part.next !== undefined) {
      part = await store.accounts.eraseFrom(id, departure, part.next);
    }
    for (const fileId of part.fileIds) await files.discard(fileId);
    for (const otherId of part.otherIds) await views.tell(otherId, [id]);
  }

  /** Another name in each conversation: one that they begin meanwhile may be like one that is done. */
  #departure(userId: string): Departure {
    const atMs = this.#options.now();
    return { userId, goneId: `gone-${randomUUID()}`, atMs, callsSinceMs: atMs - PAST_MS };
  }

  async #endCalls(userId: string): Promise<void> {
    const { store, ringing } = this.#options;
    for (const { callerId, calleeId } of await store.calls.open([userId])) {
      await ringing.part({ userId }, callerId === userId ? calleeId : callerId);
    }
  }
}
