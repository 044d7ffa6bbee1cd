import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ConversationController } from './conversation-controller.js';

/** Typing pauses this long before words are looked for. */
const PAUSE_MS = 250;
const PAGE_ITEMS = 50;

/** Looks for words in one conversation; its matches are gone through, newest first. */
export class SearchController implements ReactiveController {
  status: 'idle' | 'busy' | 'found' = 'idle';
  /** Index of the match on show. */
  at = 0;
  #ids: readonly string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;

  constructor(
    readonly element: ReactiveControllerHost,
    readonly chat: () => ConversationController,
    readonly onShow: (messageId: string) => void,
  ) {
    element.addController(this);
  }

  get total(): number {
    return this.#ids.length;
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#turn += 1;
  }

  /** Looks for these words when the person pauses; the one before is forgotten. */
  seek(words: string): void {
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    this.#ids = [];
    this.status = words.trim() ? 'busy' : 'idle';
    this.element.requestUpdate();
    if (this.status === 'busy') {
      this.#timer = setTimeout(() => void this.#find(words.trim(), turn), PAUSE_MS);
    }
  }

  /** Goes on by this many matches: forward is older. */
  go(by: number): void {
    const next = this.at + by;
    const id = this.#ids[next];
    if (!id) return;
    this.at = next;
    this.onShow(id);
    this.element.requestUpdate();
  }

  async #find(words: string, turn: number): Promise<void> {
    const chat = this.chat();
    const { id: conversationId } = chat;
    if (!conversationId) return;
    const found = await chat.perform('searchMessages', words, {
      conversationId,
      limit: PAGE_ITEMS,
    });
    if (turn !== this.#turn) return;
    this.#ids = found?.items.map(({ id }) => id) ?? [];
    this.status = found ? 'found' : 'idle';
    this.at = 0;
    this.go(0);
    this.element.requestUpdate();
  }
}
