import type { DataConnection, MediaConnection, Peer, PeerOptions } from 'peerjs';
import { DeskbellError, errorOf } from '../core/errors.js';
import { reconnectAfter } from '../core/reconnect-policy.js';
import { moreResponses } from '../protocol/rest-more.js';
import type { RestClient } from './rest-client.js';

export type { DataConnection, MediaConnection };

export interface PeerJsPeerOptions {
  broker: string;
  rest: Pick<RestClient, 'ask'>;
  token(): Promise<string>;
  /** Only by TURN: neither side learns the other's address. */
  relayOnly: boolean;
}

export interface PeerHandlers {
  onCall?(connection: MediaConnection): void;
  onData?(connection: DataConnection): void;
  /** Told by PeerJS of itself, not of a connection; a lost socket is dealt with here. */
  onError?(cause: { type: string; message: string }): void;
}

const OPEN_LIMIT_MS = 10_000;
const PING_MS = 5_000;
const ABNORMAL_CLOSURE = 1006;

/** An address at the broker: opened once, dialled again whenever its socket is lost. */
export class PeerJsPeer {
  readonly #options: PeerJsPeerOptions;
  readonly #handlers: PeerHandlers;
  #opening: Promise<string> | undefined;
  #peer: Peer | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #serversTtlMs: number | undefined;
  #rejectOpening: ((error: DeskbellError) => void) | undefined;
  #closed = false;

  constructor(options: PeerJsPeerOptions, handlers: PeerHandlers) {
    this.#options = options;
    this.#handlers = handlers;
  }

  /**
   * @returns the id this page can be dialled at
   * @throws DeskbellError `peer_failed`, `timeout`, `network`, `closed`
   */
  open(): Promise<string> {
    this.#opening ??= this.#open().catch((cause: unknown) => {
      if (this.#closed) throw new DeskbellError('closed');
      throw errorOf(cause, 'peer_failed');
    });
    return this.#opening;
  }

  /**
   * The same, and its socket is up: what is dialled now is heard.
   * @throws DeskbellError as `open`
   */
  async ready(): Promise<string> {
    const peerId = await this.open();
    const peer = this.#peer;
    if (!peer || peer.open) return peerId;
    this.wake();
    let timer: ReturnType<typeof setTimeout> | undefined;
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => reject(new DeskbellError('timeout')), OPEN_LIMIT_MS);
      peer.once('open', () => resolve());
      peer.once('close', () => reject(new DeskbellError('closed')));
    }).finally(() => clearTimeout(timer));
    return peerId;
  }

  /** Something changed for the better: does not wait for the next try. */
  wake(): void {
    if (this.#retry === undefined) return;
    clearTimeout(this.#retry);
    void this.#redial();
  }

  /** Undefined while there is no socket. */
  call(...dial: Parameters<Peer['call']>): MediaConnection | undefined {
    return this.#peer?.call(...dial);
  }

  /** Undefined while there is no socket. Only `raw`: what travels is framed by us. */
  connect(peerId: string): DataConnection | undefined {
    return this.#peer?.connect(peerId, { serialization: 'raw', reliable: true });
  }

  /** How long the servers' credentials last, in milliseconds. */
  get serversTtlMs(): number | undefined {
    return this.#serversTtlMs;
  }

  /** The servers to connect by, with fresh credentials. */
  async servers(): Promise<{ iceServers: RTCIceServer[]; relayOnly: boolean }> {
    const answer = await this.#options.rest.ask('ice-servers', moreResponses.iceServers);
    const { iceServers, ttlSeconds, relayOnly = false } = answer;
    if (ttlSeconds !== undefined) this.#serversTtlMs = ttlSeconds * 1_000;
    return { iceServers: iceServers as RTCIceServer[], relayOnly };
  }

  /** Ends every connection made through it. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#rejectOpening?.(new DeskbellError('closed'));
    this.#peer?.destroy();
  }

  async #open(): Promise<string> {
    const { rest, broker } = this.#options;
    const isRelayWanted = this.#options.relayOnly;
    const answers = Promise.all([
      // An address for PeerJS, bound to this person.
      rest.ask('peers', moreResponses.peer, { json: {} }),
      this.servers(),
      this.#options.token(),
    ]);
    // A failure of these is dealt with below, after the chunk.
    answers.catch(() => undefined);
    // In this form bundlers leave out what is not used of it.
    const { Peer } = await import('peerjs');
    const [{ peerId }, { iceServers, relayOnly }, token] = await answers;
    if (this.#closed) throw new DeskbellError('closed');
    const { hostname, port, protocol } = new URL(broker);
    const secure = protocol === 'https:';
    const options: PeerOptions = {
      host: hostname,
      port: Number(port) || (secure ? 443 : 80),
      path: '/',
      secure,
      token,
      debug: 0,
      pingInterval: PING_MS,
      config: { iceServers, ...((isRelayWanted || relayOnly) && { iceTransportPolicy: 'relay' }) },
    };
    const peer = new Peer(peerId, options);
    this.#peer = peer;
    peer.on('call', (connection) => {
      if (this.#handlers.onCall) this.#handlers.onCall(connection);
      else connection.close();
    });
    peer.on('connection', (connection) => {
      if (this.#handlers.onData) this.#handlers.onData(connection);
      else connection.close();
    });
    peer.on('disconnected', () => this.#reconnect());
    await this.#opened(peer);
    return peerId;
  }

  /** A dial before `open` would be lost without a word: wait for it, but not for ever. */
  async #opened(peer: Peer): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        this.#rejectOpening = reject;
        timer = setTimeout(() => reject(new DeskbellError('timeout')), OPEN_LIMIT_MS);
        peer.on('open', () => {
          this.#attempt = 0;
          resolve();
        });
        peer.on('error', (cause) => {
          // A lost socket is dialled again; everything else will not get better by waiting.
          if (cause.type !== 'network') reject(new DeskbellError('peer_failed', { cause }));
          this.#handlers.onError?.(cause);
        });
      });
    } finally {
      clearTimeout(timer);
      this.#rejectOpening = undefined;
    }
  }

  /** PeerJS never dials its socket again by itself. */
  #reconnect(): void {
    if (this.#closed || this.#peer?.destroyed) return;
    const { delayMs } = reconnectAfter(ABNORMAL_CLOSURE, this.#attempt++, Math.random());
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.#redial(), delayMs);
  }

  async #redial(): Promise<void> {
    this.#retry = undefined;
    try {
      const token = await this.#options.token();
      const peer = this.#peer;
      if (this.#closed || !peer || peer.destroyed || !peer.disconnected) return;
      peer.options.token = token;
      peer.reconnect();
    } catch {
      // No token now, perhaps at the next try.
      this.#reconnect();
    }
  }
}
