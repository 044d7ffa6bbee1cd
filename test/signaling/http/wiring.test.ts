import { on, once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import {
  CLOSE_CODES,
  LIMITS,
  type BrokerFrame,
  type ClientFrameInput,
} from '../../../src/protocol/index.js';
import { startBroker, type BrokerHandle } from '../../support/start-broker.js';
import { dataOffer } from '../gate/harness.js';

let broker: BrokerHandle;
beforeAll(async () => {
  broker = await startBroker();
});
afterAll(() => broker.close());

/** A device of a person on a real socket. */
class Device {
  readonly #heard: BrokerFrame[] = [];
  readonly #waiting = new Set<() => void>();

  private constructor(
    readonly token: string,
    readonly socket: WebSocket,
  ) {
    socket.on('message', (data: Buffer) => {
      this.#heard.push(JSON.parse(data.toString()) as BrokerFrame);
      for (const look of this.#waiting) look();
    });
  }

  static async of(sub: string): Promise<Device> {
    const token = await broker.token(sub);
    const device = new Device(token, await broker.socket(token));
    device.say({ type: 'hello', deviceId: crypto.randomUUID() });
    await device.hears('welcome');
    return device;
  }

  say(frame: ClientFrameInput): void {
    this.socket.send(JSON.stringify(frame));
  }

  hears<T extends BrokerFrame['type']>(type: T): Promise<Extract<BrokerFrame, { type: T }>> {
    return new Promise((resolve) => {
      const look = () => {
        const found = this.#heard.find((frame) => frame.type === type);
        if (!found) return;
        this.#waiting.delete(look);
        resolve(found as Extract<BrokerFrame, { type: T }>);
      };
      this.#waiting.add(look);
      look();
    });
  }

  async peerId(): Promise<string> {
    const { body } = await broker.api<{ peerId: string }>('/api/peers', {
      token: this.token,
      method: 'POST',
    });
    return body.peerId;
  }
}

interface PeerLine {
  readonly socket: WebSocket;
  /** The next frame after OPEN. */
  next(): Promise<unknown>;
}

async function peerSocket(peerId: string, token: string): Promise<PeerLine> {
  const query = new URLSearchParams({ key: 'peerjs', id: peerId, token });
  const socket = new WebSocket(`${broker.url.replace('http', 'ws')}/peerjs?${query}`);
  const frames = on(socket, 'message');
  const next = async () => {
    const { value } = (await frames.next()) as { value: [Buffer] };
    return JSON.parse(String(value[0])) as unknown;
  };
  expect(await next()).toEqual({ type: 'OPEN' });
  return { socket, next };
}

describe('taking a call', () => {
  async function ring(): Promise<{ caller: Device; callee: Device; callId: string }> {
    const [caller, callee] = [await Device.of('buyer-7'), await Device.of('seller-42')];
    const { body } = await broker.api<{ id: string }>('/api/conversations', {
      token: caller.token,
      json: { userId: 'seller-42' },
    });
    const callId = crypto.randomUUID();
    caller.say({
      type: 'call_request',
      callId,
      conversationId: body.id,
      calleeId: 'seller-42',
      callType: 'VOICE',
    });
    await callee.hears('call_request');
    return { caller, callee, callId };
  }

  it('has nobody’s device dialled but one’s own', async () => {
    const { caller, callee, callId } = await ring();
    const stranger = await Device.of('stranger-1');
    callee.say({ type: 'call_accept', callId, peerId: await stranger.peerId() });
    expect(await callee.hears('error')).toMatchObject({ ref: callId });
    callee.say({ type: 'call_accept', callId, peerId: await callee.peerId() });
    expect(await caller.hears('call_accept')).toMatchObject({ call: { status: 'ANSWERED' } });
    for (const { socket } of [caller, callee, stranger]) socket.terminate();
  });
});

describe('dialling for data', () => {
  it('passes once after the other side has accepted, and not before', async () => {
    const [asker, accepter] = [await Device.of('buyer-8'), await Device.of('seller-8')];
    const { body } = await broker.api<{ id: string }>('/api/conversations', {
      token: asker.token,
      json: { userId: 'seller-8' },
    });
    const conversationId = body.id;
    for (const device of [asker, accepter]) {
      const message = { id: crypto.randomUUID(), text: 'hello' };
      device.say({ type: 'message_send', conversationId, message });
      await device.hears('message_ack');
    }
    const [from, to] = [await asker.peerId(), await accepter.peerId()];
    const sockets = [await peerSocket(from, asker.token), await peerSocket(to, accepter.token)];
    const [dialling, dialled] = sockets as [PeerLine, PeerLine];
    const dial = () => dialling.socket.send(JSON.stringify(dataOffer(to, 'raw', 'dc_1')));
    dial();
    expect(await dialling.next()).toMatchObject({ type: 'EXPIRE' });
    asker.say({ type: 'link_request', conversationId, peerId: from });
    const { deviceId } = await accepter.hears('link_request');
    accepter.say({ type: 'link_accept', conversationId, deviceId, peerId: to });
    await asker.hears('link_accept');
    dial();
    expect(await dialled.next()).toMatchObject({ type: 'OFFER', src: from });
    dial();
    expect(await dialling.next()).toMatchObject({ type: 'EXPIRE' });
    for (const { socket } of [...sockets, asker, accepter]) socket.terminate();
  });
});

describe('a frame on the app socket', () => {
  const pong = (bytes: number) => `{"type":"pong","fill":"${'x'.repeat(bytes - 25)}"}`;

  it('may be as long as the limit', async () => {
    const device = await Device.of('seller-42');
    expect(pong(LIMITS.frameBytes)).toHaveLength(LIMITS.frameBytes);
    device.socket.send(pong(LIMITS.frameBytes));
    device.say({ type: 'presence_watch', userIds: ['seller-42'] });
    expect(await device.hears('presence')).toMatchObject({ presence: { online: true } });
    device.socket.terminate();
  });

  it('ends the socket, in our words, when it is one byte longer', async () => {
    const device = await Device.of('seller-42');
    device.socket.send(pong(LIMITS.frameBytes + 1));
    const [code] = (await once(device.socket, 'close')) as [number];
    expect(code).toBe(CLOSE_CODES.frameTooLarge.code);
  });
});
