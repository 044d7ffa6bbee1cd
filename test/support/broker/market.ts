import { randomUUID } from 'node:crypto';
import type { Conversation, Message, MessageDraft } from '../../../src/protocol/index.js';
import type { Log } from '../../../signaling/log.js';
import { startBroker, type ApiAnswer, type ApiInit, type Environment } from '../start-broker.js';
import { connectDevice } from './connect-device.js';
import type { TestDevice } from './test-device.js';

export type Person = 'buyer' | 'seller' | 'stranger';

/** A draft without its id. */
export type Said = MessageDraft extends infer T
  ? T extends MessageDraft
    ? Omit<T, 'id'>
    : never
  : never;

/** A whole broker with a buyer, a seller, a conversation of theirs about a car, and a stranger. */
export async function openMarket(environment: Environment = {}, log?: Log) {
  const broker = await startBroker(environment, log);
  const tokens: Record<Person, string> = {
    buyer: await broker.token('buyer-7', 'Buyer'),
    seller: await broker.token('seller-42', 'Blue Door Motors'),
    stranger: await broker.token('stranger-1'),
  };
  for (const token of Object.values(tokens)) await broker.api('/api/me', { token });
  const conversationId = await openTalk({ id: 'car-1', title: 'A blue car' });

  async function openTalk(listing?: Conversation['listing']): Promise<string> {
    const json = { userId: 'seller-42', listing };
    const { body } = await broker.api<Conversation>('/api/conversations', {
      token: tokens.buyer,
      json,
    });
    return body.id;
  }

  const api = <Body = Message>(
    person: Person,
    path: string,
    init: ApiInit = {},
  ): Promise<ApiAnswer<Body>> =>
    broker.api<Body>(`/api${path}`, { token: tokens[person], ...init });

  return {
    broker,
    tokens,
    conversationId,
    openTalk,
    api,
    /** POSTs a message; its id is a new one unless it is given. */
    post: (
      said: Said,
      { id = randomUUID() as string, by = 'buyer' as Person, at = conversationId } = {},
    ) => api(by, `/conversations/${at}/messages`, { json: { id, ...said } }),
    device: (person: Person): Promise<TestDevice> => connectDevice(broker, tokens[person]),
    close: () => broker.close(),
  };
}

export type Market = Awaited<ReturnType<typeof openMarket>>;
