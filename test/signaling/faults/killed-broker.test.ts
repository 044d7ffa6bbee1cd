import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Conversation, Message } from '../../../src/protocol/index.js';
import { spawnBroker, type SpawnedBroker } from '../../support/start-broker.js';
import { SteadfastDevice } from '../../support/steadfast-device.js';

const MESSAGES = 10_000;
const CONVERSATIONS = 20;
const KILLS = 50;
/** Unacknowledged at a time, so that every kill finds some on their way. */
const IN_FLIGHT = 60;

let broker: SpawnedBroker;
let devices: SteadfastDevice[] = [];
beforeEach(async () => {
  broker = await spawnBroker();
});
afterEach(async () => {
  for (const device of devices) device.close();
  devices = [];
  await broker.close();
});

async function openConversations(token: string): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < CONVERSATIONS; i++) {
    const json = { userId: 'b', listing: { id: `listing-${i}` } };
    const { body } = await broker.api<Conversation>('/api/conversations', { token, json });
    ids.push(body.id);
  }
  return ids;
}

/** What the broker itself answers, oldest first. */
async function storedIn(conversationId: string, token: string): Promise<Message[]> {
  const all: Message[] = [];
  for (let before: number | undefined; before !== 1; before = all[0]?.seq ?? 1) {
    const from = before === undefined ? '' : `&before=${before}`;
    const path = `/api/conversations/${conversationId}/messages?limit=100${from}`;
    const { body } = await broker.api<{ items: Message[] }>(path, { token });
    if (body.items.length === 0) break;
    all.unshift(...body.items.reverse());
  }
  return all;
}

it('loses, doubles and reorders nothing, killed 50 times in 10,000 messages', async () => {
  const [a, b] = await Promise.all([broker.token('a'), broker.token('b')]);
  const conversationIds = await openConversations(a);
  const writer = new SteadfastDevice(broker, a, conversationIds);
  const reader = new SteadfastDevice(broker, b, conversationIds);
  devices = [writer, reader];

  const written = new Map<string, string[]>(conversationIds.map((id) => [id, []]));
  let kills = 0;
  for (let count = 0; count < MESSAGES; count++) {
    const conversationId = conversationIds[count % CONVERSATIONS]!;
    await writer.until(() => writer.waiting < IN_FLIGHT);
    written.get(conversationId)!.push(writer.write(conversationId, `message ${count}`));
    if (count % (MESSAGES / KILLS) === 137 && kills < KILLS) {
      kills++;
      await broker.stop('SIGKILL');
      await broker.restart();
    }
  }
  await writer.until(() => writer.waiting === 0);
  expect(kills).toBe(KILLS);
  for (const conversationId of conversationIds) {
    const stored = await storedIn(conversationId, b);
    expect(stored.map(({ id }) => id).sort()).toEqual(written.get(conversationId)!.slice().sort());
    expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, index) => index + 1));
    await reader.until(() => reader.known.get(conversationId)!.size === stored.length);
    const seen = [...reader.known.get(conversationId)!.values()].sort((x, y) => x.seq - y.seq);
    expect(seen.map(({ id }) => id)).toEqual(stored.map(({ id }) => id));
    // Sent one after the other on one connection, a conversation's messages keep their order; only
    // those that were on their way when the broker died are sent again, still in theirs.
    expect(stored.map(({ text }) => text)).toEqual(
      stored.map(({ text }) => text).sort((x, y) => Number(x!.slice(8)) - Number(y!.slice(8))),
    );
  }
}, 240_000);
