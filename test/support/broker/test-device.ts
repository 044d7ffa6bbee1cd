import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import type {
  BrokerFrame,
  BrokerFrameOf,
  BrokerFrameType,
  ClientFrameInput,
} from '../../../src/protocol/index.js';

interface Waiter {
  readonly matches: (frame: BrokerFrame) => boolean;
  readonly resolve: (frame: BrokerFrame) => void;
}

/** A device of somebody, on a real socket. Frames are kept until a test asks for them. */
export class TestDevice {
  readonly deviceId: string;
  readonly socket: WebSocket;
  /** Everything heard, oldest first. */
  readonly heard: BrokerFrame[] = [];
  /** Resolves with the close code. */
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #unread: BrokerFrame[] = [];
  readonly #waiters: Waiter[] = [];

  constructor(url: string, options: { deviceId?: string; answersPings?: boolean } = {}) {
    this.deviceId = options.deviceId ?? randomUUID();
    this.socket = new WebSocket(url, { perMessageDeflate: false });
    this.socket.on('error', () => {});
    this.closed = once(this.socket, 'close').then(([code, reason]) => ({
      code: code as number,
      reason: String(reason),
    }));
    this.socket.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as BrokerFrame;
      if (frame.type === 'ping' && options.answersPings !== false) this.send({ type: 'pong' });
      this.#take(frame);
    });
  }

  async open(): Promise<this> {
    await once(this.socket, 'open');
    return this;
  }

  /** Says hello and hears welcome. */
  async greet(): Promise<BrokerFrameOf<'welcome'>> {
    this.send({ type: 'hello', deviceId: this.deviceId });
    return this.next('welcome');
  }

  send(frame: ClientFrameInput): void {
    this.socket.send(JSON.stringify(frame));
  }

  /** The first frame of this type that no one asked for yet. */
  next<T extends BrokerFrameType>(
    type: T,
    accepts: (frame: BrokerFrameOf<T>) => boolean = () => true,
  ): Promise<BrokerFrameOf<T>> {
    const matches = (frame: BrokerFrame) =>
      frame.type === type && accepts(frame as BrokerFrameOf<T>);
    const index = this.#unread.findIndex(matches);
    if (index !== -1) {
      return Promise.resolve(this.#unread.splice(index, 1)[0] as BrokerFrameOf<T>);
    }
    return new Promise((resolve) => {
      this.#waiters.push({ matches, resolve: resolve as Waiter['resolve'] });
    });
  }

  /** All frames of this type so far. */
  all<T extends BrokerFrameType>(type: T): BrokerFrameOf<T>[] {
    return this.heard.filter((frame): frame is BrokerFrameOf<T> => frame.type === type);
  }

  /** Resolves when the broker has handled everything sent before. */
  async settle(): Promise<void> {
    const userId = `nobody-${randomUUID()}`;
    this.send({ type: 'presence_watch', userIds: [userId] });
    await this.next('presence', ({ presence }) => presence.userId === userId);
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.closed;
  }

  #take(frame: BrokerFrame): void {
    this.heard.push(frame);
    const index = this.#waiters.findIndex(({ matches }) => matches(frame));
    if (index === -1) this.#unread.push(frame);
    else this.#waiters.splice(index, 1)[0]!.resolve(frame);
  }
}
