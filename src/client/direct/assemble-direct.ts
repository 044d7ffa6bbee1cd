import type { LogEntry, MessageLog } from '../../core/message-log.js';
import type { ConversationBook } from '../conversation-book.js';
import { DirectDesk, type DeskPorts } from './direct-desk.js';
import { offerDownload } from './files/offer-file.js';
import { openFileSink } from './files/file-sink.js';
import type { Progress } from './files/transfer.js';

export interface DirectAssembly extends Omit<DeskPorts, 'book' | 'tellTransfer' | 'openSink'> {
  book: ConversationBook;
}

/** Often enough for a bar that moves. */
const SHOW_EVERY_MS = 100;

/** Everything of direct links. A chunk of its own: most chats do without. */
export function assembleDirect({ book, ...ports }: DirectAssembly): DirectDesk {
  let shownAtMs = 0;
  return new DirectDesk({
    ...ports,
    book,
    openSink: (file) => openFileSink(file, offerDownload),
    tellTransfer(conversationId, messageId, progress) {
      const isBetween = progress && progress.loadedBytes > 0;
      if (isBetween && Date.now() - shownAtMs < SHOW_EVERY_MS) return;
      shownAtMs = Date.now();
      book.changeLog(conversationId, (log) => withTransfer(log, messageId, progress));
    },
  });
}

function withTransfer(log: MessageLog, id: string, transfer: Progress | undefined): MessageLog {
  const shown = <E extends LogEntry>(entry: E): E =>
    entry.id === id ? ({ ...withoutTransfer(entry), ...(transfer && { transfer }) } as E) : entry;
  return { ...log, stored: log.stored.map(shown), pending: log.pending.map(shown) };
}

const withoutTransfer = ({ transfer: _former, ...entry }: LogEntry): LogEntry => entry;
