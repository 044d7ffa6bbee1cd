import { DeskbellError } from '../../core/errors.js';
import type { DeviceLink } from './device-link.js';

export interface WaitingPorts {
  linksTo(userId: string): DeviceLink[];
  /** Asked every few seconds while somebody waits. */
  ask(conversationId: string, userId: string): void;
}

const REACH_MS = 30_000;
const ASK_EVERY_MS = 5_000;

/** Those who wait for a link to somebody. */
export class LinkWaiting {
  readonly #ports: WaitingPorts;
  readonly #waiting = new Set<() => void>();
  #isClosed = false;

  constructor(ports: WaitingPorts) {
    this.#ports = ports;
  }

  /** @throws DeskbellError `file_sender_away` after half a minute, `aborted` */
  async reach(conversationId: string, userId: string, signal: AbortSignal): Promise<DeviceLink[]> {
    const deadlineMs = Date.now() + REACH_MS;
    for (;;) {
      if (signal.aborted || this.#isClosed) throw new DeskbellError('aborted');
      const links = this.#ports.linksTo(userId);
      if (links.length > 0) return links;
      const leftMs = deadlineMs - Date.now();
      if (leftMs <= 0) throw new DeskbellError('file_sender_away');
      this.#ports.ask(conversationId, userId);
      await this.#next(Math.min(leftMs, ASK_EVERY_MS), signal);
    }
  }

  /** A link opened. */
  lookAgain(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  close(): void {
    this.#isClosed = true;
    this.lookAgain();
  }

  async #next(limitMs: number, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, limitMs);
      signal.addEventListener('abort', wake);
      this.#waiting.add(wake);
    });
  }
}
