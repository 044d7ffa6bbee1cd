import type { Store } from '../store/store.js';
import { BrokerError } from './broker-error.js';
import type { Actor } from './types.js';

type Stores = Pick<Store, 'blocks' | 'conversations' | 'messages'>;

/** False when one of these people blocks the other. Remembered, so that asking costs nothing. */
export async function mayReach(
  { blocks }: Pick<Store, 'blocks'>,
  userId: string,
  otherIds: readonly string[],
): Promise<boolean> {
  const { blocked, blockedBy } = await blocks.of(userId);
  if (blocked.size === 0 && blockedBy.size === 0) return true;
  return !otherIds.some((id) => blocked.has(id) || blockedBy.has(id));
}

/** Rejects with `blocked`. Strangers pass: whatever they want to do is refused as not found. */
export async function requireReach(
  store: Pick<Stores, 'blocks' | 'conversations'>,
  { userId }: Actor,
  conversationId: string,
): Promise<void> {
  const userIds = await store.conversations.participants(conversationId);
  if (!userIds.includes(userId)) return;
  if (!(await mayReach(store, userId, userIds))) throw new BrokerError('blocked');
}

/** The same for what is done with a message. */
export async function requireReachOf(
  store: Stores,
  actor: Actor,
  messageId: string,
): Promise<void> {
  const { blocked, blockedBy } = await store.blocks.of(actor.userId);
  if (blocked.size === 0 && blockedBy.size === 0) return;
  const message = await store.messages.view(messageId, actor.userId);
  if (message) await requireReach(store, actor, message.conversationId);
}

/** Whether a new message may go out. One that was stored before the block may be sent again. */
export async function requireReachToSend(
  store: Stores,
  actor: Actor,
  { conversationId, id }: { conversationId: string; id: string },
): Promise<void> {
  try {
    await requireReach(store, actor, conversationId);
  } catch (error) {
    const known = await store.messages.view(id, actor.userId);
    if (known?.senderId !== actor.userId || known.conversationId !== conversationId) throw error;
  }
}
