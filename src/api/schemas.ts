/**
 * Made of the API document, which is made of the broker's schemas: not written by hand.
 * `npx vitest run test/signaling/http/reference/client -u` makes it anew.
 */
export type Bid = {
  readonly amount: string;
  readonly currency: string;
  readonly status: 'open' | 'countered' | 'accepted' | 'declined' | 'withdrawn' | 'expired';

  /** An instant, ISO 8601 in UTC. */
  readonly expiresAt: string;
  readonly counterTo?: string;
};

export type BidDraft = {
  readonly amount: string;
  readonly currency: string;
  readonly counterTo?: string;
  readonly expiresInSeconds?: number;
};

export type Call = {
  readonly id: string;
  readonly conversationId: string;

  /** The `sub` of a token: printable text. */
  readonly callerId: string;

  /** The `sub` of a token: printable text. */
  readonly calleeId: string;
  readonly type: 'VOICE' | 'VIDEO';
  readonly status: 'RINGING' | 'ANSWERED' | 'ENDED' | 'MISSED' | 'DECLINED' | 'BUSY' | 'FAILED';
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly duration: number | null;
  readonly missedReason: string | null;

  /** `reason`: why it ended; `quality`: how it went for each side. */
  readonly metadata: Readonly<Record<string, unknown>> | null;

  /** An instant, ISO 8601 in UTC. */
  readonly createdAt: string;

  /** An instant, ISO 8601 in UTC. */
  readonly updatedAt: string;
};

export type CallPage = { readonly items: readonly Call[]; readonly nextCursor?: string };

export type Conversation = {
  readonly id: string;
  readonly participants: readonly User[];
  readonly listing?: Listing;
  readonly lastMessage?: Message;
  readonly lastSeq: number;
  readonly rev: number;
  readonly unreadCount: number;
  readonly viewRev: number;
  readonly archived: boolean;

  /** An instant, ISO 8601 in UTC. */
  readonly mutedUntil?: string;
  readonly blocked: boolean;
  readonly starredIds: readonly string[];
  readonly receipts: readonly ReceiptMark[];

  /** An instant, ISO 8601 in UTC. */
  readonly createdAt: string;

  /** An instant, ISO 8601 in UTC. */
  readonly updatedAt: string;
};

export type ConversationChanges = {
  readonly messages: readonly Message[];
  readonly receipts: readonly ReceiptMark[];
  readonly rev: number;
  readonly more: boolean;
};

export type ConversationPage = {
  readonly items: readonly Conversation[];
  readonly nextCursor?: string;
};

export type FileLink = {
  readonly url: string;

  /** An instant, ISO 8601 in UTC. */
  readonly expiresAt: string;
};

export type GuestToken = {
  /** The `sub` of a token: printable text. */
  readonly userId: string;
  readonly token: string;
};

export type IceServer = {
  readonly urls: readonly string[];
  readonly username?: string;
  readonly credential?: string;
};

export type IceServers = {
  readonly iceServers: readonly IceServer[];
  readonly ttlSeconds?: number;
  readonly relayOnly?: boolean;
};

export type Listing = {
  readonly id: string;
  readonly title?: string;

  /** An http(s) address. */
  readonly url?: string;

  /** An http(s) address. */
  readonly image?: string;
  readonly price?: string;
  readonly currency?: string;
};

export type Location = {
  readonly latitude: number;
  readonly longitude: number;
  readonly address?: string;
};

export type Media = {
  readonly fileId?: string;
  readonly url?: string;
  readonly name: string;
  readonly mimeType: string;
  readonly size: number;
  readonly width?: number;
  readonly height?: number;
  readonly durationSeconds?: number;
  readonly waveform?: readonly number[];
  readonly thumbnail?: { readonly url: string; readonly width: number; readonly height: number };
  readonly placeholder?: string;
};

export type MediaDraft =
  | {
      readonly fileId: string;
      readonly durationSeconds?: number;
      readonly waveform?: readonly number[];
    }
  | {
      /** A file’s name without a path. */
      readonly name: string;
      readonly mimeType: string;
      readonly size: number;
    };

export type Message = {
  readonly id: string;
  readonly conversationId: string;

  /** The `sub` of a token: printable text. */
  readonly senderId: string;
  readonly type:
    | 'TEXT'
    | 'IMAGE'
    | 'FILE'
    | 'LOCATION'
    | 'VOICE'
    | 'VIDEO'
    | 'BID'
    | 'CALL_STARTED'
    | 'CALL_ENDED'
    | 'CALL_MISSED';
  readonly seq: number;
  readonly rev: number;

  /** An instant, ISO 8601 in UTC. */
  readonly createdAt: string;
  readonly text?: string;
  readonly media?: Media;
  readonly location?: Location;
  readonly bid?: Bid;
  readonly call?: MessageCall;
  readonly replyTo?: string;
  readonly forwarded?: boolean;

  /** An instant, ISO 8601 in UTC. */
  readonly editedAt?: string;

  /** An instant, ISO 8601 in UTC. */
  readonly deletedAt?: string;
  readonly reactions: readonly Reaction[];
  readonly playedBy?: readonly string[];
};

export type MessageCall = {
  readonly id: string;
  readonly type: 'VOICE' | 'VIDEO';
  readonly status: 'RINGING' | 'ANSWERED' | 'ENDED' | 'MISSED' | 'DECLINED' | 'BUSY' | 'FAILED';
  readonly durationSeconds: number | null;
  readonly reason?: string;
};

export type MessageDraft =
  | {
      readonly id: string;
      readonly replyTo?: string;
      readonly forwarded?: boolean;
      readonly type?: 'TEXT';

      /** 1 byte to 8 KiB of UTF-8, not only white space. */
      readonly text: string;
    }
  | {
      readonly id: string;
      readonly replyTo?: string;
      readonly forwarded?: boolean;
      readonly type: 'IMAGE' | 'FILE' | 'VIDEO' | 'VOICE';
      readonly media: MediaDraft;

      /** 1 byte to 8 KiB of UTF-8, not only white space. */
      readonly text?: string;
    }
  | {
      readonly id: string;
      readonly replyTo?: string;
      readonly forwarded?: boolean;
      readonly type: 'LOCATION';
      readonly location: {
        /** Degrees. */
        readonly latitude: number;

        /** Degrees. */
        readonly longitude: number;
        readonly address?: string;
      };
    }
  | {
      readonly id: string;
      readonly replyTo?: string;
      readonly forwarded?: boolean;
      readonly type: 'BID';
      readonly bid: BidDraft;
    };

export type MessagePage = { readonly items: readonly Message[]; readonly nextCursor?: string };

export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  readonly retryAfterMs?: number;
};

export type Reaction = { readonly emoji: string; readonly userIds: readonly string[] };

export type ReceiptMark = {
  /** The `sub` of a token: printable text. */
  readonly userId: string;
  readonly deliveredSeq: number;
  readonly readSeq: number;
};

export type Upload = {
  readonly id: string;
  readonly offset: number;
  readonly size: number;
  readonly file?: Media;
};

export type User = {
  /** The `sub` of a token: printable text. */
  readonly id: string;

  /** A name people see, trimmed. */
  readonly name?: string;

  /** An http(s) address. */
  readonly picture?: string;
  readonly online: boolean;

  /** An instant, ISO 8601 in UTC. */
  readonly lastSeenAt?: string;
  readonly peerAddress?: string;
  readonly plays?: readonly string[];
};
