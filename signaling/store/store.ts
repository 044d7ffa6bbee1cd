import type {
  Call,
  CallEndReason,
  ErrorCode,
  Listing,
  Message,
  MessageType,
  ReceiptMark,
} from '../../src/protocol/index.js';
import type { CallPast } from '../domain/call-silence.js';
import type { AccountStore, RetentionStore } from './account-store.js';
import type { AdminStore } from './admin-store.js';
import type { FileStore } from './file-store.js';
import type { MergeStore } from './merge-store.js';
import type { BidStore, MessageStore } from './message-store.js';
import type { BlockStore, DeviceStore, PersonalStore, SearchStore } from './personal-store.js';

export type * from './account-store.js';
export type * from './file-store.js';
export type * from './merge-store.js';
export type * from './message-store.js';
export type * from './personal-store.js';

/**
 * What the domain keeps. Every write resolves after the commit that holds it, writes of one store
 * resolve in the order of their commits, and whoever goes on synchronously after such an `await`
 * tells the world in that order. A refusal is a value, so that it does not disturb its neighbours
 * in the same commit; only a broken database rejects.
 */
export interface Store {
  readonly people: PeopleStore;
  readonly conversations: ConversationStore;
  readonly messages: MessageStore;
  readonly bids: BidStore;
  readonly calls: CallStore;
  readonly files: FileStore;
  readonly personal: PersonalStore;
  readonly blocks: BlockStore;
  readonly devices: DeviceStore;
  readonly search: SearchStore;
  readonly accounts: AccountStore;
  readonly retention: RetentionStore;
  readonly merges: MergeStore;
  readonly admin: AdminStore;
  /** Writes that wait for a commit. */
  readonly waitingWrites: number;
  /** Rejects when the database does not answer. */
  check(): Promise<void>;
  /** Refuses new writes, commits the queued ones, closes. Idempotent. */
  close(): Promise<void>;
}

export interface PersonRecord {
  readonly id: string;
  readonly name?: string;
  readonly picture?: string;
  readonly kind: 'guest' | 'user';
  readonly peerAddress: string;
  readonly lastSeenAtMs?: number;
  /** Of a guest who has signed in: nobody is this person any more. */
  readonly mergedIntoId?: string;
}

export interface PeopleStore {
  /** Creates the person or overwrites what is told of them; the rest stays. */
  save(
    person: Omit<PersonRecord, 'peerAddress' | 'lastSeenAtMs' | 'mergedIntoId'> & { atMs: number },
  ): Promise<void>;
  find(ids: readonly string[]): Promise<PersonRecord[]>;
  /** Whose address this is. */
  findByAddress(peerAddress: string): Promise<PersonRecord | undefined>;
  /** Remembers when somebody was last here; unknown people stay unknown. */
  seen(id: string, atMs: number): Promise<void>;
}

/** A conversation as `viewerId` may see it. */
export interface ConversationRecord {
  readonly id: string;
  readonly listing?: Listing;
  readonly lastMessage?: Message;
  readonly lastSeq: number;
  readonly rev: number;
  readonly marks: readonly ReceiptMark[];
  readonly unreadCount: number;
  readonly viewRev: number;
  readonly archived: boolean;
  readonly mutedUntilMs?: number;
  readonly blocked: boolean;
  readonly starredIds: readonly string[];
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export interface NewConversation {
  readonly id: string;
  /** Two different people; those who are unknown become placeholders. */
  readonly userIds: readonly [string, string];
  readonly listing?: Listing;
  readonly atMs: number;
}

/** A place in a list that is sorted by time and id, newest first. */
export interface Place {
  readonly atMs: number;
  readonly id: string;
}

export interface MarkOutcome {
  readonly mark: ReceiptMark;
  readonly rev: number;
  readonly changed: boolean;
  readonly participantIds: readonly string[];
}

/** What happened to one participant's mark or to a message since some `rev`. */
export type Change =
  | { readonly rev: number; readonly message: Message }
  | { readonly rev: number; readonly mark: ReceiptMark };

export type Refused = { readonly refused: ErrorCode };

export interface ConversationStore {
  /** The conversation of this pair about this listing: the id of the one that is there. */
  find(userIds: readonly [string, string], listingId: string | undefined): Promise<string | null>;
  /** `not_found` when one of the two is a guest who became a member. */
  open(conversation: NewConversation): Promise<{ id: string; created: boolean } | Refused>;
  /** Undefined for strangers, as for what does not exist. */
  view(id: string, viewerId: string): Promise<ConversationRecord | undefined>;
  list(
    viewerId: string,
    page: { before?: Place; limit: number },
  ): Promise<readonly ConversationRecord[]>;
  /** Empty for what does not exist. They hardly ever change, so this is cheap. */
  participants(id: string): Promise<readonly string[]>;
  /** Whether this person is in any conversation. */
  hasAny(userId: string): Promise<boolean>;
  /** Where a conversation stands. */
  heads(id: string): Promise<{ lastSeq: number; rev: number } | undefined>;
  /** Raises a mark; never lowers one. `read` implies `delivered`. */
  mark(
    id: string,
    userId: string,
    state: 'delivered' | 'read',
    seq: number,
  ): Promise<MarkOutcome | Refused>;
  /** Changes after `after` in the order of their `rev`, at most `limit`, as this person sees them. */
  changes(id: string, viewerId: string, after: number, limit: number): Promise<readonly Change[]>;
  /** Whether both have written in it, or a call in it was answered. */
  isMutual(id: string): Promise<boolean>;
}

/** A call with what only the broker needs to know of it. */
export interface CallRecord extends Call {
  readonly endReason: CallEndReason | null;
  /** When media was first told to flow. */
  readonly connectedAt: string | null;
  readonly callerDeviceId: string | null;
  readonly calleeDeviceId: string | null;
  readonly callerPeerId: string | null;
  readonly calleePeerId: string | null;
}

/** What a rule makes of a call. `entry`: the system message the conversation gets with it. */
export type CallStep =
  | Refused
  | { readonly keep: true }
  | { readonly patch: Partial<Omit<CallRecord, 'id'>>; readonly entry?: MessageType };

export interface CallOutcome {
  readonly call: CallRecord;
  /** Whether something was stored. */
  readonly changed: boolean;
  readonly message?: Message;
}

export type NewCall = Pick<
  CallRecord,
  'id' | 'conversationId' | 'callerId' | 'calleeId' | 'type' | 'callerDeviceId' | 'createdAt'
>;

/** How a new call begins, given the calls that are open for either side. */
export type BeginStep =
  | { readonly refused: ErrorCode; readonly because?: CallRecord; readonly retryAfterMs?: number }
  | { readonly status: 'RINGING' | 'BUSY'; readonly entry?: MessageType };

/** How far back earlier calls matter to a new one, and which of other callers do. */
export interface PastSpan {
  readonly sinceMs: number;
  readonly alike: readonly string[];
}

export interface CallStore {
  /**
   * A known id by the same caller to the same callee is that call again; else `conflict`. A new one
   * is `blocked` where one of the two blocks the other.
   *
   * @param span unset: what was before does not matter
   */
  begin(
    call: NewCall,
    decide: (open: readonly CallRecord[], past?: CallPast) => BeginStep,
    span?: PastSpan,
  ): Promise<CallOutcome | Extract<BeginStep, { refused: ErrorCode }>>;
  /**
   * Reads, decides and writes in one transaction: of two that decide at once the second sees what
   * the first has done. `open` are the other open calls of both sides.
   *
   * @param by who asks: a call of others is not there for them
   */
  change(
    id: string,
    decide: (call: CallRecord, open: readonly CallRecord[]) => CallStep,
    by?: string,
  ): Promise<CallOutcome | Refused>;
  find(id: string): Promise<CallRecord | undefined>;
  /** Calls that ring or are answered: of these people, or of everybody. */
  open(userIds?: readonly string[]): Promise<readonly CallRecord[]>;
  /** Newest first. */
  list(userId: string, page: CallPage): Promise<readonly CallRecord[]>;
}

export interface CallPage {
  readonly conversationId?: string;
  /** Only those with this person. */
  readonly otherId?: string;
  readonly before?: Place;
  readonly limit: number;
}
