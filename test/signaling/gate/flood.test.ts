import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { heldBytes, MOST_GROWTH_BYTES } from '../../support/held-bytes.js';
import { answer, candidate, dataOffer, offer, startGate, type TestGate } from './harness.js';

let test: TestGate;
afterEach(() => test.stop());

const FRAMES = 100_000;
const SEED = 20_250;

const dst = fc.constantFrom('innocent-a', 'innocent-b', 'attacker', 'nobody', '', '__proto__');
const type = fc.constantFrom(
  ...['OFFER', 'ANSWER', 'CANDIDATE', 'LEAVE', 'HEARTBEAT', 'EXPIRE', 'OPEN', 'ERROR', 'APP'],
);
const well = fc
  .tuple(dst, fc.constantFrom('mc_1', 'mc_2', 'mc_innocent'))
  .chain(([to, connectionId]) =>
    fc.constantFrom<object[]>(
      offer(to, connectionId),
      dataOffer(to, 'binary', connectionId),
      answer(to, connectionId),
      candidate(to, connectionId),
      { type: 'LEAVE', dst: to },
    ),
  );
const text = fc.oneof(
  well.map((frame) => JSON.stringify(frame)),
  fc
    .record({ type, dst, payload: fc.jsonValue() }, { requiredKeys: [] })
    .map((frame) => JSON.stringify(frame)),
  fc.json(),
  fc.string({ unit: 'binary', maxLength: 200 }),
);

/** A frame, or a frame with one thing wrong in it. */
function* spoil(samples: readonly string[], count: number): Generator<string | Buffer> {
  let state = SEED;
  const random = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  for (let i = 0; i < count; i++) {
    const sample = samples[random(samples.length)]!;
    const at = random(sample.length + 1);
    const ways = [
      () => sample,
      () => sample.slice(0, at),
      () => sample.slice(0, at) + String.fromCharCode(random(0x300)) + sample.slice(at + 1),
      () => sample.slice(0, at) + samples[random(samples.length)]! + sample.slice(at),
      () => Buffer.from(sample),
    ];
    yield ways[random(ways.length)]!();
  }
}

describe('a flood of generated frames', { timeout: 120_000 }, () => {
  it(`${FRAMES} of them end nothing, reach nobody and keep nobody from connecting`, async () => {
    const limits = { framesPerSecond: 1e9, frameBurst: 1e9, badFrames: 1e9 };
    const errors: object[] = [];
    test = await startGate({
      limits,
      log: { debug() {}, info() {}, error: (details) => void errors.push(details) },
      authorizeOffer: ({ srcPeerId }) => srcPeerId !== 'attacker',
    });
    const a = await test.join('innocent-a');
    const b = await test.join('innocent-b');
    const attacker = await test.join('attacker');

    let sent = 0;
    let heldBefore = 0;
    for (const frame of spoil(fc.sample(text, { seed: SEED, numRuns: 3_000 }), FRAMES)) {
      attacker.socket.send(frame);
      if (++sent % 2_000 !== 0) continue;
      a.send(offer('innocent-b', 'mc_innocent'));
      await b.next('OFFER');
      b.send(answer('innocent-a', 'mc_innocent'));
      await a.next('ANSWER');
      await attacker.settled();
      attacker.heard.length = 0;
      if (sent === FRAMES / 10) heldBefore = heldBytes();
    }
    expect(heldBytes() - heldBefore).toBeLessThan(MOST_GROWTH_BYTES);

    await a.settled();
    await b.settled();
    expect([a.heard, b.heard, errors]).toEqual([[], [], []]);
    const { sockets, delivered, malformed, unknownTypes, refused, heartbeats } = test.gate.counts();
    expect({ sockets, delivered }).toEqual({ sockets: 3, delivered: (FRAMES / 2_000) * 2 });
    // Each kind of trouble was really made.
    expect(malformed).toBeGreaterThan(10_000);
    expect(unknownTypes).toBeGreaterThan(1_000);
    expect(heartbeats).toBeGreaterThan(100);
    expect(refused).toMatchObject({
      offer_not_allowed: expect.any(Number),
      no_link: expect.any(Number),
    });
  });

  it('ends the socket it comes from, as the limits stand', async () => {
    test = await startGate({ authorizeOffer: ({ srcPeerId }) => srcPeerId !== 'attacker' });
    const innocent = await test.join('innocent-a');
    const attacker = await test.join('attacker');
    for (const frame of spoil(fc.sample(text, { seed: SEED, numRuns: 300 }), 1_000)) {
      attacker.socket.send(frame);
    }
    expect(await attacker.closed).toBeGreaterThanOrEqual(4400);
    await innocent.settled();
    expect(innocent.heard).toEqual([]);
    expect(test.gate.counts().sockets).toBe(1);
  });
});
