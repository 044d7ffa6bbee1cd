import { once } from 'node:events';
import { WebSocket } from 'ws';
import { findDifference, type Frame } from './script.js';

const HEAR_MS = 10_000;
const ABOUT_CALLS = /^(call_|error$)/;

/** One tab of one person, on the app socket. Keeps what it hears about calls until that is expected. */
export class Device {
  readonly #name: string;
  readonly #socket: WebSocket;
  readonly #unread: Frame[] = [];
  readonly #waiting = new Set<() => void>();

  private constructor(name: string, socket: WebSocket) {
    this.#name = name;
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as Frame;
      if (frame['type'] === 'ping') this.say({ type: 'pong' });
      this.#unread.push(frame);
      for (const look of this.#waiting) look();
    });
  }

  /** Opens a socket, says hello, and resolves with the welcome. */
  static async open(options: {
    name: string;
    url: string;
    token: string;
    deviceId: string;
  }): Promise<{ device: Device; welcome: Frame }> {
    const { name, url, token, deviceId } = options;
    const address = `${url.replace(/^http/, 'ws')}/api/messages/ws`;
    const socket = new WebSocket(address, ['deskbell.v1', `bearer.${token}`]);
    const device = new Device(name, socket);
    await once(socket, 'open');
    device.say({ type: 'hello', deviceId });
    return { device, welcome: await device.hear({ type: 'welcome' }) };
  }

  say(frame: Frame): void {
    this.#socket.send(JSON.stringify(frame));
  }

  /** The first frame that was not expected yet and is like this one. */
  async hear(expected: Frame, withinMs = HEAR_MS): Promise<Frame> {
    const isIt = (frame: Frame) => findDifference(frame, expected) === undefined;
    const found = await this.#find(isIt, withinMs);
    if (found) return found;
    const heard = this.#unread.filter(isAboutCalls).map((frame) => JSON.stringify(frame));
    throw new Error(
      `${this.#name} did not hear ${JSON.stringify(expected)}, but ${heard.join(', ') || 'nothing'}`,
    );
  }

  /** Resolves when the broker has handled all that was said; what came and was not expected. */
  async settle(): Promise<Frame[]> {
    const userId = `nobody-${crypto.randomUUID()}`;
    this.say({ type: 'presence_watch', userIds: [userId] });
    await this.hear({ type: 'presence', presence: { userId } });
    return this.#unread.filter(isAboutCalls);
  }

  async close(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    this.#socket.close();
    await once(this.#socket, 'close');
  }

  async #find(isIt: (frame: Frame) => boolean, withinMs: number): Promise<Frame | undefined> {
    const take = () => {
      const index = this.#unread.findIndex(isIt);
      return index === -1 ? undefined : this.#unread.splice(index, 1)[0];
    };
    const known = take();
    if (known) return known;
    return new Promise((resolve) => {
      const finish = (frame: Frame | undefined) => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(frame);
      };
      const look = () => {
        const frame = take();
        if (frame) finish(frame);
      };
      const timer = setTimeout(() => finish(undefined), withinMs);
      this.#waiting.add(look);
    });
  }
}

function isAboutCalls(frame: Frame): boolean {
  return ABOUT_CALLS.test(String(frame['type']));
}
