import type { DataFrame, DataFrameInput } from '../../protocol/index.js';
import { decodeFrame } from '../../protocol/codec.js';
import { dataFrames } from '../../protocol/data-frames.js';
import { FrameAllowance } from './frame-allowance.js';

/** `abuse`: it said too much, or too much that is none of our frames. `slow`: it does not listen. */
export type ChannelEnd = 'closed' | 'silent' | 'abuse' | 'slow';

export interface ChannelHandlers {
  onFrame(frame: DataFrame): void;
  /** Once, and not after `close()`. */
  onEnd(reason: ChannelEnd): void;
}

/** Above this we wait: PeerJS and browsers alike behave badly with much in their own queues. */
const HIGH_WATER_BYTES = 512 * 1024;
const LOW_WATER_BYTES = 128 * 1024;
/** UTF-16 units that may wait here. */
const MOST_WAITING = 1024 * 1024;
const MOST_INVALID = 50;
const MOST_UNANSWERED_TICKS = 3;

/** What two devices say to each other over an open data channel. */
export class LinkChannel {
  /** Frames of a newer version, and frames that were none. */
  readonly counts = { unknown: 0, invalid: 0 };
  readonly #channel: RTCDataChannel;
  readonly #handlers: ChannelHandlers;
  readonly #allowance = new FrameAllowance({ burst: 1_000, perSecond: 200 });
  readonly #waiting: string[] = [];
  #waitingUnits = 0;
  #unansweredTicks = 0;
  #lastUsedMs = Date.now();
  #isEnded = false;

  constructor(channel: RTCDataChannel, handlers: ChannelHandlers) {
    this.#channel = channel;
    this.#handlers = handlers;
    channel.bufferedAmountLowThreshold = LOW_WATER_BYTES;
    channel.addEventListener('message', this.#onMessage);
    channel.addEventListener('bufferedamountlow', this.#drain);
    channel.addEventListener('close', this.#onClose);
    channel.addEventListener('error', this.#onClose);
  }

  /** When something that people did went either way, milliseconds since the epoch. */
  get lastUsedMs(): number {
    return this.#lastUsedMs;
  }

  /** @returns false when the link is gone */
  send(frame: DataFrameInput): boolean {
    if (this.#isEnded || this.#channel.readyState !== 'open') return false;
    const isHeartbeat = frame.type === 'ping' || frame.type === 'pong';
    if (!isHeartbeat) this.#lastUsedMs = Date.now();
    const text = JSON.stringify(frame);
    if (this.#waiting.length === 0 && this.#channel.bufferedAmount < HIGH_WATER_BYTES) {
      return this.#write(text);
    }
    // What is said again soon need not wait.
    if (isHeartbeat || frame.type === 'typing') return true;
    this.#waiting.push(text);
    this.#waitingUnits += text.length;
    if (this.#waitingUnits > MOST_WAITING) this.#end('slow');
    return !this.#isEnded;
  }

  /** Every few seconds: asks whether the other side is there, and gives it up after a few times. */
  tick(): void {
    if (this.#isEnded) return;
    if (this.#unansweredTicks >= MOST_UNANSWERED_TICKS) return this.#end('silent');
    this.#unansweredTicks++;
    this.send({ type: 'ping' });
  }

  /** Idempotent. */
  close(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#waiting.length = 0;
    const channel = this.#channel;
    channel.removeEventListener('message', this.#onMessage);
    channel.removeEventListener('bufferedamountlow', this.#drain);
    channel.removeEventListener('close', this.#onClose);
    channel.removeEventListener('error', this.#onClose);
    channel.close();
  }

  readonly #onMessage = ({ data }: MessageEvent<unknown>): void => {
    if (!this.#allowance.take(Date.now())) return this.#end('abuse');
    this.#unansweredTicks = 0;
    const decoded =
      typeof data === 'string' ? decodeFrame(dataFrames, data) : ({ kind: 'invalid' } as const);
    if (decoded.kind === 'unknown') this.counts.unknown++;
    else if (decoded.kind === 'invalid') {
      if (++this.counts.invalid > MOST_INVALID) this.#end('abuse');
    } else if (decoded.frame.type === 'ping') this.send({ type: 'pong' });
    else if (decoded.frame.type !== 'pong') {
      this.#lastUsedMs = Date.now();
      this.#handlers.onFrame(decoded.frame);
    }
  };

  readonly #drain = (): void => {
    while (!this.#isEnded && this.#channel.bufferedAmount < HIGH_WATER_BYTES) {
      const text = this.#waiting.shift();
      if (text === undefined) return;
      this.#waitingUnits -= text.length;
      if (!this.#write(text)) return;
    }
  };

  readonly #onClose = (): void => this.#end('closed');

  #write(text: string): boolean {
    try {
      this.#channel.send(text);
      return true;
    } catch {
      // It closed in this very moment.
      this.#end('closed');
      return false;
    }
  }

  #end(reason: ChannelEnd): void {
    if (this.#isEnded) return;
    this.close();
    this.#handlers.onEnd(reason);
  }
}
