import type { Call } from '../../src/protocol/index.js';
import type { CallRecord, Store } from '../store/store.js';
import { BrokerError } from './broker-error.js';
import { callOf } from './call-frames.js';
import type { PeopleDirectory } from './directory.js';
import { requireReach } from './reach.js';
import { deviceIn, talksOf } from './ringing-rules.js';
import type { Actor, OpenCall, Page } from './types.js';

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

  async openCallsOf(actor: Actor): Promise<OpenCall[]> {
    const open = await this.#store.calls.open([actor.userId]);
    const isElsewhere = talksOf(actor.userId, open).some((talk) => !isHeldBy(talk, actor));
    const own = open.filter(
      (call) => isHeldBy(call, actor) || (ringsFor(call, actor) && !isElsewhere),
    );
    if (own.length === 0) return [];
    const userIds = own.flatMap(({ callerId, calleeId }) => [callerId, calleeId]);
    const users = await this.#directory.users(userIds, actor.userId);
    return own.flatMap((call) => {
      const from = users.get(call.callerId);
      const other = isHeldBy(call, actor) && users.get(otherOf(call, actor));
      return from ? [{ call: callOf(call), from, ...(other && { other }) }] : [];
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

function ringsFor({ status, calleeId }: CallRecord, { userId }: Pick<Actor, 'userId'>): boolean {
  return status === 'RINGING' && calleeId === userId;
}

/** By this very device; by REST, by nobody else. A call that rings is held by its caller. */
function isHeldBy(call: CallRecord, { userId, deviceId }: Actor): boolean {
  if (ringsFor(call, { userId })) return false;
  const own = deviceIn(call, userId);
  return own === null || own === deviceId;
}

function otherOf({ callerId, calleeId }: CallRecord, { userId }: Actor): string {
  return callerId === userId ? calleeId : callerId;
}
