import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answeredCall, ring } from '../../support/broker/calls.js';
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

describe('a device that goes away', () => {
  it('ends its call as lost when it does not come back, and frees both', async () => {
    await restart({ times: { calls: { lostMs: 40 } } });
    const [caller, callee] = await Promise.all([
      domain.connect('caller'),
      domain.connect('callee'),
    ]);
    const callId = await answeredCall(caller, callee, conversationId);
    callee.socket.terminate();
    expect(await caller.next('call_end')).toMatchObject({
      reason: 'lost',
      call: { id: callId, status: 'ENDED' },
    });
    expect(await domain.ringing.openCallsOf(actorOf('callee'))).toEqual([]);
  });

  it('has the time of an outage when it only fell silent', async () => {
    const sockets = { heartbeatMs: 50, silenceMs: 200 };
    await restart({ times: { sockets, calls: { lostMs: 60_000, silentLostMs: 40 } } });
    const [caller, callee] = await Promise.all([
      domain.connect('caller'),
      domain.connect('callee', { answersPings: false }),
    ]);
    const callId = await answeredCall(caller, callee, conversationId);
    const isLost = async () => {
      const { items } = await domain.ringing.list(actorOf('caller'), page);
      expect(items).toMatchObject([{ id: callId, status: 'ENDED', metadata: { reason: 'lost' } }]);
    };
    await vi.waitFor(isLost, 10_000);
  });

  it('may come back into its call', async () => {
    const [caller, callee] = await Promise.all([
      domain.connect('caller'),
      domain.connect('callee'),
    ]);
    const callId = await answeredCall(caller, callee, conversationId);
    await callee.close();
    const again = await domain.dial('callee', { deviceId: callee.deviceId });
    expect((await again.greet()).calls).toMatchObject([{ call: { id: callId } }]);
    await caller.close();
    const callerAgain = await domain.dial('caller', { deviceId: caller.deviceId });
    expect((await callerAgain.greet()).calls).toMatchObject([{ call: { id: callId } }]);
    expect(await callerAgain.next('call_accept')).toMatchObject({
      peerId: `peer-${callee.deviceId}`,
    });
  });

  it('while it rings others, cancels its call', async () => {
    await restart({ times: { calls: { lostMs: 40 } } });
    const [caller, callee] = await Promise.all([
      domain.connect('caller'),
      domain.connect('callee'),
    ]);
    ring(caller, conversationId);
    await callee.next('call_request');
    caller.socket.terminate();
    expect(await callee.next('call_end')).toMatchObject({ reason: 'cancelled' });
  });

  it('hears on its return what rings for it', async () => {
    const caller = await domain.connect('caller');
    const callId = ring(caller, conversationId);
    await caller.next('call_started');
    const callee = await domain.dial('callee');
    expect((await callee.greet()).calls).toMatchObject([
      { call: { id: callId, status: 'RINGING' }, from: { id: 'caller' } },
    ]);
    const bystander = await domain.dial('caller');
    expect((await bystander.greet()).calls).toEqual([]);
  });
});

describe('a broker that comes back', () => {
  async function reopen(settings: Parameters<typeof startDomain>[0]): Promise<TestDomain> {
    await domain.stop();
    return startDomain({ ...settings, databaseFile: domain.databaseFile });
  }

  it('ends at once what rang for too long, and lets the rest ring on', async () => {
    let nowMs = Date.now();
    await restart({ now: () => nowMs });
    const { id: talk } = await domain.introduce('x', 'y');
    const [caller, x] = await Promise.all([domain.connect('caller'), domain.connect('x')]);
    const old = ring(caller, conversationId);
    await caller.next('call_started');
    nowMs += 40_000;
    const young = ring(x, talk, 'y');
    await x.next('call_started');
    nowMs += 10_000;
    const again = await reopen({ now: () => nowMs });
    const callee = await again.dial('callee');
    const y = await again.dial('y');
    expect((await y.greet()).calls).toMatchObject([{ call: { id: young, status: 'RINGING' } }]);
    await callee.greet();
    await callee.settle();
    const { items } = await again.ringing.list(actorOf('callee'), page);
    expect(items).toMatchObject([{ id: old, status: 'MISSED', missedReason: 'no_answer' }]);
    await again.stop();
  });

  it('ends answered calls whose devices do not come back as lost', async () => {
    const [caller, callee] = await Promise.all([
      domain.connect('caller'),
      domain.connect('callee'),
    ]);
    const callId = await answeredCall(caller, callee, conversationId);
    const again = await reopen({ times: { calls: { recoverMs: 50 } } });
    await again.connect('callee');
    await vi.waitFor(async () => {
      const { items } = await again.ringing.list(actorOf('caller'), page);
      expect(items).toMatchObject([{ id: callId, status: 'ENDED' }]);
    });
    await again.stop();
  });

  it('knows an answered call again, and whom to dial', async () => {
    const [caller, callee] = await Promise.all([
      domain.connect('caller'),
      domain.connect('callee'),
    ]);
    const callId = await answeredCall(caller, callee, conversationId);
    const offer = {
      srcUserId: 'caller',
      srcPeerId: 'peer-a',
      dstPeerId: `peer-${callee.deviceId}`,
    };
    expect(domain.ringing.mayOffer(offer)).toBe(true);
    const again = await reopen({});
    const callerAgain = await again.dial('caller', { deviceId: caller.deviceId });
    expect((await callerAgain.greet()).calls).toMatchObject([
      { call: { id: callId, status: 'ANSWERED' } },
    ]);
    expect(again.ringing.mayOffer({ ...offer, srcPeerId: 'peer-z' })).toBe(false);
    expect(again.ringing.mayOffer(offer)).toBe(true);
    callerAgain.send({ type: 'call_end', callId });
    expect(await callerAgain.next('call_end')).toMatchObject({ reason: 'hangup' });
    await again.stop();
  });
});
