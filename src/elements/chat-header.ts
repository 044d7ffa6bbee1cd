import { html, nothing, type TemplateResult } from 'lit';
import type { Contact } from '../controllers/contact-controller.js';
import { formatLastSeen } from '../controllers/formats.js';
import type { LocaleController } from '../controllers/locale-controller.js';
import type { CallType } from '../protocol/index.js';
import { avatar } from './avatar.js';
import { cameraIcon, phoneIcon } from './contact-icons.js';
import { closeIcon } from './icons.js';

export interface ChatHeader {
  readonly name: string;
  readonly picture: string | undefined;
  readonly contact: Contact;
  readonly isTyping: boolean;
  readonly canCall: boolean;
  readonly locale: LocaleController;
  call(type: CallType): void;
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
    <button
      class="icon"
      part="close-button"
      type="button"
      aria-label=${locale.t('close')}
      title=${locale.t('close')}
      @click=${header.close}
    >
      ${closeIcon}
    </button>
  </header>`;
}

function callButton({ locale, canCall, call }: ChatHeader, type: CallType): TemplateResult {
  const kind = type === 'VOICE' ? 'voice' : 'video';
  const label = locale.t(`${kind}Call`);
  return html`<button
    class="icon"
    part="${kind}-button"
    type="button"
    aria-label=${label}
    title=${label}
    ?disabled=${!canCall}
    @click=${() => call(type)}
  >
    ${type === 'VOICE' ? phoneIcon : cameraIcon}
  </button>`;
}

function presence({ contact, isTyping, locale }: ChatHeader): unknown {
  if (isTyping) return html`<span class="typing">${locale.t('typing')}</span>`;
  if (contact.isOnline) return html`<span class="online">${locale.t('online')}</span>`;
  if (!contact.lastSeenAt) return nothing;
  return formatLastSeen(locale, new Date(contact.lastSeenAt), new Date());
}
