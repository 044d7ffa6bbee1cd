import { html, nothing, type TemplateResult } from 'lit';
import type { Contact } from '../controllers/contact-controller.js';
import { formatLastSeen } from '../controllers/formats.js';
import type { LocaleController } from '../controllers/locale-controller.js';
import type { CallType } from '../protocol/index.js';
import { avatar } from './avatar.js';
import { cameraIcon, phoneIcon } from './contact-icons.js';
import { closeIcon, moreIcon } from './icons.js';

export interface ChatHeader {
  readonly name: string;
  readonly picture: string | undefined;
  readonly contact: Contact;
  readonly isTyping: boolean;
  readonly canCall: boolean;
  readonly locale: LocaleController;
  call(type: CallType): void;
  menu(event: Event): void;
  close(): void;
}

/** The top of a chat: who it is with, whether they are there, and the ways to call them. */
export function chatHeader(header: ChatHeader): TemplateResult {
  const { name, picture, locale } = header;
  return html`<header part="header">
    <slot name="header"
      >${avatar(name, picture)}
      <div class="who">
        <h2 part="name"><bdi>${name}</bdi></h2>
        <p part="presence" role="status">${presence(header)}</p>
      </div></slot
    >
    ${callButton(header, 'VOICE')} ${callButton(header, 'VIDEO')}
    ${button('menu-button', locale.t('more'), moreIcon, header.menu)}
    ${button('close-button', locale.t('close'), closeIcon, header.close)}
  </header>`;
}

function callButton({ locale, canCall, call }: ChatHeader, type: CallType): TemplateResult {
  const kind = type === 'VOICE' ? 'voice' : 'video';
  const icon = type === 'VOICE' ? phoneIcon : cameraIcon;
  return button(`${kind}-button`, locale.t(`${kind}Call`), icon, () => call(type), !canCall);
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

function presence({ contact, isTyping, locale }: ChatHeader): unknown {
  if (isTyping) return html`<span class="typing">${locale.t('typing')}</span>`;
  if (contact.isOnline) return html`<span class="online">${locale.t('online')}</span>`;
  if (!contact.lastSeenAt) return nothing;
  return formatLastSeen(locale, new Date(contact.lastSeenAt), new Date());
}
