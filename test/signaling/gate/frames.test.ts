import { afterEach, describe, expect, it } from 'vitest';
import { CLOSE_CODES, LIMITS } from '../../../src/protocol/index.js';
import { answer, candidate, offer, startGate, type TestGate } from './harness.js';

let test: TestGate;
afterEach(() => test.stop());

describe('a malformed frame', () => {
  it.each([
    ['nothing', '', 'invalid_json'],
    ['half an object', '{', 'invalid_json'],
    ['null', 'null', 'invalid_frame'],
    ['a number', '1', 'invalid_frame'],
    ['a list', '[]', 'invalid_frame'],
    ['no type', '{}', 'invalid_frame'],
    ['a type that is none', '{"type":null}', 'invalid_frame'],
    ['an answer without a destination', JSON.stringify(answer('')), 'invalid_frame'],
    ['a candidate without a candidate', '{"type":"CANDIDATE","dst":"a"}', 'invalid_frame'],
    ['a farewell to nobody', '{"type":"LEAVE"}', 'invalid_frame'],
    ['lists in lists in lists', '['.repeat(LIMITS.frameBytes), 'too_deep'],
  ])('(%s) is answered with its code and changes nothing', async (_name, text, code) => {
    test = await startGate();
    const other = await test.join('other');
    const peer = await test.join('peer');
    peer.send(text);
    expect(await peer.next('ERROR')).toEqual({ type: 'ERROR', payload: { msg: code } });
    expect(test.logged).toEqual([
      {
        level: 'info',
        details: { userId: 'user-of-peer', peerId: 'peer', code },
        message: 'malformed peer frame',
      },
    ]);
    other.send(offer('peer'));
    await peer.next('OFFER');
    expect(test.gate.counts()).toMatchObject({ sockets: 2, malformed: 1 });
  });

  it('may be binary', async () => {
    test = await startGate();
    const peer = await test.join('peer');
    peer.socket.send(Buffer.from(JSON.stringify(offer('peer'))));
    expect((await peer.next('ERROR')).payload).toEqual({ msg: 'invalid_frame' });
  });

  it('ends its socket when it is one too many', async () => {
    test = await startGate({ limits: { badFrames: 3 } });
    const peer = await test.join('peer');
    for (let i = 0; i < 3; i++) peer.send('{');
    await peer.next('ERROR');
    await peer.next('ERROR');
    expect(await peer.closed).toBe(CLOSE_CODES.badFrame.code);
    expect(peer.heard).toEqual([]);
  });

  it('of the WebSocket protocol ends its socket, and nothing else', async () => {
    test = await startGate();
    const peer = await test.join('peer');
    const other = await test.join('other');
    const { _socket: raw } = peer.socket as unknown as { _socket: NodeJS.WritableStream };
    raw.write(Buffer.from([0x83, 0x80, 0, 0, 0, 0]));
    expect(await peer.closed).toBe(1002);
    await other.settled();
    expect(test.gate.counts()).toMatchObject({ sockets: 1, closing: 0 });
  });
});

describe('a frame of a type we do not know', () => {
  it.each(['APP', 'constructor', '__proto__', 'toString', 'offer', 'EXPIRE', 'OPEN'])(
    '(%s) is ignored and counted',
    async (type) => {
      test = await startGate();
      const peer = await test.join('peer');
      peer.send(`{"type":"${type}","dst":"peer","payload":{}}`);
      await peer.settled();
      expect(peer.heard).toEqual([]);
      expect(test.gate.counts()).toMatchObject({ unknownTypes: 1, malformed: 0 });
    },
  );
});

describe('the size of a frame', () => {
  const frameOf = (bytes: number) => {
    const frame = (metadata: string) => JSON.stringify(offer('callee', 'mc_1', { metadata }));
    return frame('x'.repeat(bytes - frame('').length));
  };

  it('may be at the limit', async () => {
    test = await startGate();
    const caller = await test.join('caller');
    const callee = await test.join('callee');
    caller.send(frameOf(LIMITS.frameBytes));
    await callee.next('OFFER');
  });

  it('may not be one byte more', async () => {
    test = await startGate();
    const caller = await test.join('caller');
    const callee = await test.join('callee');
    caller.send(frameOf(LIMITS.frameBytes + 1));
    expect(await caller.closed).toBe(CLOSE_CODES.frameTooLarge.code);
    await callee.settled();
    expect(callee.heard).toEqual([]);
  });
});

describe('the rate of frames', () => {
  const limits = { frameBurst: 20, framesPerSecond: 10 };

  it('may be a burst, and the allowance comes back', async () => {
    let nowMs = Date.now();
    test = await startGate({ now: () => nowMs, limits });
    const peer = await test.join('peer');
    const other = await test.join('other');
    other.send(offer('peer'));
    await peer.next('OFFER');
    for (let i = 0; i < 20; i++) peer.send(candidate('other'));
    for (let i = 0; i < 20; i++) await other.next('CANDIDATE');
    nowMs += 1000;
    for (let i = 0; i < 10; i++) peer.send(candidate('other'));
    for (let i = 0; i < 10; i++) await other.next('CANDIDATE');
  });

  it('ends its socket when it stays too high', async () => {
    const nowMs = Date.now();
    test = await startGate({ now: () => nowMs, limits });
    const peer = await test.join('peer');
    for (let i = 0; i < 21; i++) peer.send({ type: 'HEARTBEAT' });
    expect(await peer.closed).toBe(CLOSE_CODES.tooManyFrames.code);
    expect(test.gate.counts().heartbeats).toBe(20);
  });

  it('counts pings', async () => {
    const nowMs = Date.now();
    test = await startGate({ now: () => nowMs, limits });
    const peer = await test.join('peer');
    for (let i = 0; i < 21; i++) peer.socket.ping();
    expect(await peer.closed).toBe(CLOSE_CODES.tooManyFrames.code);
  });

  it('counts a refused OFFER for more, so that nobody can try addresses', async () => {
    const nowMs = Date.now();
    test = await startGate({ now: () => nowMs, limits, authorizeOffer: () => false });
    const peer = await test.join('peer');
    peer.send(offer('a'));
    peer.send(offer('b'));
    expect(await peer.closed).toBe(CLOSE_CODES.tooManyFrames.code);
  });
});

describe('a reader that does not read', () => {
  it('is closed, and what waits for it stays bounded', async () => {
    const limits = { bufferedBytes: 256 * 1024, framesPerSecond: 1e6, frameBurst: 1e6 };
    test = await startGate({ limits });
    const caller = await test.join('caller');
    const callee = await test.join('callee');
    callee.socket.pause();
    const big = offer('callee', 'mc_1', { metadata: 'x'.repeat(50_000) });
    let sent = 0;
    while (test.gate.counts().sockets === 2) {
      if (++sent > 1_000) throw new Error('never too slow');
      caller.send(big);
      await caller.settled();
      caller.heard.length = 0;
    }
    expect(test.gate.counts().closed).toEqual({ tooSlow: 1 });
    callee.socket.resume();
    expect(await callee.closed).toBe(CLOSE_CODES.tooSlow.code);
  });
});
