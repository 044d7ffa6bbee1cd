import type { RawData, WebSocket } from 'ws';
import { clientFrames } from '../../src/protocol/client-frames.js';
import {
  CLOSE_CODES,
  type BrokerFrame,
  type ClientFrame,
  type CloseReason,
  type ErrorCode,
} from '../../src/protocol/index.js';
import { decodeFrame } from '../../src/protocol/codec.js';
import type { FrameBudget } from '../domain/frame-budget.js';
import type { Rate } from '../domain/limits.js';
import type { Identity, Log } from '../domain/types.js';
import { FrameQueue } from './frame-queue.js';
import { checkLife, type Lifetime, type SocketTimes } from './lifetime.js';
import type { Line } from './registry.js';

const QUEUED_FRAMES = 1_000;
const BUFFERED_BYTES = 4 * 1024 * 1024;
/** Mistakes of one socket before it is closed. */
const BAD_FRAMES = 20;
const PING = JSON.stringify({ type: 'ping' } satisfies BrokerFrame);

export interface ConnectionOptions {
  readonly socket: WebSocket;
  readonly identity: Identity;
  readonly times: SocketTimes;
  /** Null: no limit. */
  readonly frameRate: Rate | null;
  /** What all sockets of the same person, and of the same network, may say. */
  readonly frames?: Pick<FrameBudget, 'take'>;
  readonly log: Log;
  onRefused(code: ErrorCode): void;
  /** Handles one frame; refusals are answered by it. Never rejects. */
  onFrame(connection: Connection, frame: ClientFrame): Promise<void>;
  /** Once, when the socket is as good as gone. `silent`: it only stopped answering. */
  onGone(connection: Connection, options: { silent: boolean }): void;
}

/** One app socket: life, limits and order of its frames. What they mean is not known here. */
export class Connection implements Line {
  readonly identity: Identity;
  readonly #options: ConnectionOptions;
  readonly #socket: WebSocket;
  readonly #frames: FrameQueue;
  readonly #closed: Promise<void>;
  #deviceId = '';
  readonly #life: { -readonly [K in keyof Lifetime]: Lifetime[K] };
  #timer: NodeJS.Timeout | undefined;
  /** Frames for a device that was not welcomed yet. */
  #held: string[] | undefined = [];
  #queued = 0;
  #badFrames = 0;
  #window = { startMs: 0, frames: 0 };
  #state: 'open' | 'retiring' | 'gone' = 'open';

  constructor(options: ConnectionOptions) {
    const { socket, identity } = options;
    this.#options = options;
    this.#socket = socket;
    this.identity = identity;
    const nowMs = performance.now();
    this.#life = {
      openedAtMs: nowMs,
      greeted: false,
      heardAtMs: nowMs,
      // Those who came at once, as after a restart, are not pinged at once for ever.
      pingedAtMs: nowMs - Math.random() * options.times.heartbeatMs,
      expiresAtMs: nowMs + identity.expiresAt * 1000 - Date.now(),
    };
    this.#frames = new FrameQueue({
      handle: (frame) => options.onFrame(this, frame),
      pause: () => socket.pause(),
      resume: () => socket.resume(),
    });
    this.#closed = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('ping', () => this.#hear());
    socket.on('pong', () => this.#hear());
    socket.on('error', (error) => this.#fail(error));
    socket.once('close', () => this.#leave({ silent: false }));
    this.#checkLife();
  }

  get userId(): string {
    return this.identity.userId;
  }

  /** Frames that the reader has not taken yet. */
  get queuedFrames(): number {
    return this.#queued;
  }

  /** Empty before `hello`. */
  get deviceId(): string {
    return this.#deviceId;
  }

  /** Frames for the device are kept until `welcome` was said. */
  name(deviceId: string): void {
    this.#deviceId = deviceId;
  }

  welcome(frame: BrokerFrame): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const text of [JSON.stringify(frame), ...held]) this.send(text);
  }

  send(text: string): void {
    if (this.#state === 'gone') return;
    if (this.#held) {
      this.#held.push(text);
      if (this.#held.length >= QUEUED_FRAMES) this.close('tooSlow');
      return;
    }
    this.#write(text);
  }

  /** A frame was refused; this counts for nothing but itself. */
  refuse(code: ErrorCode, details: { ref?: string; retryAfterMs?: number } = {}): void {
    this.#options.onRefused(code);
    if (this.#state === 'gone') return;
    this.#write(JSON.stringify({ type: 'error', code, ...details } satisfies BrokerFrame));
  }

  close(reason: CloseReason): void {
    if (this.#state === 'gone') return;
    this.#options.log.debug({ userId: this.userId, reason }, 'socket closed');
    this.#leave({ silent: reason === 'silent' });
    this.#socket.resume();
    this.#socket.close(CLOSE_CODES[reason].code, reason);
    const cut = setTimeout(() => this.#socket.terminate(), this.#options.times.goodbyeMs);
    void this.#closed.then(() => clearTimeout(cut));
  }

  /** Takes no more frames, finishes the begun ones, then closes. Resolves when all is over. */
  async retire(reason: CloseReason, limitMs: number): Promise<void> {
    if (this.#state === 'open') {
      this.#state = 'retiring';
      this.#frames.clear();
      let timer: NodeJS.Timeout | undefined;
      const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, limitMs)));
      await Promise.race([this.#frames.idle(), limit]);
      clearTimeout(timer);
      this.close(reason);
    }
    await this.#closed;
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#state !== 'open' || !this.#hear()) return;
    if (isBinary) return this.#mistake('invalid_frame');
    const decoded = decodeFrame(clientFrames, data.toString());
    switch (decoded.kind) {
      case 'frame':
        return this.#take(decoded.frame);
      case 'unknown':
        this.#options.log.debug({ userId: this.userId, type: decoded.type }, 'unknown frame');
        return;
      case 'invalid':
        this.#mistake(decoded.code, decoded.ref);
        if (decoded.code === 'frame_too_large') this.close('frameTooLarge');
    }
  }

  #take(frame: ClientFrame): void {
    if (frame.type === 'pong') return;
    if (frame.type === 'hello' && this.#life.greeted) return this.#mistake('conflict');
    if (frame.type === 'hello') this.#life.greeted = true;
    else if (!this.#life.greeted) return this.#mistake('unauthorized');
    this.#frames.push(frame);
  }

  /** Any frame is life, and counts. */
  #hear(): boolean {
    if (this.#state !== 'open') return false;
    const nowMs = performance.now();
    this.#life.heardAtMs = nowMs;
    const retryAfterMs = this.#spend(nowMs);
    if (retryAfterMs === 0) return true;
    this.refuse('rate_limited', { retryAfterMs: Math.ceil(retryAfterMs) });
    this.close('tooManyFrames');
    return false;
  }

  /** Takes one frame of this socket, of its person and of its network. How long to wait where none is left. */
  #spend(nowMs: number): number {
    const { frameRate, frames } = this.#options;
    if (!frameRate) return 0;
    const { points, windowMs } = frameRate;
    if (nowMs - this.#window.startMs >= windowMs) this.#window = { startMs: nowMs, frames: 0 };
    if (++this.#window.frames > points) return this.#window.startMs + windowMs - nowMs;
    return frames?.take(this.identity) ?? 0;
  }

  #mistake(code: ErrorCode, ref?: string): void {
    this.#badFrames++;
    this.#options.log.info({ userId: this.userId, code }, 'bad frame');
    this.refuse(code, ref === undefined ? {} : { ref });
    if (this.#badFrames > BAD_FRAMES) this.close('badFrame');
  }

  #write(text: string): void {
    if (this.#queued >= QUEUED_FRAMES || this.#socket.bufferedAmount >= BUFFERED_BYTES) {
      return this.close('tooSlow');
    }
    this.#queued++;
    this.#socket.send(text, this.#written);
  }

  readonly #written = (): void => {
    this.#queued--;
  };

  #checkLife(): void {
    if (this.#state === 'gone') return;
    const nowMs = performance.now();
    const step = checkLife(this.#life, this.#options.times, nowMs);
    if ('close' in step) return this.close(step.close);
    if (step.ping) {
      this.#life.pingedAtMs = nowMs;
      this.#write(PING);
    }
    this.#timer = setTimeout(() => this.#checkLife(), step.nextInMs);
  }

  /** ws refuses what breaks its protocol and closes by itself. */
  #fail(error: Error): void {
    const code = 'code' in error ? error.code : undefined;
    this.#options.log.info({ userId: this.userId, code }, 'socket failed');
    this.#leave({ silent: false });
    const cut = setTimeout(() => this.#socket.terminate(), this.#options.times.goodbyeMs);
    void this.#closed.then(() => clearTimeout(cut));
  }

  #leave(options: { silent: boolean }): void {
    if (this.#state === 'gone') return;
    this.#state = 'gone';
    clearTimeout(this.#timer);
    this.#frames.clear();
    this.#options.onGone(this, options);
  }
}
