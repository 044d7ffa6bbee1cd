import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import type { BrokerFrame, ConversationChanges, Message } from '../../src/protocol/index.js';
import type { BrokerHandle } from './start-broker.js';

const REDIAL_MS = 25;

/**
 * A device that keeps what it wrote until it is acknowledged, dials again whenever its socket is
 * gone, and then fetches what it missed: the promises of a client in a few lines.
 */
export class SteadfastDevice {
  /** Everything it knows of, by conversation and id; the newest version counts. */
  readonly known = new Map<string, Map<string, Message>>();
  readonly #broker: BrokerHandle;
  readonly #token: string;
  readonly #deviceId = randomUUID();
  readonly #outbox = new Map<string, { conversationId: string; text: string }>();
  readonly #synced = new Map<string, number>();
  readonly #waiters = new Set<() => void>();
  #socket: WebSocket | undefined;
  #closed = false;
  #acked = 0;

  constructor(broker: BrokerHandle, token: string, conversationIds: readonly string[]) {
    this.#broker = broker;
    this.#token = token;
    for (const id of conversationIds) {
      this.known.set(id, new Map());
      this.#synced.set(id, 0);
    }
    void this.#dial();
  }

  get acked(): number {
    return this.#acked;
  }

  get waiting(): number {
    return this.#outbox.size;
  }

  write(conversationId: string, text: string): string {
    const id = randomUUID();
    this.#outbox.set(id, { conversationId, text });
    this.#send(id);
    return id;
  }

  /** Resolves when `holds` is true, asked after everything that happens. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#waiters.delete(wake);
          resolve();
        };
        this.#waiters.add(wake);
      });
    }
  }

  close(): void {
    this.#closed = true;
    this.#socket?.terminate();
  }

  async #dial(): Promise<void> {
    if (this.#closed) return;
    try {
      const socket = await this.#broker.socket(this.#token);
      this.#socket = socket;
      socket.on('message', (data) => this.#hear(JSON.parse(String(data)) as BrokerFrame));
      socket.on('error', () => undefined);
      socket.once('close', () => this.#redial());
      socket.send(JSON.stringify({ type: 'hello', deviceId: this.#deviceId }));
    } catch {
      this.#redial();
    }
  }

  #redial(): void {
    this.#socket = undefined;
    if (!this.#closed) setTimeout(() => void this.#dial(), REDIAL_MS);
  }

  #hear(frame: BrokerFrame): void {
    if (frame.type === 'welcome') {
      for (const id of this.#outbox.keys()) this.#send(id);
      for (const id of this.known.keys()) void this.#catchUp(id);
    }
    if (frame.type === 'ping') this.#socket?.send('{"type":"pong"}');
    if (frame.type === 'message_ack' && this.#outbox.delete(frame.message.id)) this.#acked++;
    if (frame.type === 'message' || frame.type === 'message_ack') this.#learn(frame.message);
    for (const wake of [...this.#waiters]) wake();
  }

  #send(id: string): void {
    const entry = this.#outbox.get(id);
    if (!entry || this.#socket?.readyState !== this.#socket?.OPEN) return;
    const { conversationId, text } = entry;
    this.#socket?.send(
      JSON.stringify({ type: 'message_send', conversationId, message: { id, text } }),
    );
  }

  /** What was missed, from the last fetch on; live frames may bring it twice. */
  async #catchUp(id: string): Promise<void> {
    try {
      for (;;) {
        const path = `/api/conversations/${id}/changes?limit=100&after=${this.#synced.get(id)}`;
        const answer = await this.#broker.api<ConversationChanges>(path, { token: this.#token });
        if (answer.status !== 200) return;
        for (const message of answer.body.messages) this.#learn(message);
        this.#synced.set(id, answer.body.rev);
        if (!answer.body.more) break;
      }
    } catch {
      // The broker is gone again: the next welcome asks again.
      return;
    }
    for (const wake of [...this.#waiters]) wake();
  }

  #learn(message: Message): void {
    const messages = this.known.get(message.conversationId);
    const before = messages?.get(message.id);
    if (before && before.seq !== message.seq) throw new Error('a message has changed its place');
    if (!before || before.rev < message.rev) messages?.set(message.id, message);
  }
}
