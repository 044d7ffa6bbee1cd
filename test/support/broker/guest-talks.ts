import { randomUUID } from 'node:crypto';
import { orRefuse } from '../../../signaling/domain/actors.js';
import { openSqlStore } from '../../../signaling/store/sql-store.js';
import { sqliteDialect } from '../../../signaling/store/sqlite-dialect.js';
import type { NewMessage, Store } from '../../../signaling/store/store.js';

/** A store in memory with people who talk, for what becomes of guests. */
export async function openGuestTalks() {
  const store = await openSqlStore(sqliteDialect(':memory:'));
  let nowMs = Date.parse('2026-01-02T03:04:05.678Z');
  await Promise.all(
    ['member', 'seller', 'other', 'guest', 'guest-2'].map((id) =>
      store.people.save({ id, kind: id.startsWith('guest') ? 'guest' : 'user', atMs: nowMs }),
    ),
  );

  const talk = async (userId: string, otherId: string, listingId?: string): Promise<string> => {
    const listing = listingId === undefined ? {} : { listing: { id: listingId } };
    const opened = await store.conversations.open({
      id: randomUUID(),
      userIds: [userId, otherId],
      ...listing,
      atMs: ++nowMs,
    });
    return orRefuse(opened).id;
  };

  const draft = (
    conversationId: string,
    senderId: string,
    more: Partial<NewMessage> = {},
  ): NewMessage => ({
    id: randomUUID(),
    conversationId,
    senderId,
    type: 'TEXT',
    text: `from ${senderId}`,
    atMs: ++nowMs,
    ...more,
  });

  return {
    store,
    talk,
    draft,
    say: async (conversationId: string, senderId: string, more?: Partial<NewMessage>) =>
      orRefuse(await store.messages.append(draft(conversationId, senderId, more))).message,
    merge: async (guestId = 'guest', memberId = 'member') =>
      orRefuse(await store.merges.absorb({ guestId, memberId })),
    logOf: (id: string) => logOf(store, id),
    marksOf: async (id: string, viewerId = 'seller') => {
      const view = await store.conversations.view(id, viewerId);
      const marks = (view?.marks ?? []).map(
        ({ userId, deliveredSeq, readSeq }) => [userId, [deliveredSeq, readSeq]] as const,
      );
      return Object.fromEntries(marks);
    },
  };
}

export type GuestTalks = Awaited<ReturnType<typeof openGuestTalks>>;

/** A conversation's messages, oldest first. */
async function logOf(store: Store, id: string) {
  return [...(await store.messages.page(id, { limit: 10_000 }))].reverse();
}
