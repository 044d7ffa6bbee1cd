import type { Call, User } from '../../src/protocol/index.js';
import type { CallRecord, Store } from '../store/store.js';
import { BrokerError } from './broker-error.js';
import { callOf } from './call-frames.js';
import type { PeopleDirectory } from './directory.js';
import { requireReach } from './reach.js';
import type { Actor, Page } from './types.js';

/** What is asked of calls without changing them, by those who may. */
export class CallBook {
  readonly #store: Store;
  readonly #directory: PeopleDirectory;

  constructor(store: Store, directory: PeopleDirectory) {
    this.#store = store;
    this.#directory = directory;
  }

  async list(
    actor: Actor,
    page: { conversationId?: string; userId?: string; before?: string; limit: number },
  ): Promise<Page<Call>> {
    const { calls } = this.#store;
    if (page.conversationId !== undefined) await this.#participants(actor, page.conversationId);
    const before = page.before === undefined ? undefined : await this.#ownCall(actor, page.before);
    const found = await calls.list(actor.userId, {
      ...(page.conversationId !== undefined && { conversationId: page.conversationId }),
      ...(page.userId !== undefined && { otherId: page.userId }),
      ...(before && { before: { atMs: Date.parse(before.createdAt), id: before.id } }),
      limit: page.limit + 1,
    });
    const items = found.slice(0, page.limit).map(callOf);
    const last = items.at(-1);
    return { items, ...(found.length > page.limit && last && { nextCursor: last.id }) };
  }

  async openCallsOf(actor: Actor): Promise<{ call: Call; from: User }[]> {
    const open = await this.#store.calls.open([actor.userId]);
    const own = open.filter((call) => concerns(call, actor));
    if (own.length === 0) return [];
    const callerIds = own.map(({ callerId }) => callerId);
    const users = await this.#directory.users(callerIds, actor.userId);
    return own.flatMap((call) => {
      const from = users.get(call.callerId);
      return from ? [{ call: callOf(call), from }] : [];
    });
  }

  /** Only the two of a conversation call each other, and not across a block. */
  async authorize(actor: Actor, conversationId: string, calleeId: string): Promise<void> {
    const userIds = await this.#participants(actor, conversationId);
    if (calleeId === actor.userId) throw new BrokerError('cannot_message_self');
    if (!userIds.includes(calleeId)) throw new BrokerError('not_found');
    await requireReach(this.#store, actor, conversationId);
  }

  async #participants(actor: Actor, conversationId: string): Promise<readonly string[]> {
    const userIds = await this.#store.conversations.participants(conversationId);
    if (!userIds.includes(actor.userId)) throw new BrokerError('not_found');
    return userIds;
  }

  async #ownCall({ userId }: Actor, id: string): Promise<CallRecord> {
    const call = await this.#store.calls.find(id);
    if (call?.callerId !== userId && call?.calleeId !== userId) throw new BrokerError('not_found');
    return call;
  }
}

/** Rings for this person, or is held by this very device (by REST: by nobody else). */
function concerns(call: CallRecord, { userId, deviceId }: Actor): boolean {
  const ringsHere = call.status === 'RINGING' && call.calleeId === userId;
  const own = call.callerId === userId ? call.callerDeviceId : call.calleeDeviceId;
  return ringsHere || own === null || own === deviceId;
}
