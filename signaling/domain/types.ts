import type {
  BidStep,
  BrokerFrame,
  Call,
  CallEndReason,
  CallSignal,
  CallSummary,
  CallType,
  Conversation,
  ConversationChanges,
  Listing,
  Media,
  Message,
  Presence,
  ReadDraft,
  ReceiptMark,
  User,
} from '../../src/protocol/index.js';

/** Who a verified token says it is. */
export interface Identity {
  readonly userId: string;
  readonly name?: string;
  readonly picture?: string;
  readonly role: 'user' | 'guest' | 'service' | 'admin';
  /** Seconds since the epoch; a socket does not outlive it by more than 60 s. */
  readonly expiresAt: number;
  /** Where they come from (network-of.ts); unset where the broker acts for them. */
  readonly network?: string;
}

/** The part of a pino logger that the broker's heart uses. Texts and tokens are never given to it. */
export interface Log {
  debug(details: object, message: string): void;
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** An identity acting from one of its devices (REST may not name one). */
export interface Actor extends Identity {
  readonly deviceId?: string;
}

export interface Page<T> {
  items: T[];
  nextCursor?: string;
}

/** Conversations, their logs and receipts. Refusals are `BrokerError`s of a code in the protocol. */
export interface Delivery {
  openConversation(
    actor: Actor,
    request: { userId: string; listing?: Listing },
  ): Promise<{ conversation: Conversation; created: boolean }>;
  conversation(actor: Actor, id: string): Promise<Conversation>;
  conversations(
    actor: Actor,
    page: { before?: string; limit: number },
  ): Promise<Page<Conversation>>;
  /** Whether they may need to reach anybody: members always, guests once they are in a conversation. */
  mayRelay(actor: Actor): Promise<boolean>;
  /** Newest first. */
  messages(
    actor: Actor,
    conversationId: string,
    page: { before?: number; after?: number; limit: number },
  ): Promise<Page<Message>>;
  changes(
    actor: Actor,
    conversationId: string,
    page: { after: number; limit: number },
  ): Promise<ConversationChanges>;
  mark(
    actor: Actor,
    conversationId: string,
    state: 'delivered' | 'read',
    seq: number,
  ): Promise<ReceiptMark>;
  typing(actor: Actor, conversationId: string, active: boolean): Promise<void>;
}

/** Messages, from draft to tombstone. Whatever is changed is told to every device of both. */
export interface Messages {
  /** Resolves after the commit. The same id again resolves to the first one, `created: false`. */
  send(
    actor: Actor,
    conversationId: string,
    draft: ReadDraft,
  ): Promise<{ message: Message; created: boolean }>;
  /** A new text, or a new caption, of one's own message. */
  edit(actor: Actor, id: string, text: string): Promise<Message>;
  /** For both, of one's own; the trace of it stays. */
  remove(actor: Actor, id: string): Promise<Message>;
  react(actor: Actor, id: string, emoji: string, active: boolean): Promise<Message>;
  /** Tells that somebody else's voice note or video was played. */
  played(actor: Actor, id: string): Promise<Message>;
}

/** Offers on the listing of a conversation. They are opened by sending a message. */
export interface Bids {
  step(actor: Actor, id: string, step: BidStep): Promise<Message>;
  /** The newest of those before `before`, oldest first. */
  list(actor: Actor, conversationId: string, page?: BidPage): Promise<Message[]>;
  page(actor: Actor, conversationId: string, page: BidPage): Promise<Page<Message>>;
}

export interface BidPage {
  readonly limit: number;
  /** A seq. */
  readonly before?: number;
}

/** Gives a message that leaves the broker links to its file that work for a while. */
export interface MediaLinks {
  sign(message: Message): Message;
}

/** Keeps the bytes behind messages. */
export interface FileKeeper {
  /** A message no longer has this file; another may. */
  release(media: Pick<Media, 'fileId'>): Promise<void>;
}

/** A call that rings for a device or that it is in, with the people of it as they may be seen. */
export interface OpenCall {
  call: Call;
  from: User;
  /** Whom this device talks to, or asks to. */
  other?: User;
}

/** An OFFER between two peers; the source is verified, the destination only named. */
export interface MediaOffer {
  readonly srcUserId: string;
  readonly srcPeerId: string;
  readonly dstPeerId: string;
  /** What it asks for. */
  readonly callType?: CallType;
}

/** Calls, from request to record. */
export interface Ringing {
  start(
    actor: Actor,
    request: { callId?: string; conversationId: string; calleeId: string; type: CallType },
  ): Promise<Call>;
  ringing(actor: Actor, callId: string): Promise<void>;
  /** First accept wins; a later one is refused with `call_already_answered`. */
  accept(actor: Actor, callId: string, peerId?: string): Promise<Call>;
  reject(actor: Actor, callId: string, reason: 'declined' | 'busy'): Promise<Call>;
  connected(actor: Actor, callId: string): Promise<void>;
  end(
    actor: Actor,
    callId: string,
    reason: Extract<CallEndReason, 'hangup' | 'failed' | 'lost'>,
  ): Promise<Call>;
  /** Passes a signal to the other device of an answered call, from one of its two devices. */
  relay(actor: Actor, signal: CallSignal): Promise<void>;
  /** The device of an answered call was reloaded: its media comes from this peer from now on. */
  rejoin(actor: Actor, callId: string, peerId: string): Promise<void>;
  /** Keeps what one side says of how the call went. */
  summarize(actor: Actor, callId: string, summary: CallSummary): Promise<void>;
  /** This person does not want to hear from that one any more: their call is over. */
  part(actor: Pick<Actor, 'userId'>, otherId: string): Promise<void>;
  /** Ends every call this person is in or is asked to, or only these. */
  endAll(actor: Pick<Actor, 'userId'>, calls?: readonly { id: string }[]): Promise<void>;
  list(
    actor: Actor,
    page: { conversationId?: string; userId?: string; before?: string; limit: number },
  ): Promise<Page<Call>>;
  /** What a device that just said hello must know: calls that ring for it or that it is in. */
  openCallsOf(actor: Actor): Promise<OpenCall[]>;
  /** Tells a device that came back whom to dial, in case it missed that while it was away. */
  resume(actor: Actor): void;
  /**
   * Whether a media OFFER may go from one peer to another: only inside an answered call, from the
   * caller's person to the very device that accepted. The first OFFER fixes the caller's peer, and
   * asks for no more than the call was taken for.
   */
  mayOffer(offer: MediaOffer): boolean;
  /**
   * A device lost its socket (`present: false`) or came back. One that fell silent may only be cut
   * off, so that its call is kept longer than that of one whose socket was closed.
   */
  devicePresence(
    userId: string,
    deviceId: string,
    present: boolean,
    options?: { silent?: boolean },
  ): void;
  /** Ends what a crash left ringing; gives answered calls time to come back. */
  recover(): Promise<void>;
  close(): Promise<void>;
}

/** People: from tokens, as guests, and as others see them. */
export interface Directory {
  /**
   * Remembers what the token says of its person; cheap when nothing changed. Rejects with
   * `unauthorized` for a guest who became a member.
   */
  meet(identity: Identity): Promise<void>;
  createGuest(name?: string): Promise<{ userId: string; name?: string }>;
  /** Whether this guest became a member. */
  isSpent(guestId: string): Promise<boolean>;
  /** Remembers which voice notes a device can play. */
  hear(actor: Actor, plays: readonly string[] | undefined): Promise<void>;
  /** As this person may see them. */
  user(id: string, viewerId: string): Promise<User>;
}

export interface PresenceBoard {
  /** As it is, whoever asks. */
  of(userId: string): Promise<Presence>;
  /** What `viewerId` may see, in the order that was asked. Unknown people are simply away. */
  ofAll(userIds: readonly string[], viewerId: string): Promise<Presence[]>;
  isOnline(userId: string): boolean;
}

/** Where frames for people go out: implemented by socket/hub.ts over the bus. */
export interface Outlet {
  /**
   * To every device of these people, but not to `except`: device ids are chosen by clients, so that
   * two people on one page may have the same. Never throws.
   */
  toUsers(userIds: readonly string[], frame: BrokerFrame, options?: { except?: Device }): void;
  toDevice(device: Device, frame: BrokerFrame): void;
  /** To every socket that watches the presence of this person: of all but these, or only of these. */
  toWatchers(userId: string, frame: BrokerFrame, options?: Watchers): void;
}

export type Watchers = { except: readonly string[] } | { only: readonly string[] };

/** One tab of one person. */
export interface Device {
  readonly userId: string;
  readonly deviceId: string;
}
