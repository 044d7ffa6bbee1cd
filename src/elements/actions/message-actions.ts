import { html, nothing, type TemplateResult } from 'lit';
import { LongPress } from '../../controllers/long-press.js';
import { bubblesEnglish } from '../../locales/en-bubbles.js';
import { inboxEnglish } from '../../locales/en-inbox.js';
import { addEnglish } from '../../locales/registry.js';
import { adoptStyles } from '../adopt-styles.js';
import { moreIcon } from '../bubbles/icons.js';
import { scrollTo } from '../bubbles/jump.js';
import { indexOfEntry } from '../bubbles/quote.js';
import type { ChatLog } from '../chat-log.js';
import { openMenu } from '../desk/menu.js';
import type { EntryRow } from '../message-rows.js';
import { actionGroups } from './action-groups.js';
import { actionStyles } from './actions.styles.js';

addEnglish({ ...bubblesEnglish, ...inboxEnglish });

/**
 * Offers what can be done with a message. One message at a time carries the button: the one under
 * the pointer or with the focus, else the newest. The arrows take it from message to message.
 */
export class MessageActions {
  readonly #log: ChatLog;
  #activeId: string | undefined;

  constructor(log: ChatLog) {
    this.#log = log;
    const root = log.renderRoot;
    adoptStyles(log, actionStyles);
    // What brought this code here has happened already.
    const row = root.querySelector<HTMLElement>('.message:is(:focus-within, :hover)');
    this.#activeId = row?.dataset['id'];
    root.addEventListener('pointerover', (event) => this.#activate(rowOf(event)));
    root.addEventListener('focusin', (event) => this.#activate(rowOf(event)));
    root.addEventListener('contextmenu', (event) => this.#onContextMenu(event));
    root.addEventListener('keydown', (event) => this.#onKeydown(event as KeyboardEvent));
    new LongPress(root, (event) => void this.#open(rowOf(event)));
  }

  /** The button of a message, if it is the one to carry it. */
  button({ entry }: EntryRow): TemplateResult | typeof nothing {
    if (entry.id !== (this.#activeId ?? this.#newestId)) return nothing;
    const label = this.#log.words.t('messageActions');
    return html`<button
      type="button"
      class="icon more"
      part="menu"
      aria-haspopup="menu"
      aria-label=${label}
      title=${label}
      data-id=${entry.id}
      @click=${() => this.#open(entry.id)}
    >
      ${moreIcon}
    </button>`;
  }

  get #newestId(): string | undefined {
    return this.#log.entries.at(-1)?.id;
  }

  #activate(id: string | undefined): void {
    if (!id || id === this.#activeId) return;
    this.#activeId = id;
    this.#log.requestUpdate();
  }

  #onContextMenu(event: Event): void {
    const id = rowOf(event);
    // Whoever selected words, or points at an address, wants the browser's own menu.
    const isForBrowser = event.composedPath().some((each) => each instanceof HTMLAnchorElement);
    if (!id || isForBrowser || !(getSelection()?.isCollapsed ?? true)) return;
    event.preventDefault();
    void this.#open(id);
  }

  #onKeydown(event: KeyboardEvent): void {
    const { key, shiftKey } = event;
    if (key === 'ContextMenu' || (key === 'F10' && shiftKey)) {
      event.preventDefault();
      void this.#open(rowOf(event) ?? this.#activeId ?? this.#newestId);
    } else if (key === 'ArrowUp' || key === 'ArrowDown') {
      if (!this.#button?.matches(':focus')) return;
      event.preventDefault();
      void this.#step(key === 'ArrowUp' ? -1 : 1);
    }
  }

  async #step(by: -1 | 1): Promise<void> {
    const { entries } = this.#log;
    const from = indexOfEntry(entries, this.#activeId ?? this.#newestId ?? '');
    let at = from + by;
    while (entries[at]?.type.startsWith('CALL')) at += by;
    const next = entries[at];
    if (!next) return;
    this.#activeId = next.id;
    scrollTo(await this.#log.reveal(at), this.#log, 'nearest');
    this.#button?.focus({ preventScroll: true });
  }

  async #open(id: string | undefined): Promise<void> {
    const log = this.#log;
    const entry = log.entries[indexOfEntry(log.entries, id ?? '')];
    if (!entry || entry.message?.deletedAt) return;
    this.#activate(entry.id);
    await log.updateComplete;
    const anchor = this.#button;
    const root = log.renderRoot.querySelector('.root');
    if (!anchor || !root) return;
    const { words: locale } = log;
    openMenu(
      { anchor, root, label: locale.t('messageActions'), lang: locale.lang },
      actionGroups(entry, log, anchor),
    );
  }

  get #button(): HTMLButtonElement | null {
    return this.#log.renderRoot.querySelector('button.more');
  }
}

/** The id of the message that an event happened in. */
function rowOf(event: Event): string | undefined {
  const row = event
    .composedPath()
    .find((each) => each instanceof HTMLElement && each.localName === 'article');
  return row instanceof HTMLElement && !row.matches('.call') ? row.dataset['id'] : undefined;
}
