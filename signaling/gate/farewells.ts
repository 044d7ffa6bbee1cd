import type { WebSocket } from 'ws';
import { CLOSE_CODES, type CloseReason } from '../../src/protocol/index.js';

/**
 * Sockets that were told to go. A closing handshake needs the other side; who does not take part in
 * time is cut off.
 */
export class Farewells {
  readonly #deadlines = new Map<WebSocket, number>();
  readonly #goodbyeMs: number;
  readonly #now: () => number;
  #onEmpty: (() => void) | undefined;

  constructor(goodbyeMs: number, now: () => number) {
    this.#goodbyeMs = goodbyeMs;
    this.#now = now;
  }

  get count(): number {
    return this.#deadlines.size;
  }

  begin(socket: WebSocket, reason: CloseReason): void {
    this.#deadlines.set(socket, this.#now() + this.#goodbyeMs);
    socket.close(CLOSE_CODES[reason].code, reason);
  }

  /** For the socket's 'close' event. */
  end(socket: WebSocket): void {
    if (this.#deadlines.delete(socket) && this.#deadlines.size === 0) this.#onEmpty?.();
  }

  cutOverdue(): void {
    const nowMs = this.#now();
    // Oldest first: the first one in time ends the walk.
    for (const [socket, deadlineMs] of this.#deadlines) {
      if (deadlineMs > nowMs) return;
      socket.terminate();
    }
  }

  /** Resolves when every socket is gone, in little more than the time to say goodbye. */
  async finish(): Promise<void> {
    if (this.#deadlines.size === 0) return;
    const timer = setTimeout(() => {
      for (const socket of this.#deadlines.keys()) socket.terminate();
    }, this.#goodbyeMs);
    await new Promise<void>((resolve) => {
      this.#onEmpty = resolve;
    });
    clearTimeout(timer);
  }
}
