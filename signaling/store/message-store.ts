import type {
  BidDraft,
  BidStatus,
  Location,
  Media,
  Message,
  MessageCall,
  MessageType,
} from '../../src/protocol/index.js';
import type { Refused } from './store.js';

export interface NewMessage {
  readonly id: string;
  readonly conversationId: string;
  readonly senderId: string;
  readonly type: MessageType;
  readonly text?: string;
  readonly call?: MessageCall;
  readonly replyTo?: string;
  readonly forwarded?: boolean;
  readonly location?: Location;
  readonly media?: NewMedia;
  readonly bid?: NewBid;
  readonly atMs: number;
}

/** A file that its sender keeps, or one they stored for this conversation and what it becomes. */
export type NewMedia =
  | { readonly kept: Media }
  | { readonly fileId: string; describe(file: StoredFile): Media | Refused };

/** What the broker found out about a file when it arrived. */
export type StoredFile = Pick<
  Media,
  'name' | 'mimeType' | 'size' | 'width' | 'height' | 'placeholder'
> & { readonly thumbnail?: { readonly width: number; readonly height: number } };

export interface NewBid {
  readonly draft: BidDraft;
  readonly expiresAtMs: number;
  /** Whether it may be opened, given the offers that are there. */
  decide(offers: Offers): OfferStep;
}

/** The offers of a conversation, as far as a new one depends on them. */
export interface Offers {
  readonly hasListing: boolean;
  readonly hasAccepted: boolean;
  readonly open?: Message;
  /** What `counterTo` names, when it is an offer of this conversation. */
  readonly countered?: Message;
}

/** `close` is stored in the same commit, before the new offer. */
export type OfferStep =
  Refused | { readonly close?: { readonly offer: Message; readonly status: BidStatus } };

/** What may become of a stored message. `undefined` keeps, `null` takes away. */
export interface MessagePatch {
  readonly text?: string | null;
  readonly editedAtMs?: number;
  /** Takes text, file, place, reactions and stars away and leaves the trace; an offer stays one. */
  readonly deletedAtMs?: number;
  readonly reactions?: Message['reactions'];
  readonly playedBy?: readonly string[];
  readonly bidStatus?: BidStatus;
}

export type MessageStep = Refused | { readonly keep: true } | { readonly patch: MessagePatch };

export interface ChangeOutcome {
  readonly message: Message;
  readonly changed: boolean;
  readonly participantIds: readonly string[];
  /** The file that the message had before. */
  readonly released?: Media;
}

export interface AppendOutcome {
  readonly message: Message;
  readonly created: boolean;
  /** The offer that a new one closed; its `rev` is the one before. */
  readonly closed?: Message;
  /** Those who had put the conversation aside and see it among the others again. */
  readonly broughtBackFor?: readonly string[];
  readonly participantIds: readonly string[];
}

export interface MessageStore {
  /** The same id again, by the same sender in the same conversation, is the first one again. */
  append(message: NewMessage): Promise<AppendOutcome | Refused>;
  /** Undefined for strangers, as for what does not exist. */
  view(id: string, viewerId: string): Promise<Message | undefined>;
  /**
   * Reads, decides and writes in one transaction, and raises the conversation's `rev` when something
   * changed. Refused with `not_found` when `actorId` takes no part (undefined: the broker itself).
   */
  change(
    id: string,
    actorId: string | undefined,
    decide: (message: Message) => MessageStep,
  ): Promise<ChangeOutcome | Refused>;
  /** Newest first, between two seqs that are not part of it. */
  page(
    conversationId: string,
    page: { before?: number; after?: number; limit: number },
  ): Promise<readonly Message[]>;
}

export interface BidStore {
  /** The newest `limit` offers of a conversation, of those before a seq, oldest first. */
  list(conversationId: string, limit: number, before?: number): Promise<readonly Message[]>;
  /** Open ones whose time is over, the longest over first. */
  due(nowMs: number, limit: number): Promise<readonly string[]>;
  /** When the next open one ends. */
  nextDueMs(): Promise<number | undefined>;
}
