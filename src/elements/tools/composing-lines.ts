import { html, nothing, type TemplateResult } from 'lit';
import type { ConversationController } from '../../controllers/conversation-controller.js';
import type { LocaleController } from '../../controllers/locale-controller.js';
import type { OutgoingController } from '../../controllers/outgoing-controller.js';
import { personName } from '../../controllers/person-name.js';
import { errorKey } from '../../controllers/sentences.js';
import { closeIcon } from '../icons.js';
import { previewOf } from '../bubbles/preview.js';
import { richText } from '../bubbles/rich-text.js';
import { CLIP, pathIcon } from '../tool-buttons.js';
import { iconButton } from './icon-button.js';

/** What the next message answers or takes the place of, with the way out of it. */
export function composingLine(
  chat: ConversationController | undefined,
  locale: LocaleController,
): unknown {
  const { replyTo, editing } = chat ?? {};
  const entry = editing ?? replyTo;
  if (!chat || !entry) return nothing;
  const isOwn = entry.senderId === chat.value.myId;
  const name = isOwn
    ? locale.t('you')
    : personName({ id: entry.senderId, name: chat.name }, locale);
  const label = locale.t(editing ? 'cancelEditing' : 'cancelReply');
  return html`<div class="context" part="composing">
    <div>
      <p class="what">${editing ? locale.t('editingMessage') : locale.t('replyingTo', { name })}</p>
      <p class="muted" dir="auto">${previewOf(entry, locale, isOwn)}</p>
    </div>
    ${iconButton(label, closeIcon, () => chat.setReply())}
  </div>`;
}

/** What could not be handed over, with the two ways to go on. */
export function unsentLine(outgoing: OutgoingController, locale: LocaleController): unknown {
  const { error } = outgoing;
  if (!error) return nothing;
  return html`<div class="context unsent">
    <p class="problem" role="alert">${locale.t(errorKey(error))}</p>
    ${wordButton(locale.t('retry'), () => outgoing.retry())}
    ${wordButton(locale.t('remove'), () => outgoing.drop())}
  </div>`;
}

/** Stands where the field was: nothing is written before one has agreed, or to who is blocked. */
export function blockedLine(
  chat: ConversationController | undefined,
  locale: LocaleController,
): TemplateResult {
  const consent = chat?.host?.consent;
  if (consent) return consentLine(chat, consent, locale);
  const unblock = (): void => void chat?.perform('blockUser', chat.peerId ?? '', false);
  return html`<p class="blocked">
    ${locale.t('youBlocked')} ${wordButton(locale.t('unblock'), unblock)}
  </p>`;
}

/** Addresses in the text are links. */
function consentLine(
  { host, element }: ConversationController,
  text: string,
  locale: LocaleController,
): TemplateResult {
  const agree = (): void => {
    host?.agree();
    element.requestUpdate();
  };
  return html`<div class="consent" part="consent">
    ${richText(text)}
    <button class="agree" type="button" @click=${agree}>${locale.t('agree')}</button>
  </div>`;
}

function wordButton(word: string, act: () => void): TemplateResult {
  return html`<button class="link" type="button" @click=${act}>${word}</button>`;
}

/** The last text that the person wrote, written anew. */
export function editLast(chat: ConversationController | undefined): void {
  const { conversation, myId } = chat?.value ?? {};
  const newestFirst = [...(conversation?.entries ?? [])].reverse();
  const last = newestFirst.find(
    ({ senderId, type, seq, message }) =>
      senderId === myId && type === 'TEXT' && seq !== undefined && !message?.deletedAt,
  );
  if (last) chat?.setEditing(last);
}

/** Where files can be let go of. */
export function dropZone(locale: LocaleController, onLeave: () => void): TemplateResult {
  return html`<div class="drop" part="drop-zone" @dragleave=${onLeave}>
    ${pathIcon(CLIP)}
    <p>${locale.t('dropFiles')}</p>
  </div>`;
}
