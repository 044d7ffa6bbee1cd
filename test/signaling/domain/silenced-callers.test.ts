import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../../../signaling/domain/types.js';
import { ring } from '../../support/broker/calls.js';
import { textDraft } from '../../support/broker/drafts.js';
import type { TestDevice } from '../../support/broker/test-device.js';
import { actorOf, startDomain, type TestDomain } from '../../support/broker/test-domain.js';

const MINUTE = 60_000;
const many = { points: 1000, windowMs: MINUTE };
const rateLimits = {
  messages: many,
  calls: many,
  conversations: many,
  uploads: many,
  uploadBytes: many,
  frames: many,
  silence: {
    declined: { points: 3, windowMs: 10 * MINUTE },
    unanswered: { points: 60, windowMs: 60 * MINUTE },
  },
};

let nowMs: number;
let folder: string;
let domain: TestDomain;
let conversationId: string;

async function start(): Promise<void> {
  const databaseFile = join(folder, 'test.db');
  domain = await startDomain({ databaseFile, rateLimits, now: () => nowMs });
}
beforeEach(async () => {
  nowMs = Date.now();
  folder = await mkdtemp(join(tmpdir(), 'deskbell-'));
  await start();
  ({ id: conversationId } = await domain.introduce('caller', 'callee'));
});
afterEach(async () => {
  await domain.stop();
  await rm(folder, { recursive: true, force: true });
});

const begin = (from: Actor = actorOf('caller'), conversation = conversationId) =>
  domain.ringing.start(from, {
    conversationId: conversation,
    calleeId: 'callee',
    type: 'VOICE',
  });

async function declined(times = 1, from?: Actor, conversation?: string): Promise<void> {
  for (let i = 0; i < times; i++) {
    nowMs += 1000;
    const { id } = await begin(from, conversation);
    await domain.ringing.reject(actorOf('callee'), id, 'declined');
  }
}

const silenced = (minutes: number) => ({
  code: 'call_not_allowed',
  options: { retryAfterMs: minutes * MINUTE },
});

describe('a caller who is declined again and again', () => {
  it('is told when to come back, and the callee never rings', async () => {
    const [caller, callee] = await meet();
    await declined(3);
    const rings = await heardRings(callee);
    const callId = ring(caller, conversationId);
    expect(await caller.next('error')).toMatchObject({
      code: 'call_not_allowed',
      ref: callId,
      retryAfterMs: 10 * MINUTE,
    });
    expect(await heardRings(callee)).toBe(rings);
    nowMs += 10 * MINUTE;
    const again = ring(caller, conversationId);
    await callee.next('call_request', ({ call }) => call.id === again);
    expect(await heardRings(callee)).toBe(rings + 1);
  });

  it('is so still after a restart', async () => {
    await declined(3);
    await domain.stop();
    await start();
    await expect(begin()).rejects.toMatchObject(silenced(10));
  });

  it('is heard again once the callee writes, and not when only the caller does', async () => {
    await declined(3);
    const send = (userId: string) => {
      nowMs += 1000;
      return domain.messages.send(actorOf(userId), conversationId, textDraft());
    };
    await send('caller');
    await expect(begin()).rejects.toMatchObject({ code: 'call_not_allowed' });
    await send('callee');
    await begin();
  });

  it('is heard again once the callee calls', async () => {
    await declined(3);
    nowMs += 1000;
    const back = await domain.ringing.start(actorOf('callee'), {
      conversationId,
      calleeId: 'caller',
      type: 'VOICE',
    });
    await domain.ringing.reject(actorOf('caller'), back.id, 'declined');
    await begin();
  });

  it('hears of a call that it was, not that it may not, when it asks again', async () => {
    await declined(2);
    nowMs += 1000;
    const request = {
      callId: randomUUID(),
      conversationId,
      calleeId: 'callee',
      type: 'VOICE',
    } as const;
    await domain.ringing.start(actorOf('caller'), request);
    await domain.ringing.reject(actorOf('callee'), request.callId, 'declined');
    expect(await domain.ringing.start(actorOf('caller'), request)).toMatchObject({
      status: 'DECLINED',
    });
  });
});

describe('a guest who becomes another', () => {
  const guest = (id: string, network: string): Actor => ({
    ...actorOf(id),
    role: 'guest',
    network,
  });

  it('is known by where they come from, and those from elsewhere are not held', async () => {
    for (const id of ['g1', 'g2', 'g3', 'g4', 'g5', 'g6']) {
      const talk = await domain.introduce(id, 'callee');
      await declined(1, guest(id, '203.0.113.7'), talk.id);
    }
    const again = await domain.introduce('g7', 'callee');
    await expect(begin(guest('g7', '203.0.113.7'), again.id)).rejects.toMatchObject(silenced(10));
    await begin(guest('g7', '198.51.100.1'), again.id);
  });

  it('takes nothing from members of the same network', async () => {
    for (const id of ['g1', 'g2', 'g3', 'g4', 'g5', 'g6']) {
      const talk = await domain.introduce(id, 'callee');
      await declined(1, guest(id, '203.0.113.7'), talk.id);
    }
    await begin({ ...actorOf('caller'), network: '203.0.113.7' });
  });
});

function meet(): Promise<[TestDevice, TestDevice]> {
  return Promise.all([domain.connect('caller'), domain.connect('callee')]);
}

/** After everything that was said to it has come. */
async function heardRings(device: TestDevice): Promise<number> {
  await device.settle();
  return device.heard.filter(({ type }) => type === 'call_request').length;
}
