/**
 * The verbs of chat beyond text. Their code is a chunk of its own, loaded when the first of them is
 * used; the session holds only the forwarders (chat.ts).
 */
import type { LogEntry } from '../core/message-log.js';
import type { AccountExport } from '../protocol/account.js';
import type { BidDraft, BidStep, Call, Message } from '../protocol/index.js';
import type { Abortable } from './types.js';

export interface SendOptions {
  replyTo?: string;
}

export interface SendFileOptions extends SendOptions {
  caption?: string;
  /** Default: the file's own, or one made from its kind. */
  name?: string;
}

export interface Found {
  /** Newest first. */
  readonly items: readonly Message[];
  readonly nextCursor?: string;
}

export interface CallsFound {
  /** Newest first; such that are not over among them. */
  readonly items: readonly Call[];
  readonly nextCursor?: string;
}

export interface Report {
  userId: string;
  conversationId?: string;
  messageId?: string;
  reason: 'spam' | 'scam' | 'abuse' | 'other';
  text?: string;
}

/** Every verb connects the session when it is not connected. All reject with `DeskbellError`. */
export interface LateVerbs {
  /** Resolves when the file is in the outbox; `entry.transfer` tells how far it is. */
  sendFile(id: string, file: Blob, options?: SendFileOptions): Promise<LogEntry>;
  sendImage(id: string, image: Blob, options?: SendFileOptions): Promise<LogEntry>;
  sendVoiceMessage(
    id: string,
    blob: Blob,
    seconds: number,
    options?: SendOptions & { waveform?: readonly number[] },
  ): Promise<LogEntry>;
  sendLocation(
    id: string,
    latitude: number,
    longitude: number,
    address?: string,
    options?: SendOptions,
  ): Promise<LogEntry>;
  /** With `counterTo` an answer to that offer. */
  sendBid(id: string, bid: BidDraft): Promise<LogEntry>;
  decideBid(messageId: string, step: BidStep): Promise<Message>;
  /** Writes a text or caption anew. Kept and sent later while offline, like the next three. */
  editMessage(id: string, messageId: string, text: string): Promise<void>;
  /** For both sides; a trace stays. */
  deleteMessage(id: string, messageId: string): Promise<void>;
  react(id: string, messageId: string, emoji: string, active: boolean): Promise<void>;
  star(id: string, messageId: string, active: boolean): Promise<void>;
  /** Copies a message into another of one's own conversations. */
  forwardMessage(messageId: string, toConversationId: string): Promise<LogEntry>;
  /** Tells the sender that their voice note or video was played. */
  markPlayed(messageId: string): Promise<void>;
  searchMessages(
    query: string,
    options?: { conversationId?: string; before?: string; limit?: number } & Abortable,
  ): Promise<Found>;
  starredMessages(
    options?: { conversationId?: string; before?: string } & Abortable,
  ): Promise<Found>;
  /** The person's own calls: all, of one conversation, with one person. */
  listCalls(
    options?: {
      conversationId?: string;
      userId?: string;
      before?: string;
      limit?: number;
    } & Abortable,
  ): Promise<CallsFound>;
  changeConversation(
    id: string,
    change: { archived?: boolean; mutedUntil?: string | null },
  ): Promise<void>;
  blockUser(userId: string, active: boolean): Promise<void>;
  report(report: Report): Promise<void>;
  /** A fresh link to a stored file, when the one in the message has aged. */
  linkOf(fileId: string, options?: Abortable): Promise<string>;
  /** Fetches a file that its sender kept, over the direct link, to where the person wants it. */
  receiveFile(id: string, messageId: string): Promise<void>;
  /** All that is kept of the person. The links to files in it are good for a day. */
  exportAccount(options?: Abortable): Promise<AccountExport>;
  /** Takes it all away, at the broker and, as by `signOut`, on this device. It cannot be undone. */
  deleteAccount(): Promise<void>;
}

/** Their names, for those who pass them on. */
export const LATE_VERBS = [
  'sendFile',
  'sendImage',
  'sendVoiceMessage',
  'sendLocation',
  'sendBid',
  'decideBid',
  'editMessage',
  'deleteMessage',
  'react',
  'star',
  'forwardMessage',
  'markPlayed',
  'searchMessages',
  'starredMessages',
  'listCalls',
  'changeConversation',
  'blockUser',
  'report',
  'linkOf',
  'receiveFile',
  'exportAccount',
  'deleteAccount',
] as const satisfies readonly (keyof LateVerbs)[];

type AnyVerb = (...args: never[]) => Promise<unknown>;

class Forwarder extends EventTarget {
  constructor(late: () => Promise<LateVerbs>) {
    super();
    for (const name of LATE_VERBS) {
      const value = async (...args: never[]) => ((await late())[name] as AnyVerb)(...args);
      Object.defineProperty(this, name, { value });
    }
  }
}

/** An EventTarget with every verb; each call is passed on to what `late` resolves to. */
export const LateVerbTarget = Forwarder as new (
  late: () => Promise<LateVerbs>,
) => EventTarget & LateVerbs;
