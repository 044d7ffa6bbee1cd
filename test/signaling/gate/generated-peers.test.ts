import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type {
  AddressBook,
  DialLine,
  DialQuestion,
} from '../../../signaling/domain/address-book.js';
import {
  answer,
  candidate,
  dataOffer,
  offer,
  startGate,
  type Frame,
  type TestGate,
  type TestPeer,
} from './harness.js';

let test: TestGate | undefined;
afterEach(async () => {
  await test?.stop();
  test = undefined;
});

const SEED = 20_261;
const RUNS = 60;
const PEERS = ['a', 'b', 'c', 'd'] as const;
const ADDRESSES = ['address-a', 'address-b', 'address-d', 'address-of-nobody'];
const CONNECTIONS = ['mc_1', 'mc_2', 'mc_innocent', '__proto__'];

type Sent = { readonly dst: string; readonly payload?: object; readonly type: string };
type Step =
  | { readonly kind: 'say'; readonly from: 'c' | 'd'; readonly frame: Sent | string }
  /** What becomes of the call to an address that waits longest. */
  | { readonly kind: 'refuse' | 'end' }
  | { readonly kind: 'accept'; readonly at: 'b' | 'd' }
  | { readonly kind: 'return'; readonly peer: 'c' | 'd' }
  | { readonly kind: 'talk' };

const dst = fc.constantFrom(...PEERS, ...ADDRESSES, ...ADDRESSES, 'nobody', 'constructor');
const frame = fc
  .tuple(dst, fc.constantFrom(...CONNECTIONS), fc.constantFrom(0, 0, 0, 0, 0, 1, 2, 3, 3, 4, 5))
  .map(([to, connectionId, which]): Sent => {
    const kinds: (() => Sent)[] = [
      () => offer(to, connectionId),
      () => dataOffer(to, 'raw', connectionId),
      () => answer(to, connectionId),
      () => candidate(to, connectionId),
      () => candidate(to, connectionId, 'data'),
      () => ({ type: 'LEAVE', dst: to }),
    ];
    return kinds[which]!();
  });
const hostile = fc.constantFrom<'c' | 'd'>('c', 'd');
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('say' as const), from: hostile, frame }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('say' as const),
      from: hostile,
      frame: fc.oneof(fc.json(), fc.constantFrom('', '{', '{"type":"OFFER"}', '{"type":"LEAVE"}')),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('refuse' as const, 'end' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('accept' as const), at: fc.constantFrom('b', 'd') }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('return' as const), peer: hostile }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'talk' as const }) },
);

interface Dial {
  readonly question: DialQuestion;
  readonly line: DialLine;
  state: 'waiting' | 'connected' | 'over';
}

/** Takes every dial; the steps say what becomes of it. */
class Book implements AddressBook {
  readonly dials: Dial[] = [];

  isAddress(text: string): boolean {
    return text.startsWith('address-');
  }

  dial(question: DialQuestion, line: DialLine) {
    const dial: Dial = { question, line, state: 'waiting' };
    this.dials.push(dial);
    return {
      leave: () => {
        if (dial.state === 'waiting') dial.state = 'over';
      },
    };
  }

  find(state: Dial['state']): Dial | undefined {
    return this.dials.find((dial) => dial.state === state);
  }
}

/** Frames that came from a peer, not from the gate. */
const fromPeers = ({ type }: Frame) => ['OFFER', 'ANSWER', 'CANDIDATE', 'LEAVE'].includes(type);
/** By what the gate itself tells of a call to an address that is over. */
const isFarewell = ({ type, src, payload }: Frame) =>
  src?.startsWith('address-') &&
  (type === 'LEAVE' || JSON.stringify(payload).includes('o=- 1 1 IN IP4 0.0.0.0'));

/** Every OFFER says in its description who made it. */
const signed = (sent: Sent, by: string, n: number): Sent =>
  sent.type === 'OFFER'
    ? { ...sent, payload: { ...sent.payload, sdp: { type: 'offer', sdp: `v=0 by ${by} ${n}` } } }
    : sent;

/** What the runs brought about: none of it may be missing. */
const total = { dials: 0, connected: 0, relayed: 0, farewells: 0, expired: 0 };

async function play(steps: readonly Step[]): Promise<void> {
  const book = new Book();
  const errors: object[] = [];
  // `c` may call `d`, nobody else may call anybody but `a` its `b`; whoever accepts may be dialled.
  let accepting: string | undefined;
  const gate = (test = await startGate({
    log: { debug() {}, info() {}, error: (details) => void errors.push(details) },
    authorizeOffer: ({ srcPeerId, dstPeerId }) =>
      dstPeerId === accepting || ['ab', 'cd'].includes(srcPeerId + dstPeerId),
    authorizeData: () => false,
    addresses: book,
    limits: { refusalMs: 0, framesPerSecond: 1e9, frameBurst: 1e9, badFrames: 1e9 },
  }));
  const [a, b] = await Promise.all([gate.join('a'), gate.join('b')]);
  const hostilePeers = { c: await gate.join('c'), d: await gate.join('d') };
  const left: TestPeer[] = [];
  a.send(offer('b', 'mc_innocent'));
  await b.next('OFFER');
  b.send(answer('a', 'mc_innocent'));
  await a.next('ANSWER');

  const settle = async () => {
    for (const peer of [hostilePeers.c, hostilePeers.d]) await peer.settled();
  };
  const taken: Frame[] = [];
  const connectedTo = new Map<Dial, string>();
  for (const [n, now] of steps.entries()) {
    if (now.kind === 'say') {
      const { from, frame: said } = now;
      hostilePeers[from].send(typeof said === 'string' ? said : signed(said, from, n));
      await hostilePeers[from].settled();
    } else if (now.kind === 'return') {
      left.push(hostilePeers[now.peer]);
      hostilePeers[now.peer] = await gate.join(now.peer);
    } else if (now.kind === 'talk') {
      a.send(candidate('b', 'mc_innocent'));
      b.send(candidate('a', 'mc_innocent'));
      await settle();
    } else {
      const dial = book.find('waiting') ?? book.find('connected');
      if (!dial) continue;
      if (now.kind === 'accept' && dial.state === 'waiting') {
        accepting = now.at;
        const isConnected = dial.line.connect({ callId: `call ${n}`, peerId: now.at });
        accepting = undefined;
        if (isConnected) connectedTo.set(dial, now.at);
        else dial.line.end();
        dial.state = isConnected ? 'connected' : 'over';
      } else if (now.kind === 'end' || dial.state === 'waiting') {
        if (now.kind === 'end') dial.line.end();
        else dial.line.refuse();
        dial.state = 'over';
      }
      await settle();
    }
    const waiting = book.dials.filter(({ state }) => state === 'waiting');
    expect(gate.gate.counts().dials).toBe(waiting.length);
    expect(waiting.length).toBeLessThanOrEqual(2);
  }
  await Promise.all([a, b].map((peer) => peer.settled()));

  // The innocent call heard what it said to itself, in full, and nothing of it went astray.
  const talks = steps.filter(({ kind }) => kind === 'talk').length;
  const own = (peer: TestPeer, src: string) =>
    peer.heard.filter(
      (heard) => heard.src === src && heard.payload?.['connectionId'] === 'mc_innocent',
    );
  expect(own(a, 'b')).toHaveLength(talks);
  expect(own(b, 'a')).toHaveLength(talks);
  // `a` dialled nobody's address and accepted nothing.
  expect(a.heard.filter(({ src }) => src !== 'b')).toEqual([]);

  const peers = [a, b, hostilePeers.c, hostilePeers.d, ...left];
  taken.push(...peers.flatMap(({ heard }) => heard.filter(fromPeers)));
  for (const peer of peers) {
    for (const { type, src, payload } of peer.heard) {
      if (type !== 'OFFER') continue;
      // Nobody speaks for another, and only who accepted, or was called by name, has an OFFER.
      expect(JSON.stringify(payload)).toContain(`by ${src} `);
      const hasAccepted = [...connectedTo.values()].includes(peer.id);
      expect(hasAccepted || (src === 'c' && peer.id === 'd')).toBe(true);
    }
  }
  const relayed = taken.filter((heard) => !isFarewell(heard));
  total.dials += book.dials.length;
  total.connected += connectedTo.size;
  total.relayed += relayed.length;
  total.farewells += taken.length - relayed.length;
  total.expired += peers
    .flatMap(({ heard }) => heard)
    .filter(({ type }) => type === 'EXPIRE').length;
  const { delivered, sockets } = gate.gate.counts();
  // The first OFFER and ANSWER were asked for above; LEAVEs of a device look like those of the gate.
  expect(delivered).toBeGreaterThanOrEqual(relayed.length + 2);
  expect(delivered).toBeLessThanOrEqual(taken.length + 2);
  expect(sockets).toBe(4);
  expect(errors).toEqual([]);

  hostilePeers.c.socket.close();
  hostilePeers.d.socket.close();
  await vi.waitUntil(() => gate.gate.counts().sockets === 2);
  expect(gate.gate.counts()).toMatchObject({ links: 1, dials: 0, parkedBytes: 0 });
  a.send(candidate('b', 'mc_innocent'));
  await b.settled();
  await gate.stop();
  test = undefined;
}

describe('generated frames of four peers', () => {
  it(
    'never harm the call of two of them, and leave nothing behind',
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60, size: 'max' }), play),
        { numRuns: RUNS, seed: SEED, endOnFailure: true },
      );
      for (const count of Object.values(total)) expect(count).toBeGreaterThan(RUNS / 2);
    },
  );
});
