import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AddressDialling } from '../../../signaling/domain/address-dialling.js';
import { PlainCallers } from '../../../signaling/domain/plain-callers.js';
import type { Ringing } from '../../../signaling/domain/types.js';
import type { TestDevice } from '../../support/broker/test-device.js';
import { actorOf, startDomain, type TestDomain } from '../../support/broker/test-domain.js';
import { createTestLog } from '../../support/broker/test-log.js';
import { accept, callFramesOf, ring } from '../../support/broker/calls.js';
import {
  answer,
  candidate,
  offer,
  startGate,
  type TestGate,
  type TestPeer,
} from '../gate/harness.js';

/** The harness takes everybody at their word: the person of a peer is named after it. */
const CALLER = 'user-of-plain';
const CALLEE = 'callee';
const caller = actorOf(CALLER);
const callee = actorOf(CALLEE);
const page = { limit: 50 };
const VIDEO_SDP = 'v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n';

let domain: TestDomain;
let gate: TestGate;
/** A PeerJS client of `CALLER`. */
let plain: TestPeer;
/** PeerJS's side of a device of `CALLEE`. */
let phonePeer: TestPeer;
let phone: TestDevice;
let address: string;

type Settings = Parameters<typeof startDomain>[0];

async function start(settings: Settings = {}): Promise<void> {
  domain = await startDomain({
    ownsPeer: (peerId) => peerId.startsWith('peer-'),
    times: { reloadMs: 0 },
    ...settings,
  });
  gate = await startGate({
    authorizeOffer: (question) => domain.ringing.mayOffer(question),
    addresses: domain.addresses,
    limits: { refusalMs: 1 },
  });
  await domain.directory.meet(caller);
  await domain.directory.meet(callee);
  address = await addressOf(CALLEE);
  phone = await domain.connect(CALLEE);
  [plain, phonePeer] = await Promise.all([gate.join('plain'), gate.join('peer-phone')]);
}
beforeEach(() => start());
afterEach(async () => {
  await gate.stop();
  await domain.close();
});

/** Replaces the broker of `beforeEach`. */
async function restart(settings: Settings): Promise<void> {
  await gate.stop();
  await domain.close();
  await start(settings);
}

const addressOf = async (userId: string): Promise<string> =>
  (await domain.directory.user(userId, CALLER)).peerAddress!;

async function calls(userId = CALLEE) {
  return (await domain.ringing.list(actorOf(userId), page)).items;
}
async function conversations(userId = CALLEE) {
  return (await domain.delivery.conversations(actorOf(userId), page)).items;
}

/** Dials, and returns what rings. */
async function dial({ connectionId = 'mc_1', from = plain, payload = {} } = {}) {
  from.send(offer(address, connectionId, payload));
  const { call } = await phone.next('call_request');
  return call;
}

/** As far as media could flow. */
async function talk() {
  const call = await dial();
  accept(phone, call.id, 'peer-phone');
  await phone.next('call_accept');
  await phonePeer.next('OFFER');
  phonePeer.send(answer('plain'));
  await plain.next('ANSWER');
  return call;
}

async function expectRefused(from = plain): Promise<void> {
  from.send(offer(address));
  expect(await from.next('EXPIRE')).toEqual({ type: 'EXPIRE', src: address, dst: from.id });
  await from.settled();
  expect(from.heard).toEqual([]);
  await phonePeer.settled();
  expect(phonePeer.heard).toEqual([]);
}

/** PeerJS hears that what it waits for comes to nothing, and the broker has forgotten it. */
async function expectNo(): Promise<void> {
  await plain.next('ANSWER');
  expect(await plain.next('LEAVE')).toEqual({ type: 'LEAVE', src: address, dst: 'plain' });
  expect(domain.addresses.count).toBe(0);
  expect(gate.gate.counts().dials).toBe(0);
}

/** Rings `CALLEE`; returns the call's id. */
async function friendCalls(userId: string): Promise<string> {
  const { id } = await domain.introduce(userId, CALLEE);
  const callId = ring(await domain.connect(userId), id, CALLEE);
  await phone.next('call_request');
  return callId;
}

/** An answered call of two others, between devices. */
async function otherCall(): Promise<{ caller: TestDevice; callee: TestDevice }> {
  const { id } = await domain.introduce('other-caller', 'other-callee');
  const [from, to] = await Promise.all([
    domain.connect('other-caller'),
    domain.connect('other-callee'),
  ]);
  const callId = ring(from, id, 'other-callee');
  await to.next('call_request');
  accept(to, callId, 'peer-other');
  await from.next('call_accept');
  return { caller: from, callee: to };
}

describe('a call of a plain PeerJS client', () => {
  it('rings every device of the callee like any call, and none of the caller', async () => {
    const own = await domain.connect(CALLER);
    const laptop = await domain.connect(CALLEE);
    plain.send(offer(address));
    for (const device of [phone, laptop]) {
      const { call, from } = await device.next('call_request');
      expect(call).toMatchObject({ callerId: CALLER, calleeId: CALLEE, type: 'VOICE' });
      expect(call.status).toBe('RINGING');
      expect(from).toMatchObject({ id: CALLER, name: `Name of ${CALLER}` });
    }
    await own.settle();
    expect(callFramesOf(own)).toEqual([]);
    expect(own.all('conversation')).toHaveLength(1);
    const again = await domain.connect(CALLER);
    expect(again.all('welcome')[0]?.calls).toEqual([]);
    expect(JSON.stringify(await calls())).not.toMatch(/peer|device/i);
  });

  it('is a video call when it offers or wants a picture', async () => {
    const call = await dial({ payload: { sdp: { type: 'offer', sdp: VIDEO_SDP } } });
    expect(call.type).toBe('VIDEO');
  });

  it('is in the conversation that the two have', async () => {
    const { id } = await domain.introduce(CALLER, CALLEE);
    expect((await dial()).conversationId).toBe(id);
    expect(await conversations()).toHaveLength(1);
  });

  it('tells where its caller is to the device that takes it, and to nobody before or beside', async () => {
    const laptop = await domain.connect(CALLEE);
    const laptopPeer = await gate.join('peer-laptop');
    const call = await dial();
    plain.send(candidate(address));
    await laptop.next('call_request');
    await plain.settled();
    for (const peer of [phonePeer, laptopPeer]) {
      await peer.settled();
      expect(peer.heard).toEqual([]);
    }
    for (const device of [phone, laptop]) {
      expect(JSON.stringify(device.heard)).not.toMatch(/candidate|sdp|IP4/);
    }

    accept(laptop, call.id, 'peer-laptop');
    expect(await phone.next('call_end')).toMatchObject({ reason: 'answered_elsewhere' });
    expect(await laptopPeer.next('OFFER')).toMatchObject({
      src: 'plain',
      payload: { metadata: { callId: call.id } },
    });
    expect(await laptopPeer.next('CANDIDATE')).toMatchObject({ src: 'plain' });
    laptopPeer.send(answer('plain'));
    expect(await plain.next('ANSWER')).toMatchObject({ src: address });
    accept(phone, call.id, 'peer-phone');
    expect(await phone.next('error')).toMatchObject({ code: 'call_already_answered' });
    await phonePeer.settled();
    expect(phonePeer.heard).toEqual([]);
    expect(await calls()).toMatchObject([{ status: 'ANSWERED' }]);
  });

  it.each([
    ['declined', 'DECLINED'],
    ['busy', 'BUSY'],
  ] as const)('that is rejected as %s comes to nothing', async (reason, status) => {
    const call = await dial();
    phone.send({ type: 'call_reject', callId: call.id, reason });
    await expectNo();
    expect(await calls()).toMatchObject([{ id: call.id, status }]);
    await phonePeer.settled();
    expect(phonePeer.heard).toEqual([]);
    await dial({ connectionId: 'mc_2' });
  });

  it('waits like any second call for somebody who is in one, and is taken beside it', async () => {
    const first = await friendCalls('friend');
    accept(phone, first, 'peer-phone');
    await phone.next('call_accept');
    const second = await dial();
    accept(phone, second.id, 'peer-phone');
    expect(await phonePeer.next('OFFER')).toMatchObject({
      payload: { metadata: { callId: second.id } },
    });
  });

  it('that nobody takes comes to nothing in the time of any ring', async () => {
    await restart({ ringTimeoutMs: 50 });
    await dial();
    await expectNo();
    expect(await calls()).toMatchObject([{ status: 'MISSED', missedReason: 'no_answer' }]);
  });

  it('stops ringing with the socket of its caller', async () => {
    const call = await dial();
    plain.socket.close();
    const ended = await phone.next('call_end');
    expect(ended).toMatchObject({ reason: 'cancelled', call: { id: call.id, status: 'MISSED' } });
    expect(domain.addresses.count).toBe(0);
    accept(phone, call.id, 'peer-phone');
    expect(await phone.next('error')).toMatchObject({ code: 'call_not_ringing' });
  });

  it('stops ringing also when its caller left before it could', async () => {
    plain.send(offer(address));
    plain.socket.close();
    await vi.waitUntil(() => gate.gate.counts().sockets === 1);
    await vi.waitUntil(() => domain.addresses.count === 0);
    for (const { status } of await calls()) expect(status).toBe('MISSED');
  });

  it('gives way to the next one of the same client', async () => {
    const first = await dial();
    const second = await dial({ connectionId: 'mc_2' });
    expect(await phone.next('call_end')).toMatchObject({ call: { id: first.id } });
    accept(phone, second.id, 'peer-phone');
    expect(await phonePeer.next('OFFER')).toMatchObject({ payload: { connectionId: 'mc_2' } });
  });

  it('that gave way to the next one does not take its caller away from that', async () => {
    await restart({ times: { calls: { lostMs: 20 } } });
    const others = await otherCall();
    await dial();
    const second = await dial({ connectionId: 'mc_2' });
    accept(phone, second.id, 'peer-phone');
    await phonePeer.next('OFFER');
    // Whoever leaves now is lost later than this caller would be.
    await others.caller.close();
    await others.callee.next('call_end');
    expect(await calls()).toMatchObject([{ id: second.id, status: 'ANSWERED' }, {}]);
  });

  it('taken without a device to dial fails, and so does one whose device has no socket', async () => {
    const first = await dial();
    await domain.ringing.accept(callee, first.id);
    await expectNo();
    const second = await dial({ connectionId: 'mc_2' });
    accept(phone, second.id, 'peer-of-nobody');
    await expectNo();
    expect(await calls()).toMatchObject([{ status: 'FAILED' }, { status: 'FAILED' }]);
  });

  it('is not given to a peer that is not theirs', async () => {
    const call = await dial();
    accept(phone, call.id, 'plain');
    expect(await phone.next('error')).toMatchObject({ code: 'forbidden' });
    await plain.settled();
    expect(plain.heard).toEqual([]);
  });
});

describe('a caller who leaves', () => {
  /** The desk alone, before a broker that takes its time to begin a call. */
  function deskBefore(begun: Promise<{ status: string }>) {
    const ended: unknown[] = [];
    const started: unknown[] = [];
    const callers = new PlainCallers({ toUsers() {}, toDevice() {}, toWatchers() {} });
    const desk = new AddressDialling({
      store: domain.store,
      delivery: { openConversation: domain.delivery.openConversation.bind(domain.delivery) },
      ringing: {
        ...domain.ringing,
        devicePresence() {},
        start: (_actor: unknown, request: unknown) => {
          started.push(request);
          return begun;
        },
        end: (...end: unknown[]) => {
          ended.push(end.slice(1));
          return Promise.resolve();
        },
      } as unknown as Ringing,
      presence: domain.presence,
      callers,
      log: createTestLog(),
    });
    return { desk, started, ended };
  }

  it('while the call begins has it end as soon as it has begun', async () => {
    let begin: (call: { status: string }) => void = () => {};
    const begun = new Promise<{ status: string }>((resolve) => {
      begin = resolve;
    });
    const { desk, started, ended } = deskBefore(begun);
    const line = { refuse: vi.fn(), connect: vi.fn(), end: vi.fn() };
    const question = { srcUserId: CALLER, srcPeerId: 'plain', address, callType: 'VOICE' } as const;
    const dialled = desk.dial(question, line);
    await vi.waitUntil(() => started.length === 1);
    dialled.leave();
    expect(ended).toEqual([]);
    begin({ status: 'RINGING' });
    await vi.waitUntil(() => ended.length === 1);
    const { callId } = started[0] as { callId: string };
    expect(ended).toEqual([[callId, 'hangup']]);
  });

  it('before anything began rings nobody', async () => {
    const { desk, started } = deskBefore(new Promise(() => {}));
    const line = { refuse: vi.fn(), connect: vi.fn(), end: vi.fn() };
    const question = { srcUserId: CALLER, srcPeerId: 'plain', address, callType: 'VOICE' } as const;
    desk.dial(question, line).leave();
    await vi.waitUntil(() => desk.count === 0);
    expect(started).toEqual([]);
  });
});

describe('an address that is not rung', () => {
  it('is one that nobody has, or the own one', async () => {
    address = '0'.repeat(40);
    await expectRefused();
    address = await addressOf(CALLER);
    await expectRefused();
    expect(await conversations(CALLER)).toEqual([]);
    expect(domain.addresses.count).toBe(0);
  });

  it.each([
    ['the callee', callee, CALLER],
    ['the caller', caller, CALLEE],
  ])('is one behind a block of %s, of which nothing remains', async (_who, blocker, blockedId) => {
    await domain.blocks.block(blocker, blockedId);
    await expectRefused();
    expect([await conversations(), await calls(), callFramesOf(phone)]).toEqual([[], [], []]);
    await domain.blocks.unblock(blocker, blockedId);
    await domain.introduce(CALLER, CALLEE);
    await domain.blocks.block(blocker, blockedId);
    await expectRefused();
    expect([await calls(), callFramesOf(phone)]).toEqual([[], []]);
  });

  it('is that of somebody who is not here, who finds a missed call', async () => {
    await phone.close();
    await vi.waitUntil(() => !domain.presence.isOnline(CALLEE));
    await expectRefused();
    await vi.waitUntil(() => domain.addresses.count === 0);
    expect(await calls()).toMatchObject([{ status: 'MISSED', callerId: CALLER }]);
    const [conversation] = await conversations();
    expect(conversation).toMatchObject({ unreadCount: 1, lastMessage: { type: 'CALL_MISSED' } });
  });

  it('is that of somebody who has two calls, which go on', async () => {
    const first = await friendCalls('friend');
    accept(phone, first, 'peer-phone');
    await phone.next('call_accept');
    const second = await friendCalls('second-friend');
    await expectRefused();
    expect(await calls(CALLER)).toMatchObject([{ status: 'BUSY' }]);
    expect(phone.all('call_request')).toHaveLength(2);
    expect(phone.all('call_end')).toEqual([]);
    const statusOf = async (callId: string) => (await domain.store.calls.find(callId))?.status;
    expect([await statusOf(first), await statusOf(second)]).toEqual(['ANSWERED', 'RINGING']);
  });

  it('is any, for a person who calls too often', async () => {
    const each = { points: 1, windowMs: 60_000 };
    const plenty = { points: 1_000, windowMs: 60_000 };
    await restart({
      rateLimits: {
        calls: each,
        messages: plenty,
        conversations: plenty,
        uploads: plenty,
        uploadBytes: plenty,
        frames: plenty,
      },
    });
    const call = await dial();
    phone.send({ type: 'call_reject', callId: call.id });
    await expectNo();
    await expectRefused();
    expect(phone.all('call_request')).toHaveLength(1);
  });

  it('is any, while another device of the same person rings', async () => {
    await dial();
    const { id } = (await conversations(CALLER))[0]!;
    const own = await domain.connect(CALLER);
    ring(own, id, CALLEE);
    expect(await own.next('error')).toMatchObject({ code: 'already_in_call' });
    await plain.settled();
    expect(plain.heard).toEqual([]);
  });
});

describe('an answered call of a plain PeerJS client', () => {
  it('is ended by the callee, and PeerJS lets go', async () => {
    const call = await talk();
    phone.send({ type: 'call_connected', callId: call.id });
    phone.send({ type: 'call_end', callId: call.id });
    await plain.next('LEAVE');
    expect(await calls()).toMatchObject([{ status: 'ENDED' }]);
    expect(domain.addresses.count).toBe(0);
  });

  it('goes on without the socket of its caller, for as long as the callee is in it', async () => {
    await restart({ times: { reloadMs: 0, calls: { lostMs: 20 } } });
    const own = await domain.connect(CALLER);
    const others = await otherCall();
    await talk();
    plain.socket.close();
    await own.close();
    await vi.waitUntil(() => gate.gate.counts().sockets === 1);
    // A device of ours that goes now is lost sooner than it could be, were it one.
    await others.caller.close();
    await others.callee.next('call_end');
    expect(await calls()).toMatchObject([{ status: 'ANSWERED' }]);
    await phone.close();
    await vi.waitUntil(() => domain.addresses.count === 0);
    expect(await calls()).toMatchObject([{ status: 'ENDED', missedReason: null }]);
  });

  it('is given up when its caller has left it and dials again', async () => {
    await talk();
    plain.socket.close();
    await vi.waitUntil(() => gate.gate.counts().sockets === 1);
    const back = await gate.join('plain');
    back.send(offer(address, 'mc_2'));
    expect(await phone.next('call_end')).toMatchObject({ reason: 'lost' });
    await phone.next('call_request');
    expect(await calls()).toMatchObject([{ status: 'RINGING' }, { status: 'ENDED' }]);
  });

  it('is not given up when somebody else dials, though its caller has left it', async () => {
    const { id } = await talk();
    plain.socket.close();
    await vi.waitUntil(() => gate.gate.counts().sockets === 1);
    await domain.directory.meet(actorOf('user-of-another'));
    const second = await dial({ from: await gate.join('another'), connectionId: 'mc_2' });
    expect(await calls()).toMatchObject([
      { id: second.id, status: 'RINGING' },
      { id, status: 'ANSWERED' },
    ]);
  });

  it('is not given up when its caller dials again in the middle of it', async () => {
    await talk();
    await expectRefused();
    expect(await calls()).toMatchObject([{ status: 'ANSWERED' }]);
    plain.send(candidate(address));
    await phonePeer.next('CANDIDATE');
  });

  it('is lost when the page of the callee was reloaded: PeerJS cannot dial again', async () => {
    const call = await talk();
    phone.send({ type: 'call_rejoin', callId: call.id, peerId: 'peer-phone' });
    phone.send({ type: 'call_connected', callId: call.id });
    await phone.settle();
    expect(phone.all('error')).toEqual([]);
    phone.send({ type: 'call_rejoin', callId: call.id, peerId: 'peer-reloaded' });
    expect(await phone.next('call_end')).toMatchObject({ reason: 'lost' });
    await plain.next('LEAVE');
  });

  it('cannot have another peer of its caller dial the device', async () => {
    await talk();
    const question = { srcUserId: CALLER, dstPeerId: 'peer-phone' };
    expect(domain.ringing.mayOffer({ ...question, srcPeerId: 'another' })).toBe(false);
  });
});

describe('after a restart of the broker', () => {
  /** Stops it as it is, and starts another on the same data. */
  async function reopen(): Promise<TestDomain> {
    await domain.stop();
    const { databaseFile } = domain;
    return startDomain({ databaseFile, times: { calls: { recoverMs: 500, lostMs: 20 } } });
  }

  it('a ring without its OFFER is over', async () => {
    const { id } = await dial();
    const reopened = await reopen();
    const found = await reopened.store.calls.find(id);
    expect(found).toMatchObject({ status: 'MISSED', endReason: 'cancelled' });
    expect(reopened.addresses.count).toBe(0);
    await reopened.stop();
  });

  it('a call that talks goes on, until the callee ends it', async () => {
    const others = await otherCall();
    const { id } = await talk();
    const reopened = await reopen();
    const { deviceId } = others.callee;
    const other = await reopened.connect('other-callee', { deviceId });
    const again = await reopened.connect(CALLEE, { deviceId: phone.deviceId });
    // By now a device of ours would have had to come back.
    expect(await other.next('call_end')).toMatchObject({ reason: 'lost' });
    expect(await reopened.store.calls.find(id)).toMatchObject({ status: 'ANSWERED' });
    again.send({ type: 'call_end', callId: id });
    expect(await again.next('call_end')).toMatchObject({ reason: 'hangup' });
    expect(reopened.addresses.count).toBe(0);
    await reopened.stop();
  });
});
