import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { halves } from '../../support/broker/media-bytes.js';
import { describedRoutes } from '../../support/described-api.js';
import { startBroker, type ApiInit, type BrokerHandle } from '../../support/start-broker.js';

/** `blocked`: the member, once the owner blocks them. */
type Side = 'owner' | 'member' | 'blocked';
type Kind = 'conversation' | 'message' | 'bid' | 'call' | 'file' | 'upload';

const FINE = 200;
const NO_CONTENT = 204;
const NO_SOUND = 400;
const NOT_YOURS = 403;
const BLOCKED = 403;
const NOT_THERE = 404;
const TOO_LATE = 409;

/**
 * What each of the two of a conversation may do with what one of them, the owner, made: its status for
 * owner, member, blocked. A route that is not here lets nobody do anything.
 */
const RIGHTS: Record<string, readonly [Kind, number, number, number, object?]> = {
  'GET /api/conversations/:id': ['conversation', FINE, FINE, FINE],
  'PATCH /api/conversations/:id': ['conversation', FINE, FINE, FINE, { archived: true }],
  'GET /api/conversations/:id/messages': ['conversation', FINE, FINE, FINE],
  'POST /api/conversations/:id/messages': ['conversation', 201, 201, BLOCKED, { text: 'me too' }],
  'GET /api/conversations/:id/changes': ['conversation', FINE, FINE, FINE],
  'POST /api/conversations/:id/read': ['conversation', FINE, FINE, FINE, { seq: 1 }],
  'GET /api/conversations/:id/bids': ['conversation', FINE, FINE, FINE],
  'PATCH /api/messages/:id': ['message', FINE, NOT_YOURS, BLOCKED, { text: 'another text' }],
  'DELETE /api/messages/:id': ['message', FINE, NOT_YOURS, NOT_YOURS],
  'PUT /api/messages/:id/reactions/:emoji': ['message', FINE, FINE, BLOCKED],
  'DELETE /api/messages/:id/reactions/:emoji': ['message', FINE, FINE, FINE],
  'PUT /api/messages/:id/star': ['message', NO_CONTENT, NO_CONTENT, NO_CONTENT],
  'DELETE /api/messages/:id/star': ['message', NO_CONTENT, NO_CONTENT, NO_CONTENT],
  'POST /api/messages/:id/played': ['message', NO_SOUND, NO_SOUND, BLOCKED],
  'POST /api/messages/:id/bid/accept': ['bid', TOO_LATE, FINE, BLOCKED],
  'POST /api/messages/:id/bid/decline': ['bid', TOO_LATE, FINE, BLOCKED],
  'POST /api/messages/:id/bid/withdraw': ['bid', FINE, TOO_LATE, TOO_LATE],
  'POST /api/calls/:id/answer': ['call', NOT_YOURS, FINE, TOO_LATE],
  'POST /api/calls/:id/decline': ['call', NOT_YOURS, FINE, TOO_LATE],
  'POST /api/calls/:id/end': ['call', FINE, FINE, FINE],
  'GET /api/files/:id': ['file', FINE, FINE, FINE],
  'GET /api/files/:id/thumbnail': ['file', FINE, FINE, FINE],
  'GET /api/files/:id/link': ['file', FINE, FINE, FINE],
  'POST /api/files/:id/copy': ['file', 201, 201, BLOCKED],
  'GET /api/uploads/:id': ['upload', FINE, NOT_THERE, NOT_THERE],
  'PATCH /api/uploads/:id': ['upload', FINE, NOT_THERE, NOT_THERE],
  'DELETE /api/uploads/:id': ['upload', NO_CONTENT, NOT_THERE, NOT_THERE],
};

let broker: BrokerHandle;
let picture: Buffer;
beforeAll(async () => {
  broker = await startBroker();
  picture = await halves().png().toBuffer();
});
afterAll(() => broker.close());

/** Two people, and all that one of them can make in a conversation. */
async function openTalk() {
  const ids = { owner: randomUUID(), member: randomUUID() };
  const tokens = {
    owner: await broker.token(ids.owner),
    member: await broker.token(ids.member),
  };
  const ask = (who: 'owner' | 'member', path: string, init: ApiInit = {}) =>
    broker.api<{ id: string }>(`/api${path}`, { token: tokens[who], ...init });
  const idOf = async (path: string, json: object) => (await ask('owner', path, { json })).body.id;
  await ask('member', '/me');
  const conversationId = await idOf('/conversations', {
    userId: ids.member,
    listing: { id: 'car-1', title: 'A blue car' },
  });
  const messages = `/conversations/${conversationId}/messages`;
  const upload = (size: number) =>
    idOf('/uploads', { id: randomUUID(), conversationId, name: 'car.png', size });
  const make: Record<Kind, () => Promise<string>> = {
    conversation: async () => {
      await idOf(messages, { id: randomUUID(), text: 'hello' });
      return conversationId;
    },
    message: () => idOf(messages, { id: randomUUID(), text: 'hello' }),
    bid: () =>
      idOf(messages, {
        id: randomUUID(),
        type: 'BID',
        bid: { amount: '8500', currency: 'EUR' },
      }),
    call: () => idOf('/calls', { conversationId, calleeId: ids.member, type: 'VOICE' }),
    upload: () => upload(1),
    file: async () => {
      const id = await upload(picture.length);
      const headers = { 'content-type': 'application/octet-stream', 'upload-offset': '0' };
      await ask('owner', `/uploads/${id}`, {
        method: 'PATCH',
        headers,
        body: Buffer.from(picture),
      });
      await idOf(messages, { id: randomUUID(), type: 'IMAGE', media: { fileId: id } });
      return id;
    },
  };
  const block = () => ask('owner', `/users/${ids.member}/block`, { method: 'POST' });
  return { ask, make, block, conversationId };
}

function initOf(route: string, conversationId: string, json?: object): ApiInit {
  const [method = ''] = route.split(' ');
  if (route.startsWith('PATCH /api/uploads')) {
    const headers = { 'content-type': 'application/octet-stream', 'upload-offset': '0' };
    return { method, headers, body: 'x' };
  }
  if (route.endsWith('/copy')) return { method, json: { conversationId } };
  if (!json) return { method };
  return { method, json: route.endsWith('/messages') ? { id: randomUUID(), ...json } : json };
}

it('knows every route that names something two people share', async () => {
  const shared = (await describedRoutes()).filter((route) =>
    /\/(conversations|messages|calls|files|uploads)\/:id/.test(route),
  );
  expect(Object.keys(RIGHTS).sort()).toEqual(shared.sort());
});

const rows = Object.entries(RIGHTS).flatMap(([route, [kind, owner, member, blocked, json]]) =>
  Object.entries({ owner, member, blocked } satisfies Record<Side, number>).map(
    ([side, status]) => ({ route, kind, side: side as Side, status, json }),
  ),
);

describe('of the two of a conversation', () => {
  it.each(rows)('$side asking $route is answered $status', async (row) => {
    const { route, kind, side, status, json } = row;
    const { ask, make, block, conversationId } = await openTalk();
    const id = await make[kind]();
    if (side === 'blocked') await block();
    const [, pattern = ''] = route.split(' ');
    const path = pattern.replace('/api', '').replace(':id', id).replace(':emoji', '%F0%9F%91%8D');
    const who = side === 'owner' ? 'owner' : 'member';
    const answer = await ask(who, path, initOf(route, conversationId, json));
    expect([answer.status, status < 300 ? '' : answer.text]).toEqual([
      status,
      status < 300 ? '' : expect.stringContaining('"code"'),
    ]);
  });
});
