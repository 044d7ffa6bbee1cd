import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accept, ring } from '../../support/broker/calls.js';
import { actorOf, startDomain, type TestDomain } from '../../support/broker/test-domain.js';

let domain: TestDomain;
let conversationId: string;
const page = { limit: 50 };

async function start(settings: Parameters<typeof startDomain>[0] = {}): Promise<void> {
  domain = await startDomain(settings);
  ({ id: conversationId } = await domain.introduce('caller', 'callee'));
}
beforeEach(() => start());
afterEach(() => domain.close());

/** Replaces the broker of `beforeEach`. */
async function restart(settings: Parameters<typeof startDomain>[0]): Promise<void> {
  await domain.close();
  await start(settings);
}

describe('mayOffer', () => {
  it('lets the caller’s first peer dial the accepting one, inside the call and nowhere else', async () => {
    const [caller, callee] = await Promise.all([
      domain.connect('caller'),
      domain.connect('callee'),
    ]);
    const offer = { srcUserId: 'caller', srcPeerId: 'peer-a', dstPeerId: 'peer-b' };
    const { ringing } = domain;
    const callId = ring(caller, conversationId);
    await callee.next('call_request');
    expect(ringing.mayOffer(offer)).toBe(false);
    accept(callee, callId, 'peer-b');
    await caller.next('call_accept');
    expect(ringing.mayOffer({ ...offer, srcUserId: 'stranger' })).toBe(false);
    expect(ringing.mayOffer({ ...offer, srcUserId: 'callee' })).toBe(false);
    expect(ringing.mayOffer({ ...offer, dstPeerId: 'peer-c' })).toBe(false);
    expect(ringing.mayOffer(offer)).toBe(true);
    expect(ringing.mayOffer({ ...offer, srcPeerId: 'peer-z' })).toBe(false);
    expect(ringing.mayOffer(offer)).toBe(true);
    callee.send({ type: 'call_connected', callId });
    await caller.next('call_connected');
    expect(ringing.mayOffer({ ...offer, srcPeerId: 'peer-z' })).toBe(false);
    caller.send({ type: 'call_end', callId });
    await callee.next('call_end');
    expect(ringing.mayOffer(offer)).toBe(false);
  });
});

describe('the history of calls', () => {
  it('is paged by call, and knows no calls of others', async () => {
    const caller = await domain.connect('caller');
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) {
      ids.unshift(ring(caller, conversationId));
      await caller.next('call_started');
    }
    const { ringing } = domain;
    const first = await ringing.list(actorOf('callee'), { conversationId, limit: 3 });
    expect(first.items.map(({ id }) => id)).toEqual(ids.slice(0, 3));
    const second = await ringing.list(actorOf('callee'), { before: first.nextCursor!, limit: 3 });
    expect(second.items.map(({ id }) => id)).toEqual(ids.slice(3));
    expect(second.nextCursor).toBeUndefined();
    const stranger = actorOf('stranger');
    for (const asked of [
      { conversationId },
      { conversationId: randomUUID() },
      { before: ids[0]! },
      { before: randomUUID() },
    ]) {
      await expect(ringing.list(stranger, { ...asked, limit: 3 })).rejects.toMatchObject({
        code: 'not_found',
      });
    }
    expect(await ringing.list(stranger, page)).toEqual({ items: [] });
  });
});

describe('an accept', () => {
  it('may have only a peer of one’s own dialled', async () => {
    await restart({ ownsPeer: (peerId, userId) => peerId.startsWith(userId) });
    const [caller, callee] = await Promise.all([
      domain.connect('caller'),
      domain.connect('callee'),
    ]);
    const callId = ring(caller, conversationId);
    await callee.next('call_request');
    accept(callee, callId, 'victim-1');
    expect(await callee.next('error')).toMatchObject({ code: 'forbidden', ref: callId });
    accept(callee, callId, 'callee-1');
    expect(await caller.next('call_accept')).toMatchObject({ peerId: 'callee-1' });
    await expect(
      domain.ringing.accept(actorOf('stranger'), callId, 'victim-1'),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});
