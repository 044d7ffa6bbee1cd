import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CLOSE_CODES } from '../../../src/protocol/index.js';
import { offer, startGate, type TestGate } from './harness.js';

let test: TestGate;
beforeEach(async () => {
  test = await startGate();
});
afterEach(() => test.stop());

describe('the same peer on a second socket', () => {
  it('is opened as usual, and the first one is told and closed', async () => {
    const first = await test.join('peer');
    const second = test.dial('peer');
    expect(await second.next('OPEN')).toEqual({ type: 'OPEN' });
    expect(await first.next('ERROR')).toEqual({ type: 'ERROR', payload: { msg: 'REPLACED' } });
    expect(await first.closed).toBe(CLOSE_CODES.replaced.code);
    expect(test.gate.counts()).toMatchObject({ sockets: 1, closed: { replaced: 1 } });
  });

  it('receives from then on', async () => {
    const other = await test.join('other');
    const first = await test.join('peer');
    const second = await test.join('peer');
    other.send(offer('peer'));
    expect(await second.next('OFFER')).toMatchObject({ src: 'other' });
    await first.next('ERROR');
    expect(first.heard).toEqual([]);
  });

  it('is not evicted when the first one closes at last', async () => {
    const other = await test.join('other');
    // A first socket whose side of the closing handshake is missing until it is cut off.
    const first = await test.join('peer');
    first.socket.pause();
    const second = await test.join('peer');
    expect(test.gate.counts().closing).toBe(1);
    first.socket.terminate();
    await vi.waitUntil(() => test.gate.counts().closing === 0);
    other.send(offer('peer'));
    await second.next('OFFER');
    expect(test.gate.counts().sockets).toBe(2);
  });

  it('is the only one heard', async () => {
    const other = await test.join('other');
    const first = await test.join('peer');
    // Spoken by the first one before it can know that it is replaced.
    first.socket.pause();
    const second = await test.join('peer');
    first.send(offer('other', 'mc_from_first'));
    first.socket.resume();
    await first.closed;
    second.send(offer('other', 'mc_from_second'));
    expect((await other.next('OFFER')).payload).toMatchObject({ connectionId: 'mc_from_second' });
    expect(test.gate.counts()).toMatchObject({ delivered: 1, links: 1 });
  });

  it('survives twenty attempts at once: one lives, and it works', async () => {
    const other = await test.join('other');
    const attempts = Array.from({ length: 20 }, () => test.dial('peer'));
    await Promise.all(attempts.map((attempt) => attempt.next('OPEN')));
    const closed = new Set<unknown>();
    for (const attempt of attempts) void attempt.closed.then((code) => closed.add([attempt, code]));
    await vi.waitUntil(() => closed.size === 19);
    const [survivor, ...more] = attempts.filter(({ socket }) => socket.readyState === 1);
    expect(more).toEqual([]);
    expect(test.gate.counts()).toMatchObject({ sockets: 2, closing: 0, closed: { replaced: 19 } });
    other.send(offer('peer'));
    await survivor!.next('OFFER');
    survivor!.send(offer('other'));
    await other.next('OFFER');
  });

  it('has the first one cut off when it does not say goodbye in time, and not before', async () => {
    await test.stop();
    let nowMs = Date.now();
    const limits = { goodbyeMs: 1_000, stepMs: 5, roundMs: 20 };
    test = await startGate({ now: () => nowMs, limits });
    const first = await test.join('peer');
    first.socket.pause();
    const second = await test.join('peer');
    const pinged = once(second.socket, 'ping');
    nowMs += 999;
    await pinged;
    expect(test.gate.counts().closing).toBe(1);
    nowMs += 1;
    await vi.waitUntil(() => test.gate.counts().closing === 0);
    first.socket.resume();
    await first.closed;
  });
});
