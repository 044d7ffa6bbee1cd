import type { LogEntry } from '../../core/message-log.js';
import type { ChatLog } from '../chat-log.js';
import './picture-lightbox.js';

/** Shows the pictures of a conversation, beginning with this one. */
export function openLightbox(messageId: string, log: ChatLog): void {
  const root = log.renderRoot.querySelector('.root');
  const pictures = log.entries.filter(isShowable);
  const at = pictures.findIndex(({ id }) => id === messageId);
  if (!root || at < 0) return;
  const box = document.createElement('deskbell-lightbox');
  box.chat = log.chat;
  box.pictures = pictures;
  box.at = at;
  root.append(box);
}

function isShowable({ type, media, message, transfer }: LogEntry): boolean {
  return type === 'IMAGE' && !message?.deletedAt && Boolean(media?.url ?? transfer?.local);
}
