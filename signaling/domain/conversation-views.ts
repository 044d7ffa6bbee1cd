import type { Conversation } from '../../src/protocol/index.js';
import type { ConversationRecord, Store } from '../store/store.js';
import type { PeopleDirectory } from './directory.js';
import type { Log, MediaLinks, Outlet } from './types.js';

export interface ConversationViewsOptions {
  readonly store: Pick<Store, 'conversations'>;
  readonly directory: PeopleDirectory;
  readonly links: MediaLinks;
  readonly outlet: Outlet;
  readonly log: Log;
}

/** Conversations as one of their people sees them. */
export class ConversationViews {
  readonly #options: ConversationViewsOptions;

  constructor(options: ConversationViewsOptions) {
    this.#options = options;
  }

  /** Undefined for strangers, as for what does not exist. */
  async of(viewerId: string, id: string): Promise<Conversation | undefined> {
    const record = await this.#options.store.conversations.view(id, viewerId);
    return record && (await this.describe(viewerId, [record]))[0];
  }

  async describe(
    viewerId: string,
    records: readonly ConversationRecord[],
  ): Promise<Conversation[]> {
    const userIds = records.flatMap(({ marks }) => marks.map(({ userId }) => userId));
    const { directory, links } = this.#options;
    const users = await directory.users(userIds, viewerId);
    return records.map(({ marks, createdAtMs, updatedAtMs, mutedUntilMs, ...record }) => ({
      ...record,
      ...(record.lastMessage && { lastMessage: links.sign(record.lastMessage) }),
      ...(mutedUntilMs !== undefined && { mutedUntil: new Date(mutedUntilMs).toISOString() }),
      starredIds: [...record.starredIds],
      participants: marks.flatMap(({ userId }) => users.get(userId) ?? []),
      receipts: [...marks],
      createdAt: new Date(createdAtMs).toISOString(),
      updatedAt: new Date(updatedAtMs).toISOString(),
    }));
  }

  /** Tells a person's own devices what they see now. Never rejects: it is only news. */
  async tell(viewerId: string, conversationIds: readonly string[]): Promise<void> {
    const { outlet, log } = this.#options;
    try {
      for (const id of conversationIds) {
        const conversation = await this.of(viewerId, id);
        if (conversation) outlet.toUsers([viewerId], { type: 'conversation', conversation });
      }
    } catch (error) {
      log.error({ err: error, userId: viewerId }, 'a changed view was not told');
    }
  }
}
