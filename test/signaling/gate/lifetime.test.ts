import { afterEach, describe, expect, it, vi } from 'vitest';
import { CLOSE_CODES } from '../../../src/protocol/index.js';
import { createPeerGate } from '../../../signaling/gate/index.js';
import { offer, startGate, type TestGate } from './harness.js';

let test: TestGate;
afterEach(() => test?.stop());

const quickRounds = { roundMs: 20, stepMs: 10 };

describe('a socket', () => {
  it('does not outlive its token', async () => {
    let nowMs = Date.now();
    test = await startGate({ now: () => nowMs, limits: { ...quickRounds, silenceMs: 1e9 } });
    const mortal = await test.join('mortal', { expiresAt: nowMs / 1000 + 60 });
    const other = await test.join('other');
    nowMs += 58_000;
    await mortal.settled();
    nowMs += 2_000;
    expect(await mortal.closed).toBe(CLOSE_CODES.tokenExpired.code);
    expect(other.socket.readyState).toBe(other.socket.OPEN);
  });

  it('that answers pings lives on without heartbeats', async () => {
    let nowMs = Date.now();
    test = await startGate({ now: () => nowMs, limits: { ...quickRounds, silenceMs: 1_000 } });
    const hidden = await test.join('hidden');
    for (let i = 1; i <= 5; i++) {
      const { controls } = test.gate.counts();
      nowMs += 900;
      await vi.waitUntil(() => test.gate.counts().controls > controls);
    }
    expect(hidden.socket.readyState).toBe(hidden.socket.OPEN);
  });

  it('that answers nothing is given up', async () => {
    let nowMs = Date.now();
    const limits = { ...quickRounds, silenceMs: 1_000, goodbyeMs: 20 };
    test = await startGate({ now: () => nowMs, limits });
    const dead = await test.join('dead', { autoPong: false });
    nowMs += 1_000;
    expect(await dead.closed).toBe(CLOSE_CODES.silent.code);
  });

  it('too many is told to try again later', async () => {
    test = await startGate({ limits: { sockets: 2 } });
    const one = await test.join('one');
    await test.join('two');
    expect(await test.dial('three').closed).toBe(CLOSE_CODES.tryAgainLater.code);
    await test.join('one');
    expect(await one.closed).toBe(CLOSE_CODES.replaced.code);
  });
});

describe('frames for somebody absent', () => {
  it('take no memory, however many and large', async () => {
    test = await startGate({ limits: { framesPerSecond: 1e6, frameBurst: 1e6 } });
    const caller = await test.join('caller');
    const big = offer('absent', 'mc_1', { metadata: 'x'.repeat(60_000) });
    const heldBefore = process.memoryUsage().heapUsed;
    let largestGrowth = 0;
    for (let i = 0; i < 1_000; i++) {
      caller.send(big);
      await caller.next('EXPIRE');
      largestGrowth = Math.max(largestGrowth, process.memoryUsage().heapUsed - heldBefore);
    }
    // 60 MB were sent. What is not yet collected is allowed for.
    expect(largestGrowth).toBeLessThan(30_000_000);
    const late = await test.join('absent');
    await late.settled();
    expect(late.heard).toEqual([]);
  });
});

describe('close', () => {
  it('ends every socket, even those that do not say goodbye', async () => {
    test = await startGate({ limits: { goodbyeMs: 20 } });
    const peer = await test.join('peer');
    const stuck = await test.join('stuck');
    stuck.socket.pause();
    await test.gate.close();
    expect(await peer.closed).toBe(CLOSE_CODES.restart.code);
    expect(test.gate.counts()).toMatchObject({ sockets: 0, closing: 0, links: 0 });
    stuck.socket.resume();
    await stuck.closed;
  });

  it('refuses who comes later, and may be asked for twice', async () => {
    test = await startGate();
    await Promise.all([test.gate.close(), test.gate.close()]);
    expect(await test.dial('late').closed).toBe(CLOSE_CODES.restart.code);
    await vi.waitUntil(() => test.gate.counts().closing === 0);
  });

  it('leaves no timer: there is one while the gate is open, and none after', async () => {
    const timers = () =>
      process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const log = { debug() {}, info() {}, error() {} };
    const before = timers();
    const gate = createPeerGate({ authorizeOffer: () => true, log });
    expect(timers()).toBe(before + 1);
    const closing = gate.close();
    expect(timers()).toBe(before);
    await closing;
  });
});
