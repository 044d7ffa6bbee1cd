import type {
  Bid,
  Location,
  Media,
  Message,
  MessageCall,
  MessageType,
  ReceiptMark,
} from '../protocol/index.js';
import type { DeskbellErrorCode } from './errors.js';

export type DeliveryState = 'pending' | 'sent' | 'delivered' | 'read' | 'failed';

/** A file on its way. `local` is there to be shown meanwhile. */
export interface Transfer {
  readonly loadedBytes: number;
  readonly totalBytes: number;
  /** The `Blob` itself; what a blob is, this layer does not know. */
  readonly local?: unknown;
}

/** One line of a conversation: stored by the broker (`seq` set) or still on its way. */
export interface LogEntry {
  readonly id: string;
  readonly senderId: string;
  readonly type: MessageType;
  readonly createdAt: string;
  readonly seq?: number;
  readonly text?: string;
  readonly media?: Media;
  readonly location?: Location;
  readonly bid?: Bid;
  readonly replyTo?: string;
  readonly forwarded?: boolean;
  readonly call?: MessageCall;
  /** Of an own file on its way, and of one that comes over a direct link. */
  readonly transfer?: Transfer;
  /** It went over the direct link and the broker does not have it yet. */
  readonly direct?: boolean;
  /** What the person wrote anew or took back, and the broker has not yet. */
  readonly changing?: boolean;
  readonly message?: Message;
  /** Set on own entries that were refused; the sentence and the buttons follow from it. */
  readonly error?: DeskbellErrorCode;
}

/** A line with its place. */
export type StoredEntry = Message & { readonly message: Message };

/** A stored message as a line. */
export function entryOf(message: Message): StoredEntry {
  return { ...message, message };
}

/** How far an own entry has come; the slowest of the others counts. */
export function deliveryState(
  entry: LogEntry,
  marks: readonly ReceiptMark[],
  meId: string,
): DeliveryState | undefined {
  if (entry.senderId !== meId) return undefined;
  if (entry.error) return 'failed';
  const { seq } = entry;
  if (seq === undefined) return entry.direct ? 'delivered' : 'pending';
  if (entry.changing) return 'pending';
  const others = marks.filter(({ userId }) => userId !== meId);
  if (others.length === 0) return 'sent';
  if (others.every(({ readSeq }) => readSeq >= seq)) return 'read';
  return others.every(({ deliveredSeq }) => deliveredSeq >= seq) ? 'delivered' : 'sent';
}
