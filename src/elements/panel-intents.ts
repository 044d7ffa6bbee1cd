import type { ConversationController } from '../controllers/conversation-controller.js';
import type { LocaleController } from '../controllers/locale-controller.js';
import type { CallType } from '../protocol/index.js';
import { askFor } from './events.js';

/** Sends a text, or puts it in the place of an old one, unless the page objects. */
export function sendText(
  element: HTMLElement,
  chat: ConversationController,
  text: string,
): boolean {
  if (!chat.host || !chat.isAddressed) return false;
  const { about, replyTo, editing } = chat;
  const isAllowed = editing
    ? askFor(element, 'message-edit-request', { ...about, messageId: editing.id, text })
    : askFor(element, 'message-send-request', {
        ...about,
        text,
        ...(replyTo && { replyTo: replyTo.id }),
      });
  if (isAllowed) chat.send(text);
  return isAllowed;
}

/** Calls the other side, unless the page objects. */
export function callPeer(element: HTMLElement, chat: ConversationController, type: CallType): void {
  const { about, name } = chat;
  if (askFor(element, 'call-start-request', { ...about, type, name })) void chat.startCall(type);
}

/** Opens the menu of the conversation at the button that was pressed. */
export function openMenu(
  panel: HTMLElement,
  chat: ConversationController,
  locale: LocaleController,
  { currentTarget }: Event,
): void {
  void chat.attempt(async () => {
    const { openPanelMenu } = await import('./actions/panel-menu.js');
    await openPanelMenu(panel, currentTarget as HTMLElement, chat, locale);
  });
}

/** Leads to one message of the conversation. */
export function leadTo(
  panel: HTMLElement,
  chat: ConversationController,
  messageId: string,
): Promise<void> {
  return chat.attempt(async () => {
    const { showMessage } = await import('./actions/panel-menu.js');
    await showMessage(panel, chat, messageId);
  });
}
