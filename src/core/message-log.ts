import type { Message, MessageType, MessageCall } from '../protocol/index.js';
import type { DeskbellErrorCode } from './errors.js';

export type DeliveryState = 'pending' | 'sent' | 'delivered' | 'read' | 'failed';

/** One line of a conversation: stored by the broker (`seq` set) or still on its way. */
export interface LogEntry {
  readonly id: string;
  readonly senderId: string;
  readonly type: MessageType;
  readonly createdAt: string;
  readonly seq?: number;
  readonly text?: string;
  readonly call?: MessageCall;
  readonly message?: Message;
  /** Set on own entries that were refused; the sentence and the buttons follow from it. */
  readonly error?: DeskbellErrorCode;
}
