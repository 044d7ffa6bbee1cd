import { html, nothing, type TemplateResult } from 'lit';
import type { Contact } from '../controllers/contact-controller.js';
import type { ConversationController } from '../controllers/conversation-controller.js';
import { formatLastSeen } from '../controllers/formats.js';
import type { LocaleController } from '../controllers/locale-controller.js';
import type { CallType } from '../protocol/index.js';
import { avatar } from './avatar.js';
import { cameraIcon, phoneIcon } from './contact-icons.js';
import { closeIcon, moreIcon } from './icons.js';
import { callPeer, openMenu } from './panel-intents.js';

export interface ChatHeader {
  readonly panel: HTMLElement & { closePanel(): void };
  readonly chat: ConversationController;
  readonly contact: Contact;
  readonly name: string;
  readonly locale: LocaleController;
}

/** The top of a chat: who it is with, whether they are there, and the ways to call them. */
export function chatHeader(header: ChatHeader): TemplateResult {
  const { panel, chat, name, locale } = header;
  return html`<header part="header">
    <slot name="header"
      >${avatar(name, chat.picture)}
      <div class="who">
        <h2 part="name"><bdi>${name}</bdi></h2>
        <p part="presence" role="status">${presence(header)}</p>
      </div></slot
    >
    ${callButton(header, 'VOICE')} ${callButton(header, 'VIDEO')}
    ${button('menu-button', locale.t('more'), moreIcon, (event) => openMenu(panel, chat, locale, event))}
    ${button('close-button', locale.t('close'), closeIcon, () => panel.closePanel())}
  </header>`;
}

function callButton({ panel, chat, contact, locale }: ChatHeader, type: CallType): TemplateResult {
  const kind = type === 'VOICE' ? 'voice' : 'video';
  const icon = type === 'VOICE' ? phoneIcon : cameraIcon;
  const canCall = chat.isAddressed && contact.canCall;
  const call = (): void => callPeer(panel, chat, type);
  return button(`${kind}-button`, locale.t(`${kind}Call`), icon, call, !canCall);
}

function button(
  part: string,
  label: string,
  icon: TemplateResult,
  act: (event: Event) => void,
  isDisabled = false,
): TemplateResult {
  return html`<button
    class="icon"
    part=${part}
    type="button"
    aria-label=${label}
    title=${label}
    ?disabled=${isDisabled}
    @click=${act}
  >
    ${icon}
  </button>`;
}

function presence({ chat, contact, locale }: ChatHeader): unknown {
  if (chat.value.conversation?.typingUserIds.length)
    return html`<span class="typing">${locale.t('typing')}</span>`;
  if (contact.isOnline) return html`<span class="online">${locale.t('online')}</span>`;
  if (!contact.lastSeenAt) return nothing;
  return formatLastSeen(locale, new Date(contact.lastSeenAt), new Date());
}
