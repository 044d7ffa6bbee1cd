import { html, nothing, type TemplateResult } from 'lit';
import { formatShort } from '../../controllers/formats.js';
import type { FoundController } from '../../controllers/found-controller.js';
import type { LocaleController } from '../../controllers/locale-controller.js';
import { errorKey } from '../../controllers/sentences.js';
import type { Message } from '../../protocol/index.js';
import { previewOf } from '../bubbles/preview.js';
import { highlight } from './highlight.js';

export interface FoundMessages {
  readonly found: FoundController;
  readonly title: string;
  /** Said when there is nothing. */
  readonly none: string;
  /** Words to mark in the texts. */
  readonly words: readonly string[];
  readonly myId: string | undefined;
  readonly locale: LocaleController;
  readonly now: Date;
  nameOf(conversationId: string): string;
  show(message: Message): void;
}

/** Messages that were found, under the conversations they stand in. */
export function foundMessages(view: FoundMessages): TemplateResult {
  const { found, title, locale } = view;
  const groups = groupByConversation(found.items);
  return html`<section class="found" part="found" aria-label=${title}>
    <h3>${title}</h3>
    ${groups.map(([id, messages]) => group(id, messages, view))}
    <div class="note" role="status">${note(view)}</div>
    ${
      found.hasMore && found.status === 'done'
        ? html`<button class="link" type="button" @click=${() => found.more()}>
            ${locale.t('showMore')}
          </button>`
        : nothing
    }
  </section>`;
}

function group(id: string, messages: readonly Message[], view: FoundMessages): TemplateResult {
  const name = view.nameOf(id);
  return html`<h4><bdi>${name}</bdi></h4>
    <ul aria-label=${name}>
      ${messages.map((message) => hit(message, view))}
    </ul>`;
}

function hit(message: Message, view: FoundMessages): TemplateResult {
  const { locale, now, words } = view;
  const isOwn = message.senderId === view.myId;
  const text = previewOf(message, locale, isOwn);
  return html`<li>
    <button class="hit" part="found-message" type="button" @click=${() => view.show(message)}>
      <span class="snippet" dir="auto"
        >${isOwn ? html`${locale.t('you')}: ` : nothing}${highlight(text, words)}</span
      >
      <time datetime=${message.createdAt}
        >${formatShort(locale.lang, new Date(message.createdAt), now)}</time
      >
    </button>
  </li>`;
}

function note({ found, none, locale }: FoundMessages): unknown {
  if (found.status === 'busy') return locale.t('searching');
  if (found.status === 'failed') {
    return html`${locale.t(errorKey(found.error ?? 'internal'))}
      <button class="link" type="button" @click=${() => found.more()}>
        ${locale.t('retry')}
      </button>`;
  }
  return found.status === 'done' && found.items.length === 0 ? none : nothing;
}

function groupByConversation(messages: readonly Message[]): [string, Message[]][] {
  const groups = new Map<string, Message[]>();
  for (const message of messages) {
    const group = groups.get(message.conversationId) ?? [];
    groups.set(message.conversationId, [...group, message]);
  }
  return [...groups];
}
