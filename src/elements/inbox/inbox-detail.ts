import { html, type TemplateResult } from 'lit';
import type { LocaleController } from '../../controllers/locale-controller.js';
import type { SessionHost } from '../../controllers/session-host.js';
import type { ChatPanel } from '../chat-panel.js';
import { backIcon } from './inbox-icons.js';

/** The parts of `<chat-panel>`, as its comment tells them: the list has some of the same names. */
const PANEL_PARTS =
  'panel header avatar name presence voice-button video-button menu-button close-button notice ' +
  'listing log day unread-divider message message-own message-other bubble text meta state media ' +
  'quote reactions menu failure call typing loading empty jump-button jump-count composer input ' +
  'send-button tool-button composing consent recorder sheet emoji-picker drop-zone popup ' +
  'popup-menu menu-item search';
const HANDED_ON = PANEL_PARTS.replace(/\S+/g, '$&: chat-$&').replaceAll(/(?<!:) /g, ', ');

/** A panel that can lead to one message. */
export type InboxPanel = ChatPanel & { showMessage?(messageId: string): Promise<void> | void };

/** The chosen conversation, with the way back to the list where there is room for one only. */
export function inboxDetail(
  conversation: string,
  host: SessionHost | undefined,
  locale: LocaleController,
  close: () => void,
): TemplateResult {
  return html`<div class="detail" part="panel">
    ${
      conversation
        ? html`<button class="back" part="back-button" type="button" @click=${close}>
              ${backIcon} ${locale.t('back')}
            </button>
            <chat-panel
              open
              exportparts=${HANDED_ON}
              .sessionHost=${host}
              .conversation=${conversation}
              .locale=${locale.lang}
              @close=${close}
            ></chat-panel>`
        : html`<p class="empty">${locale.t('chooseConversation')}</p>`
    }
  </div>`;
}

/** Puts the focus where the person goes on: into the chat, or beside it where a keyboard pops up. */
export async function focusDetail(root: ParentNode, panel: InboxPanel | null): Promise<void> {
  await panel?.updateComplete;
  const back = root.querySelector<HTMLElement>('.back');
  if (back?.checkVisibility()) back.focus();
  else if (!matchMedia('(pointer: coarse)').matches) panel?.focusComposer();
}
