import type { WebSocket } from 'ws';
import type { Identity } from '../domain/types.js';
import type { Link } from './links.js';
import type { ServerSideSocket } from './peer-server.js';
import type { Cargo } from './relay.js';

/** What all peer sockets of a gate share. */
export interface PeerSocketHost {
  /** What PeerServer's next frame to a socket is replaced by; see relay.ts. */
  readonly cargo: Cargo;
  readonly bufferedBytes: number;
  /** A frame's share of a socket's allowance, and how far ahead of it a socket may be. */
  readonly frameMs: number;
  readonly burstMs: number;
  onTooSlow(peer: PeerSocket): void;
  /** PeerServer asks to close the socket. */
  onClosedByServer(peer: PeerSocket): void;
}

/**
 * One peer: the socket PeerServer sees, in front of the real one. Ten thousand of these lie idle,
 * so they own no closures and no collections until they speak.
 */
export class PeerSocket implements ServerSideSocket {
  /** Open links by connection id; made by the first OFFER. */
  links: Map<string, Link> | undefined = undefined;
  badFrames = 0;
  #allowedAtMs: number;
  #onFrame: ((text: string) => void) | undefined = undefined;
  #onClose: (() => void) | undefined = undefined;
  readonly #host: PeerSocketHost;

  constructor(
    public peerId: string,
    readonly identity: Identity,
    readonly socket: WebSocket,
    host: PeerSocketHost,
    nowMs: number,
  ) {
    this.#host = host;
    this.#allowedAtMs = nowMs;
  }

  get userId(): string {
    return this.identity.userId;
  }

  /** For PeerServer. Its 'error' listener is not kept: errors of the real socket stay at the gate. */
  on(event: string, listener: (...args: never[]) => void): this {
    if (event === 'message') this.#onFrame = listener as (text: string) => void;
    else if (event === 'close') this.#onClose = listener as () => void;
    return this;
  }

  /** For PeerServer. Never throws: PeerServer would answer by unseating somebody. */
  send(text: string): void {
    const { cargo, bufferedBytes } = this.#host;
    if (this.socket.bufferedAmount > bufferedBytes) return this.#host.onTooSlow(this);
    if (this.socket.readyState !== this.socket.OPEN) return;
    this.socket.send(cargo.to === this ? cargo.text : text);
  }

  /** PeerJS makes of it the error 'peer-unavailable' for that destination, and nothing else. */
  expire(dst: string): void {
    this.send(JSON.stringify({ type: 'EXPIRE', src: dst, dst: this.peerId }));
  }

  /** For PeerServer. */
  close(): void {
    this.#host.onClosedByServer(this);
  }

  get isInRealm(): boolean {
    return this.#onFrame !== undefined;
  }

  /** Says a frame to PeerServer. */
  say(text: string): void {
    this.#onFrame?.(text);
  }

  /** Leaves PeerServer's realm at once, whatever the real socket does. Idempotent. */
  leaveRealm(): void {
    const onClose = this.#onClose;
    this.#onFrame = undefined;
    this.#onClose = undefined;
    onClose?.();
  }

  /**
   * Takes frames from the socket's allowance; false once it is overdrawn. One number does for a
   * token bucket: the time at which everything spent so far would have been allowed.
   */
  spend(nowMs: number, frames = 1): boolean {
    const { frameMs, burstMs } = this.#host;
    this.#allowedAtMs = Math.max(nowMs, this.#allowedAtMs) + frames * frameMs;
    return this.#allowedAtMs - nowMs <= burstMs;
  }

  /** How long nothing was heard; short of the truth by no more than the burst allowed at once. */
  silentMs(nowMs: number): number {
    return nowMs - this.#allowedAtMs;
  }
}
