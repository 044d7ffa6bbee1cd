import { TIMES, type ClientFrameInput } from '../protocol/index.js';

export interface TypingPorts {
  /** @returns false when offline; nobody types offline */
  send(frame: ClientFrameInput): boolean;
  /** Others began or stopped typing. */
  onChange(conversationId: string, userIds: readonly string[]): void;
}

type Timer = ReturnType<typeof setTimeout>;

/** Repeated well before the other side forgets. */
const REPEAT_MS = TIMES.typingMs * 0.6;

/** Who types where: ours told sparingly, others' forgotten when they fall silent. */
export class Typing {
  readonly #ports: TypingPorts;
  readonly #toldAtMs = new Map<string, number>();
  readonly #others = new Map<string, Map<string, Timer>>();

  constructor(ports: TypingPorts) {
    this.#ports = ports;
  }

  /** At every keystroke; the wire hears of it once in three seconds. */
  start(conversationId: string): void {
    const told = this.#toldAtMs.get(conversationId) ?? -Infinity;
    if (Date.now() - told < REPEAT_MS) return;
    const sent = this.#ports.send({ type: 'typing', conversationId, active: true });
    if (sent) this.#toldAtMs.set(conversationId, Date.now());
  }

  stop(conversationId: string): void {
    if (!this.#toldAtMs.delete(conversationId)) return;
    this.#ports.send({ type: 'typing', conversationId, active: false });
  }

  /** What another person's device says. */
  hear(conversationId: string, userId: string, active: boolean): void {
    const typing = this.#others.get(conversationId) ?? new Map<string, Timer>();
    const wasTyping = typing.has(userId);
    clearTimeout(typing.get(userId));
    if (active) {
      const forget = () => this.hear(conversationId, userId, false);
      typing.set(userId, setTimeout(forget, TIMES.typingMs));
      this.#others.set(conversationId, typing);
    } else typing.delete(userId);
    if (wasTyping !== active) this.#ports.onChange(conversationId, [...typing.keys()]);
  }

  close(): void {
    for (const typing of this.#others.values()) typing.forEach((timer) => clearTimeout(timer));
    this.#others.clear();
    this.#toldAtMs.clear();
  }
}
