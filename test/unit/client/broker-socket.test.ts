import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BrokerSocket } from '../../../src/client/broker-socket.js';
import type { SocketLike } from '../../../src/client/socket-ports.js';
import { DeskbellError } from '../../../src/core/errors.js';
import { CLOSE_CODES, type ChatFrame } from '../../../src/protocol/index.js';
import { makeId } from '../../support/fake-broker.js';

class Wire implements SocketLike {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  readonly sent: { type: string; deviceId?: string }[] = [];
  closedWith: number | undefined;

  constructor(readonly protocols: readonly string[]) {}

  send(text: string): void {
    this.sent.push(JSON.parse(text) as { type: string });
  }

  close(code?: number): void {
    this.closedWith = code ?? 1000;
  }

  hear(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  welcome(): void {
    this.onopen?.();
    const serverTime = '2026-01-01T00:00:00.000Z';
    const user = { id: 'buyer-7', online: true };
    this.hear({ type: 'welcome', user, deviceId: makeId(), serverTime, calls: [] });
  }
}

let wires: Wire[];
let states: [string, string | undefined][];
let frames: ChatFrame[];
let others: string[][];
let token: string;
let deviceId: string;
let renewals: number;
let failTokenWith: DeskbellError | undefined;
let socket: BrokerSocket;

const last = (): Wire => {
  const wire = wires.at(-1);
  if (!wire) throw new Error('nothing was dialled');
  return wire;
};
const flush = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  wires = [];
  states = [];
  frames = [];
  others = [];
  token = 'first';
  deviceId = 'device-1';
  renewals = 0;
  failTokenWith = undefined;
  socket = new BrokerSocket({
    url: 'wss://chat.example.com/api/messages/ws',
    openSocket: (_url, protocols) => {
      const wire = new Wire(protocols);
      wires.push(wire);
      return wire;
    },
    token: async () => {
      if (failTokenWith) throw failTokenWith;
      return token;
    },
    renewToken: async () => {
      if (failTokenWith) throw failTokenWith;
      return (token = `renewed-${++renewals}`);
    },
    deviceId: () => deviceId,
    renewDeviceId: () => (deviceId = 'device-2'),
    random: () => 0.5,
    onFrame: (frame) => frames.push(frame),
    onOther: (...frame) => others.push(frame),
    onState: (state, error) => states.push([state, error?.code]),
  });
});

afterEach(() => {
  socket.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

async function goOnline(): Promise<Wire> {
  socket.open();
  await flush();
  last().welcome();
  return last();
}

describe('dialling', () => {
  it('offers the protocol and the token, and says hello', async () => {
    const wire = await goOnline();
    expect(wire.protocols).toEqual(['deskbell.v1', 'bearer.first']);
    expect(wire.sent).toEqual([{ type: 'hello', deviceId: 'device-1' }]);
    expect(states.map(([state]) => state)).toEqual(['connecting', 'online']);
  });

  it('is done once, however often it is asked for', async () => {
    socket.open();
    socket.open();
    await flush();
    expect(wires).toHaveLength(1);
  });

  it('sends nothing before the welcome', async () => {
    socket.open();
    await flush();
    last().onopen?.();
    expect(socket.send({ type: 'pong' })).toBe(false);
  });

  it('gives up a handshake that takes too long', async () => {
    socket.open();
    await flush();
    await vi.advanceTimersByTimeAsync(11_000);
    expect(wires[0]?.closedWith).toBe(1000);
    expect(wires).toHaveLength(2);
  });
});

describe('a live socket', () => {
  it('answers every ping at once', async () => {
    const wire = await goOnline();
    wire.hear({ type: 'ping' });
    expect(wire.sent.at(-1)).toEqual({ type: 'pong' });
    expect(frames.map(({ type }) => type)).toEqual(['welcome']);
  });

  it('hands on unread what is not about chat, and drops what is no frame', async () => {
    const wire = await goOnline();
    const frame = { type: 'call_ringing', callId: 'any' };
    wire.hear(frame);
    wire.hear({ type: 'message', message: {} });
    wire.onmessage?.({ data: '{"type":' });
    expect(others).toEqual([['call_ringing', JSON.stringify(frame)]]);
    expect(frames.map(({ type }) => type)).toEqual(['welcome']);
  });

  it('that falls silent is dropped after 18 seconds and dialled again', async () => {
    const wire = await goOnline();
    await vi.advanceTimersByTimeAsync(17_000);
    wire.hear({ type: 'ping' });
    await vi.advanceTimersByTimeAsync(17_000);
    expect(wires).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(wire.closedWith).toBe(1000);
    expect(wires).toHaveLength(2);
    expect(states.at(-1)?.[0]).toBe('reconnecting');
  });

  it('counts any frame as a sign of life, even one it does not know', async () => {
    const wire = await goOnline();
    for (let i = 0; i < 5; i++) {
      await vi.advanceTimersByTimeAsync(15_000);
      wire.hear({ type: 'something newer' });
    }
    expect(wires).toHaveLength(1);
  });

  it('gives way to one with a new token, and is heard no more', async () => {
    const first = await goOnline();
    token = 'second';
    socket.redial();
    await vi.advanceTimersByTimeAsync(1_000);
    last().welcome();
    expect(last().protocols).toContain('bearer.second');
    expect(first.closedWith).toBe(1000);
    expect([first.onopen, first.onmessage, first.onclose]).toEqual([null, null, null]);
    expect(states.at(-1)?.[0]).toBe('online');
  });
});

describe('dialling again', () => {
  it('comes quickly first, then ever later, within half a minute', async () => {
    await goOnline();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 12; attempt++) {
      const before = Date.now();
      const dials = wires.length;
      last().onclose?.({ code: 1006 });
      await vi.advanceTimersToNextTimerAsync();
      expect(wires).toHaveLength(dials + 1);
      waits.push(Date.now() - before);
    }
    expect(waits[0]).toBeLessThanOrEqual(400);
    expect(Math.max(...waits)).toBe(15_000);
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
  });

  it('does not wait when the network or the tab comes back', async () => {
    await goOnline();
    for (let i = 0; i < 8; i++) {
      last().onclose?.({ code: 1006 });
      await vi.advanceTimersToNextTimerAsync();
    }
    last().onclose?.({ code: 1006 });
    const dials = wires.length;
    socket.retryNow();
    await flush();
    expect(wires).toHaveLength(dials + 1);
    socket.retryNow();
    await flush();
    expect(wires).toHaveLength(dials + 1);
  });

  it.each([
    ['tokenExpired', CLOSE_CODES.tokenExpired.code],
    ['unauthorized', CLOSE_CODES.unauthorized.code],
  ])('after %s gets a new token first, at once', async (_name, code) => {
    const wire = await goOnline();
    wire.onclose?.({ code });
    await flush();
    expect(last().protocols).toContain('bearer.renewed-1');
  });

  it('does not hammer a broker that refuses every token', async () => {
    await goOnline();
    const before = wires.length;
    const until = Date.now() + 60_000;
    while (Date.now() < until) {
      last().onclose?.({ code: CLOSE_CODES.unauthorized.code });
      await vi.advanceTimersToNextTimerAsync();
    }
    expect(wires.length - before).toBeLessThan(20);
  });

  it.each([
    ['an origin that may not', CLOSE_CODES.originNotAllowed.code, 'origin_not_allowed'],
    ['a version nobody speaks', CLOSE_CODES.versionNotSupported.code, 'bad_request'],
  ])('is useless for %s: it stops and says so', async (_name, code, error) => {
    const wire = await goOnline();
    wire.onclose?.({ code });
    await vi.advanceTimersByTimeAsync(120_000);
    expect(wires).toHaveLength(1);
    expect(states.at(-1)).toEqual(['idle', error]);
  });

  it('stops for want of a token, and goes on with the new one', async () => {
    const wire = await goOnline();
    failTokenWith = new DeskbellError('token_expired');
    wire.onclose?.({ code: CLOSE_CODES.tokenExpired.code });
    await flush();
    expect(states.at(-1)).toEqual(['idle', 'token_expired']);
    failTokenWith = undefined;
    token = 'second';
    socket.redial();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(last().protocols).toContain('bearer.second');
  });

  it('goes on when the token cannot be had for the moment', async () => {
    failTokenWith = new DeskbellError('network');
    socket.open();
    await flush();
    expect(wires).toHaveLength(0);
    expect(states.at(-1)).toEqual(['reconnecting', 'network']);
    failTokenWith = undefined;
    await vi.advanceTimersToNextTimerAsync();
    expect(wires).toHaveLength(1);
  });

  it('under another name when another tab took ours', async () => {
    const wire = await goOnline();
    wire.onclose?.({ code: CLOSE_CODES.replaced.code });
    await vi.advanceTimersToNextTimerAsync();
    last().onopen?.();
    expect(last().sent).toEqual([{ type: 'hello', deviceId: 'device-2' }]);
  });

  it('happens once a second at most, though the token changes a hundred times', async () => {
    await goOnline();
    const before = wires.length;
    for (let i = 0; i < 300; i++) {
      token = `token-${i}`;
      socket.redial();
      await vi.advanceTimersByTimeAsync(10);
    }
    await vi.advanceTimersByTimeAsync(1_000);
    expect(wires.length - before).toBeLessThanOrEqual(4);
    expect(last().protocols).toContain('bearer.token-299');
  });

  it('comes soon after a wake-up that no ping follows', async () => {
    const wire = await goOnline();
    socket.retryNow();
    await vi.advanceTimersByTimeAsync(9_000);
    wire.hear({ type: 'ping' });
    await vi.advanceTimersByTimeAsync(11_000);
    expect(wires).toHaveLength(1);
    socket.retryNow();
    await vi.advanceTimersByTimeAsync(11_000);
    expect(wires).toHaveLength(2);
  });

  it('is no later for a call that asks for the broker again and again', async () => {
    await goOnline();
    for (let second = 0; second < 4; second++) {
      socket.retryNow(3_000);
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(wires).toHaveLength(2);
  });

  it('never happens after close', async () => {
    const wire = await goOnline();
    socket.close();
    expect(wire.closedWith).toBe(1000);
    socket.retryNow();
    socket.redial();
    socket.open();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(wires).toHaveLength(1);
    expect(states.at(-1)?.[0]).toBe('closed');
  });
});
