import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Found } from '../client/late-verbs.js';
import type { DeskbellErrorCode } from '../core/errors.js';
import type { Message } from '../protocol/index.js';
import { errorCodeOf } from './sentences.js';

export interface FoundPage {
  readonly before?: string;
  readonly signal: AbortSignal;
}

/** Asks for one page of messages. */
export type FindMessages = (page: FoundPage) => Promise<Found>;

/** Messages that were looked for, page by page. Only the newest question is answered. */
export class FoundController implements ReactiveController {
  status: 'idle' | 'busy' | 'done' | 'failed' = 'idle';
  items: readonly Message[] = [];
  error: DeskbellErrorCode | undefined;
  #find: FindMessages | undefined;
  #cursor: string | undefined;
  #asking: AbortController | undefined;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly element: ReactiveControllerHost) {
    element.addController(this);
  }

  get hasMore(): boolean {
    return this.#cursor !== undefined;
  }

  /** Looks for something else, after a pause in which a person may go on typing. */
  start(find: FindMessages, pauseMs = 0): void {
    this.stop();
    this.#find = find;
    this.status = 'busy';
    if (pauseMs === 0) void this.more();
    else this.#pause = setTimeout(() => void this.more(), pauseMs);
    this.element.requestUpdate();
  }

  /** Asks for the next page, or for the same one again after a failure. */
  async more(): Promise<void> {
    const find = this.#find;
    if (!find || this.#asking) return;
    const asking = (this.#asking = new AbortController());
    this.status = 'busy';
    this.error = undefined;
    this.element.requestUpdate();
    try {
      const page = { signal: asking.signal, ...(this.#cursor && { before: this.#cursor }) };
      const { items, nextCursor } = await find(page);
      if (asking.signal.aborted) return;
      this.items = [...this.items, ...items];
      this.#cursor = nextCursor;
      this.status = 'done';
    } catch (cause) {
      if (asking.signal.aborted) return;
      this.error = errorCodeOf(cause);
      this.status = 'failed';
    }
    this.#asking = undefined;
    this.element.requestUpdate();
  }

  /** Forgets the question and what was found. */
  stop(): void {
    clearTimeout(this.#pause);
    this.#asking?.abort();
    this.#asking = this.#find = this.#cursor = this.error = undefined;
    this.items = [];
    this.status = 'idle';
    this.element.requestUpdate();
  }

  hostDisconnected(): void {
    this.stop();
  }
}
