import { reconnectAfter } from '../core/reconnect-policy.js';
import { DeskbellError, errorOf, type DeskbellErrorCode } from '../core/errors.js';
import {
  chatFrames,
  CLOSE_CODES,
  readFrame,
  SUBPROTOCOL,
  TIMES,
  type ClientFrameInput,
} from '../protocol/index.js';
import type { BrokerSocketOptions, SocketLike, SocketLimits } from './socket-ports.js';
import type { ConnectionState } from './types.js';

const LIMITS: SocketLimits = {
  handshakeMs: 10_000,
  silenceMs: TIMES.clientSilenceMs,
  wakeMs: TIMES.heartbeatMs + 2_000,
};

type Timer = ReturnType<typeof setTimeout>;
const REDIAL_MS = 1_000;
const NORMAL_CLOSURE = 1000;
const ABNORMAL_CLOSURE = 1006;

/** The app socket: dials, says hello, answers pings, and dials again until it is closed. */
export class BrokerSocket {
  readonly #options: BrokerSocketOptions;
  readonly #limits: SocketLimits;
  #state: ConnectionState = 'idle';
  #socket: SocketLike | null = null;
  #attempt = 0;
  /** Distinguishes a dial in progress from one that was overtaken. */
  #generation = 0;
  #watchdog: Timer | undefined;
  #retry: Timer | undefined;
  #wasOnline = false;
  #wanted = false;
  #dialledAtMs = -Infinity;
  /** A sign of life is awaited sooner than usual. */
  #isWoken = false;

  constructor(options: BrokerSocketOptions) {
    this.#options = options;
    this.#limits = options.limits ?? LIMITS;
  }

  get isOnline(): boolean {
    return this.#state === 'online';
  }

  /** Starts dialling, unless that was done before. */
  open(): void {
    this.#wanted = true;
    if (this.#state === 'idle') void this.#dial();
  }

  /**
   * Something changed for the better (network, tab, token), or a call needs the broker now: does not
   * wait for the next try.
   * @param limitMs how long a dial, or an open socket that may be dead, is waited for from now on
   */
  retryNow(limitMs = this.#limits.wakeMs): void {
    const isStuck = Date.now() - this.#dialledAtMs > limitMs;
    if (this.#state === 'reconnecting' && (this.#retry !== undefined || isStuck)) {
      this.#drop(NORMAL_CLOSURE);
      void this.#dial();
    } else if (this.isOnline && !this.#isWoken) {
      // It may have died unnoticed: the next frame must come in time, however often this is asked.
      this.#isWoken = true;
      this.#watch(limitMs);
    }
  }

  /** The old socket ends: with a token that was renewed, or on a network that is gone. */
  redial(): void {
    if (!this.#wanted || this.#state === 'closed') return;
    this.#drop(NORMAL_CLOSURE);
    const waitMs = this.#dialledAtMs + REDIAL_MS - Date.now();
    if (waitMs <= 0) return void this.#dial();
    // A token or a network that changes all the time costs a dial a second, not more.
    this.#move('reconnecting', null);
    this.#retry = setTimeout(() => void this.#dial(), waitMs);
  }

  /** @returns false when there is no socket to send on; nothing is queued here */
  send(frame: ClientFrameInput): boolean {
    if (!this.isOnline || !this.#socket) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  close(): void {
    if (this.#state === 'closed') return;
    this.#drop(NORMAL_CLOSURE);
    this.#move('closed', null);
  }

  async #dial(fresh = false): Promise<void> {
    const generation = ++this.#generation;
    this.#dialledAtMs = Date.now();
    this.#clearTimers();
    this.#move(this.#wasOnline ? 'reconnecting' : 'connecting', null);
    let token: string;
    try {
      token = await (fresh ? this.#options.renewToken() : this.#options.token());
    } catch (cause) {
      if (generation !== this.#generation) return;
      const error = errorOf(cause, 'network');
      if (error.retryable) this.#dialLater(ABNORMAL_CLOSURE, error);
      else this.#stop(error);
      return;
    }
    if (generation === this.#generation) this.#connect(token);
  }

  #connect(token: string): void {
    const socket = this.#options.openSocket(this.#options.url, [SUBPROTOCOL, `bearer.${token}`]);
    this.#socket = socket;
    this.#watch(this.#limits.handshakeMs);
    const { deviceId, plays } = this.#options;
    socket.onopen = () => {
      socket.send(JSON.stringify({ type: 'hello', deviceId: deviceId(), plays: plays?.() }));
    };
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onclose = ({ code }) => this.#lost(code);
  }

  #receive(data: unknown): void {
    if (typeof data !== 'string') return;
    const read = readFrame(chatFrames, data);
    this.#isWoken = false;
    if (this.isOnline) this.#watch(this.#limits.silenceMs);
    if (read.kind === 'unknown') this.#options.onOther(read.type, data);
    // A broken one helps nobody.
    if (read.kind !== 'frame') return;
    const { frame } = read;
    if (frame.type === 'ping') {
      this.#socket?.send('{"type":"pong"}');
      return;
    }
    if (frame.type === 'welcome') {
      this.#attempt = 0;
      this.#wasOnline = true;
      this.#watch(this.#limits.silenceMs);
      this.#move('online', null);
    }
    this.#options.onFrame(frame, data);
  }

  #lost(code: number): void {
    this.#drop();
    if (code === CLOSE_CODES.replaced.code) {
      this.#options.renewDeviceId();
      this.#dialLater(ABNORMAL_CLOSURE, null);
      return;
    }
    this.#dialLater(code, CLOSE_ERRORS.get(code) ?? null);
  }

  #dialLater(code: number, reason: DeskbellError | DeskbellErrorCode | null): void {
    const error = typeof reason === 'string' ? new DeskbellError(reason) : reason;
    const step = reconnectAfter(code, this.#attempt, this.#options.random());
    if (step.advice === 'never') return this.#stop(error ?? new DeskbellError('closed'));
    this.#attempt++;
    this.#clearTimers();
    this.#move('reconnecting', step.advice === 'newToken' ? null : error);
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      void this.#dial(step.advice === 'newToken');
    }, step.delayMs);
  }

  /** Dialling again cannot help; a new token or a new `connect` may. */
  #stop(error: DeskbellError): void {
    this.#drop();
    this.#attempt = 0;
    this.#wasOnline = false;
    this.#move('idle', error);
  }

  /** Nothing was heard for too long: the link is dead even if the browser does not know. */
  #watch(limitMs: number): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => {
      this.#drop(NORMAL_CLOSURE);
      this.#dialLater(ABNORMAL_CLOSURE, null);
    }, limitMs);
  }

  #drop(code?: number): void {
    this.#generation++;
    this.#clearTimers();
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    if (code !== undefined) socket.close(code);
  }

  #clearTimers(): void {
    clearTimeout(this.#watchdog);
    clearTimeout(this.#retry);
    this.#retry = undefined;
  }

  #move(state: ConnectionState, error: DeskbellError | null): void {
    this.#state = state;
    this.#options.onState(state, error);
  }
}

const CLOSE_ERRORS: ReadonlyMap<number, DeskbellErrorCode> = new Map([
  [CLOSE_CODES.badFrame.code, 'invalid_frame'],
  [CLOSE_CODES.unauthorized.code, 'unauthorized'],
  [CLOSE_CODES.originNotAllowed.code, 'origin_not_allowed'],
  [CLOSE_CODES.versionNotSupported.code, 'bad_request'],
  [CLOSE_CODES.tokenExpired.code, 'token_expired'],
  [CLOSE_CODES.tooManyFrames.code, 'rate_limited'],
] as const);
