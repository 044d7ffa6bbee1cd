import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { warn } from '../../client/logger.js';
import { keyValueStorage } from '../../client/storage.js';
import { findEmoji, type Emoji, type EmojiBook, type EmojiGroup } from './emoji-book.js';
import { RECENT_EMOJI } from '../../client/storage-keys.js';
import { loadEmojiBook } from './load-emoji-book.js';

export type ShownGroup = EmojiGroup | 'recent';

const MOST_RECENT = 32;
const storage = keyValueStorage(() => localStorage);

/** What a picker shows: a group, or what a search found; and what was picked last. */
export class EmojiController implements ReactiveController {
  query = '';
  #book: EmojiBook | undefined;
  #lang = '';
  #group: ShownGroup | undefined;
  /** As it was when the picker was opened: a grid that jumps under the pointer helps nobody. */
  readonly #recent = recentEmoji();

  constructor(
    readonly element: ReactiveControllerHost,
    readonly lang: () => string,
  ) {
    element.addController(this);
  }

  hostUpdated(): void {
    const lang = this.lang();
    if (lang === this.#lang) return;
    this.#lang = lang;
    loadEmojiBook(lang).then(
      (book) => {
        this.#book = book;
        this.element.requestUpdate();
      },
      (cause: unknown) => warn('the emoji could not be loaded', cause),
    );
  }

  get group(): ShownGroup {
    return this.#group ?? (this.#recent.length > 0 ? 'recent' : 'smileys');
  }

  /** The groups with the emoji that stands for each. */
  get groups(): readonly { readonly id: ShownGroup; readonly icon: string }[] {
    const groups = [...(this.#book?.groups ?? [])].map(([id, [first]]) => ({
      id,
      icon: first?.emoji ?? '',
    }));
    return this.#recent.length > 0 ? [{ id: 'recent', icon: '🕘' }, ...groups] : groups;
  }

  get shown(): readonly Emoji[] {
    const book = this.#book;
    if (!book) return [];
    if (this.query) return findEmoji(book, this.query);
    const { group } = this;
    if (group !== 'recent') return book.groups.get(group) ?? [];
    return this.#recent.flatMap((emoji) => book.all.get(emoji) ?? []);
  }

  show(group: ShownGroup): void {
    this.#group = group;
    this.element.requestUpdate();
  }

  search(query: string): void {
    this.query = query.trim();
    this.element.requestUpdate();
  }

  remember(emoji: string): void {
    const rest = recentEmoji().filter((each) => each !== emoji);
    storage.set(RECENT_EMOJI, [emoji, ...rest].slice(0, MOST_RECENT).join(' '));
  }
}

function recentEmoji(): readonly string[] {
  return storage.get(RECENT_EMOJI)?.split(' ').filter(Boolean).slice(0, MOST_RECENT) ?? [];
}
