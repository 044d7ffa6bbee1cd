import { isBidStep } from './bid-steps.js';
import type { ChatLog } from '../chat-log.js';
import { askFor } from '../events.js';
import { jumpTo } from './jump.js';
import { indexOfEntry } from './quote.js';

/** Does what a button of a message says, after asking the page where it may object. */
export function act(action: string, id: string, log: ChatLog, button: HTMLButtonElement): void {
  const { chat, entries } = log;
  const entry = entries[indexOfEntry(entries, id)];
  const conversationId = chat?.id;
  if (!chat) return;
  const about = { ...chat.about, messageId: id };
  if (isBidStep(action)) {
    if (askFor(log, 'bid-request', { ...about, step: action })) {
      void chat.perform('decideBid', id, action);
    }
    return;
  }
  switch (action) {
    case 'jump':
      return void jumpTo(id, log).then((isFound) => {
        if (!isFound) log.announce(log.words.t('originalMissing'));
      });
    case 'react': {
      const { emoji = '' } = button.dataset;
      return react(log, id, emoji, button.getAttribute('aria-pressed') !== 'true');
    }
    case 'open':
      return void chat.attempt(async () => {
        const { openLightbox } = await import('../lightbox/open-lightbox.js');
        openLightbox(id, log);
      });
    case 'call': {
      const type = button.dataset['call'] === 'VIDEO' ? 'VIDEO' : 'VOICE';
      const { name } = chat;
      const detail = { ...chat.about, type, ...(name && { name }) } as const;
      if (askFor(log, 'call-start-request', detail)) void chat.startCall(type);
      return;
    }
    case 'cancel':
      return chat.discard(id);
    case 'receive':
      return void (conversationId && chat.perform('receiveFile', conversationId, id));
    case 'counter':
      // Heard by the composer, which opens its form for it.
      log.dispatchEvent(new CustomEvent('deskbell-counter', { detail: entry, bubbles: true }));
  }
}

/** Adds one's reaction to a message, or takes it back. */
export function react(log: ChatLog, messageId: string, emoji: string, active: boolean): void {
  const { chat } = log;
  const id = chat?.id;
  if (!chat || !id || !emoji) return;
  const detail = { ...chat.about, messageId, emoji, active };
  if (askFor(log, 'message-react-request', detail)) {
    void chat.perform('react', id, messageId, emoji, active);
  }
}
