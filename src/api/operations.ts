/**
 * Made of the API document, which is made of the broker's schemas: not written by hand.
 * `npx vitest run test/signaling/http/reference/client -u` makes it anew.
 */
import type {
  Call,
  CallPage,
  Conversation,
  ConversationChanges,
  ConversationPage,
  FileLink,
  GuestToken,
  IceServers,
  Listing,
  Media,
  Message,
  MessageDraft,
  MessagePage,
  ReceiptMark,
  Upload,
  User,
} from './schemas.js';

export interface Operations {
  /** Whether the process lives. */
  readonly getHealth: { readonly answer: { readonly status: 'ok' } };
  /** Whether it can serve. */
  readonly getReadiness: { readonly answer: { readonly status: 'ready' } };
  /** Figures for Prometheus. */
  readonly getMetrics: { readonly answer: Response };
  /**
   * A person of its own for a visitor, with a token.
   * With a former guest’s token, even one that expired up to 30 days ago, it is that guest again. Any other token is no help and no harm.
   */
  readonly createGuest: {
    readonly body?: {
      /** A name people see, trimmed. */
      readonly name?: string;
    };
    readonly answer: GuestToken;
  };
  /** The person of the token. */
  readonly getMe: { readonly answer: User };
  /**
   * Takes away what one wrote, sent and is known by.
   * The others of a conversation keep what they wrote, and see that something was deleted. Every socket of the person is closed. It cannot be undone.
   */
  readonly deleteMe: { readonly answer: undefined };
  /**
   * All that is kept of oneself, as JSON.
   * It comes as it is read. The files are linked, or in the archive of `/api/me/export.zip`.
   */
  readonly exportAccount: {
    readonly answer: {
      readonly format: 'deskbell-export/1';

      /** An instant, ISO 8601 in UTC. */
      readonly exportedAt: string;
      readonly account: {
        /** The `sub` of a token: printable text. */
        readonly id: string;

        /** A name people see, trimmed. */
        readonly name?: string;

        /** An http(s) address. */
        readonly picture?: string;
        readonly kind: 'guest' | 'user';
        readonly peerAddress: string;

        /** An instant, ISO 8601 in UTC. */
        readonly createdAt: string;

        /** An instant, ISO 8601 in UTC. */
        readonly lastSeenAt?: string;
        readonly devices: readonly {
          readonly deviceId: string;
          readonly plays: readonly string[];

          /** An instant, ISO 8601 in UTC. */
          readonly seenAt: string;
        }[];
        readonly blocked: readonly {
          /** The `sub` of a token: printable text. */
          readonly userId: string;

          /** An instant, ISO 8601 in UTC. */
          readonly createdAt: string;
        }[];
        readonly starred: readonly {
          readonly messageId: string;
          readonly conversationId: string;

          /** An instant, ISO 8601 in UTC. */
          readonly createdAt: string;
        }[];
        readonly reports: readonly {
          readonly id: string;

          /** The `sub` of a token: printable text. */
          readonly userId: string;
          readonly conversationId?: string;
          readonly messageId?: string;
          readonly reason: string;
          readonly text?: string;

          /** An instant, ISO 8601 in UTC. */
          readonly createdAt: string;
        }[];
      };
      readonly conversations: readonly Conversation[];
      readonly messages: readonly Message[];
      readonly calls: readonly Call[];
      readonly files: readonly {
        readonly fileId?: string;
        readonly url?: string;
        readonly name: string;
        readonly mimeType: string;
        readonly size: number;
        readonly width?: number;
        readonly height?: number;
        readonly durationSeconds?: number;
        readonly waveform?: readonly number[];
        readonly thumbnail?: {
          readonly url: string;
          readonly width: number;
          readonly height: number;
        };
        readonly placeholder?: string;
        readonly id: string;
        readonly conversationId: string;

        /** The `sub` of a token: printable text. */
        readonly ownerId: string;
        readonly sha256: string;

        /** An instant, ISO 8601 in UTC. */
        readonly createdAt: string;
        readonly path: string;
      }[];
    };
  };
  /** The same, together with the files. */
  readonly exportAccountArchive: { readonly answer: Response };
  /**
   * Takes over what one has said and kept as a guest.
   * For members, who show the guest’s own token, even one that expired up to 30 days ago. Conversations, messages, calls, files, stars, blocks and reports become theirs in one step; the guest is nobody any more. A conversation with the same person about the same listing takes in the guest’s messages after its own: `joined` names it. The same request again changes nothing and answers the same. A token that is no guest’s, or of a guest that another member took over, is not found.
   */
  readonly mergeGuest: {
    readonly body: { readonly token: string };
    readonly answer: {
      /** The `sub` of a token: printable text. */
      readonly guestId: string;
      readonly joined: readonly { readonly id: string; readonly intoId: string }[];
    };
  };
  /**
   * A person, as the one who asks may see them.
   * `peerAddress` is what a plain PeerJS client calls to ring them.
   */
  readonly getUser: { readonly params: { readonly id: string }; readonly answer: User };
  /**
   * An id for PeerJS.
   * Nobody can guess it, and only the token’s own person can use it.
   */
  readonly createPeer: {
    readonly body?: Readonly<Record<string, never>>;
    readonly answer: { readonly peerId: string };
  };
  /** One’s own conversations, newest first. */
  readonly listConversations: {
    readonly query?: { readonly before?: string; readonly limit?: number };
    readonly answer: ConversationPage;
  };
  /**
   * The conversation with a person, about a listing or about none.
   * 201 when it is new, 200 when the two had it before. A picture of the listing is left out where it comes neither from a site of `ALLOWED_ORIGINS` nor from `IMAGE_ORIGINS`.
   */
  readonly openConversation: {
    readonly body: {
      /** The `sub` of a token: printable text. */
      readonly userId: string;
      readonly listing?: Listing;
    };
    readonly answer: Conversation;
  };
  /** A conversation, as the one who asks sees it. */
  readonly getConversation: {
    readonly params: { readonly id: string };
    readonly answer: Conversation;
  };
  /**
   * Archives or mutes a conversation for oneself.
   * What is not named stays. `mutedUntil: null` ends it.
   */
  readonly changeConversation: {
    readonly params: { readonly id: string };
    readonly body?: { readonly archived?: boolean; readonly mutedUntil?: string | null };
    readonly answer: Conversation;
  };
  /** All that changed in a conversation after a `rev`, oldest change first. */
  readonly listChanges: {
    readonly params: { readonly id: string };
    readonly query?: { readonly after?: number; readonly limit?: number };
    readonly answer: ConversationChanges;
  };
  /** Says that everything up to `seq` was seen. */
  readonly markRead: {
    readonly params: { readonly id: string };
    readonly body: { readonly seq: number };
    readonly answer: ReceiptMark;
  };
  /**
   * Messages of a conversation, newest first.
   * `before` and `after` are seqs.
   */
  readonly listMessages: {
    readonly params: { readonly id: string };
    readonly query?: { readonly before?: number; readonly after?: number; readonly limit?: number };
    readonly answer: MessagePage;
  };
  /**
   * Sends a message.
   * Its `id` is any UUID of the sender’s making. The same again stores nothing and answers the first one, with 200.
   */
  readonly sendMessage: {
    readonly params: { readonly id: string };
    readonly body: MessageDraft;
    readonly answer: Message;
  };
  /** Gives one’s own message a new text, or its file a new caption. */
  readonly editMessage: {
    readonly params: { readonly id: string };
    readonly body: {
      /** 1 byte to 8 KiB of UTF-8, not only white space. */
      readonly text: string;
    };
    readonly answer: Message;
  };
  /**
   * Deletes one’s own message for both.
   * Its place, sender and time stay.
   */
  readonly deleteMessage: { readonly params: { readonly id: string }; readonly answer: Message };
  /** Reacts to a message with an emoji. */
  readonly addReaction: {
    readonly params: { readonly id: string; readonly emoji: string };
    readonly answer: Message;
  };
  /** Takes a reaction back. */
  readonly removeReaction: {
    readonly params: { readonly id: string; readonly emoji: string };
    readonly answer: Message;
  };
  /** Says that the other side’s voice note or video was played. */
  readonly markPlayed: { readonly params: { readonly id: string }; readonly answer: Message };
  /**
   * The offers of a conversation, oldest first.
   * An offer is opened by sending a `BID` message. A page has the newest of those before `before`, a seq.
   */
  readonly listBids: {
    readonly params: { readonly id: string };
    readonly query?: { readonly before?: number; readonly limit?: number };
    readonly answer: MessagePage;
  };
  /** Accepts the other side’s offer. */
  readonly acceptBid: { readonly params: { readonly id: string }; readonly answer: Message };
  /** Declines the other side’s offer. */
  readonly declineBid: { readonly params: { readonly id: string }; readonly answer: Message };
  /** Takes one’s own offer back. */
  readonly withdrawBid: { readonly params: { readonly id: string }; readonly answer: Message };
  /** Stars a message, for oneself. */
  readonly addStar: { readonly params: { readonly id: string }; readonly answer: undefined };
  /** Takes a star away. */
  readonly removeStar: { readonly params: { readonly id: string }; readonly answer: undefined };
  /** Starred messages, newest star first. */
  readonly listStarred: {
    readonly query?: {
      readonly conversationId?: string;
      readonly before?: string;
      readonly limit?: number;
    };
    readonly answer: MessagePage;
  };
  /**
   * Blocks a person.
   * Also when it was so before. A call of the two ends.
   */
  readonly blockUser: { readonly params: { readonly id: string }; readonly answer: undefined };
  /** Blocks a person no more. */
  readonly unblockUser: { readonly params: { readonly id: string }; readonly answer: undefined };
  /** Reports a person, or a message of theirs, to whoever runs the broker. */
  readonly createReport: {
    readonly body: {
      /** The `sub` of a token: printable text. */
      readonly userId: string;
      readonly conversationId?: string;
      readonly messageId?: string;
      readonly reason: 'spam' | 'scam' | 'abuse' | 'other';

      /** 1 byte to 4 KiB of UTF-8, not only white space. */
      readonly text?: string;
    };
    readonly answer: { readonly id: string };
  };
  /** What people have reported, newest first. */
  readonly listReports: {
    readonly query?: {
      readonly state?: 'open' | 'resolved';
      readonly before?: string;
      readonly limit?: number;
    };
    readonly answer: {
      readonly items: readonly {
        readonly id: string;

        /** The `sub` of a token: printable text. */
        readonly reporterId: string;

        /** The `sub` of a token: printable text. */
        readonly userId: string;
        readonly conversationId?: string;
        readonly messageId?: string;
        readonly reason: 'spam' | 'scam' | 'abuse' | 'other';
        readonly text?: string;

        /** An instant, ISO 8601 in UTC. */
        readonly createdAt: string;
        readonly state: 'open' | 'resolved';
        readonly note?: string;

        /** The `sub` of a token: printable text. */
        readonly changedBy?: string;

        /** An instant, ISO 8601 in UTC. */
        readonly changedAt?: string;
        readonly evidence?: readonly {
          readonly messageId: string;
          readonly by: 'reporter' | 'reported';
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
          readonly text?: string;

          /** An instant, ISO 8601 in UTC. */
          readonly at: string;
        }[];
      }[];
      readonly nextCursor?: string;
    };
  };
  /**
   * Messages of one’s own conversations by their words, newest first.
   * Every word of `q` is the beginning of a word of what is found. The four longest count, single letters only where there is nothing else.
   */
  readonly searchMessages: {
    readonly query: {
      readonly q: string;
      readonly conversationId?: string;
      readonly before?: string;
      readonly limit?: number;
    };
    readonly answer: MessagePage;
  };
  /**
   * Announces a file, whose bytes follow.
   * The same again answers how far it came.
   */
  readonly createUpload: {
    readonly body: {
      readonly id: string;
      readonly conversationId: string;

      /** A file’s name without a path. */
      readonly name: string;
      readonly size: number;
    };
    readonly answer: Upload;
  };
  /** How far an upload came. */
  readonly getUpload: { readonly params: { readonly id: string }; readonly answer: Upload };
  /**
   * Forgets what has come.
   * A file that it became stays.
   */
  readonly deleteUpload: { readonly params: { readonly id: string }; readonly answer: undefined };
  /**
   * Sends the bytes of an upload from an offset on.
   * The answer has `file` when all is here and was looked at.
   */
  readonly sendUpload: {
    readonly params: { readonly id: string };
    readonly headers: { readonly 'Upload-Offset': number };
    readonly body: Blob | ArrayBuffer | Uint8Array<ArrayBuffer>;
    readonly answer: Upload;
  };
  /**
   * The bytes of a file.
   * By a link as messages have it (`media.url`), or by the token of a participant.
   */
  readonly getFile: {
    readonly params: { readonly id: string };
    readonly query?: { readonly expires?: string; readonly signature?: string };
    readonly answer: Response;
  };
  /** A small picture of a picture. */
  readonly getThumbnail: {
    readonly params: { readonly id: string };
    readonly query?: { readonly expires?: string; readonly signature?: string };
    readonly answer: Response;
  };
  /** A signed link to a file. */
  readonly getFileLink: { readonly params: { readonly id: string }; readonly answer: FileLink };
  /** The same file in another conversation, to pass it on there. */
  readonly copyFile: {
    readonly params: { readonly id: string };
    readonly body: { readonly conversationId: string };
    readonly answer: { readonly file: Media };
  };
  /**
   * One’s own calls, newest first.
   * `userId`: only those with this person. `before`: the id of a call.
   */
  readonly listCalls: {
    readonly query?: {
      readonly conversationId?: string;
      readonly userId?: string;
      readonly before?: string;
      readonly limit?: number;
    };
    readonly answer: CallPage;
  };
  /** Rings the other person of a conversation. */
  readonly startCall: {
    readonly body: {
      readonly conversationId: string;

      /** The `sub` of a token: printable text. */
      readonly calleeId: string;
      readonly type: 'VOICE' | 'VIDEO';
    };
    readonly answer: Call;
  };
  /** Takes a call that rings, without a device. */
  readonly answerCall: { readonly params: { readonly id: string }; readonly answer: Call };
  /**
   * Ends a call, or gives up one that rings.
   * One that is over stays as it ended.
   */
  readonly endCall: { readonly params: { readonly id: string }; readonly answer: Call };
  /** Declines a call that rings. */
  readonly declineCall: { readonly params: { readonly id: string }; readonly answer: Call };
  /**
   * STUN and TURN servers, with credentials that end by themselves.
   * To be had at any time, during a call too. A guest who is in no conversation has nobody to call, and gets no TURN servers. `relayOnly`: every connection made here uses `iceTransportPolicy: "relay"`.
   */
  readonly getIceServers: { readonly answer: IceServers };
  /**
   * A report.
   * With what was said when it was made: texts of the message that was reported, or else of the last of the conversation, and of a few before it. Nobody can take those away before the report goes.
   */
  readonly getReport: {
    readonly params: { readonly id: string };
    readonly answer: {
      readonly id: string;

      /** The `sub` of a token: printable text. */
      readonly reporterId: string;

      /** The `sub` of a token: printable text. */
      readonly userId: string;
      readonly conversationId?: string;
      readonly messageId?: string;
      readonly reason: 'spam' | 'scam' | 'abuse' | 'other';
      readonly text?: string;

      /** An instant, ISO 8601 in UTC. */
      readonly createdAt: string;
      readonly state: 'open' | 'resolved';
      readonly note?: string;

      /** The `sub` of a token: printable text. */
      readonly changedBy?: string;

      /** An instant, ISO 8601 in UTC. */
      readonly changedAt?: string;
      readonly evidence?: readonly {
        readonly messageId: string;
        readonly by: 'reporter' | 'reported';
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
        readonly text?: string;

        /** An instant, ISO 8601 in UTC. */
        readonly at: string;
      }[];
    };
  };
  /**
   * Resolves a report, or opens it again.
   * A note that is not named stays.
   */
  readonly changeReport: {
    readonly params: { readonly id: string };
    readonly body: {
      readonly state: 'open' | 'resolved';

      /** 1 byte to 4 KiB of UTF-8, not only white space. */
      readonly note?: string;
    };
    readonly answer: {
      readonly id: string;

      /** The `sub` of a token: printable text. */
      readonly reporterId: string;

      /** The `sub` of a token: printable text. */
      readonly userId: string;
      readonly conversationId?: string;
      readonly messageId?: string;
      readonly reason: 'spam' | 'scam' | 'abuse' | 'other';
      readonly text?: string;

      /** An instant, ISO 8601 in UTC. */
      readonly createdAt: string;
      readonly state: 'open' | 'resolved';
      readonly note?: string;

      /** The `sub` of a token: printable text. */
      readonly changedBy?: string;

      /** An instant, ISO 8601 in UTC. */
      readonly changedAt?: string;
      readonly evidence?: readonly {
        readonly messageId: string;
        readonly by: 'reporter' | 'reported';
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
        readonly text?: string;

        /** An instant, ISO 8601 in UTC. */
        readonly at: string;
      }[];
    };
  };
  /**
   * Messages of the conversation that was reported, newest first.
   * Without `before` and `after` those around the message that was reported. A report that names neither a conversation nor a message shows none.
   */
  readonly listReportedMessages: {
    readonly params: { readonly id: string };
    readonly query?: { readonly before?: number; readonly after?: number; readonly limit?: number };
    readonly answer: MessagePage;
  };
  /**
   * Which admin looked at what, newest first.
   * This look, too. Nothing is ever taken out of it.
   */
  readonly listAudit: {
    readonly query?: { readonly before?: string; readonly limit?: number };
    readonly answer: {
      readonly items: readonly {
        readonly id: string;

        /** The `sub` of a token: printable text. */
        readonly adminId: string;
        readonly action:
          'listReports' | 'getReport' | 'listReportedMessages' | 'changeReport' | 'listAudit';
        readonly reportId?: string;
        readonly requestId: string;

        /** An instant, ISO 8601 in UTC. */
        readonly at: string;
      }[];
      readonly nextCursor?: string;
    };
  };
  /**
   * This API as an OpenAPI 3.1 document.
   * Made of the schemas that read what is sent and of nothing else.
   */
  readonly getOpenApi: { readonly answer: unknown };
  /** The app socket as an AsyncAPI 3 document. */
  readonly getAsyncApi: { readonly answer: unknown };
  /**
   * This API for people.
   * One page, which loads nothing else.
   */
  readonly getReference: { readonly answer: Response };
  /**
   * A token for whoever asks.
   * Only in development mode, and only for pages of this computer.
   */
  readonly getDevToken: {
    readonly query: { readonly sub: string; readonly name?: string };
    readonly answer: GuestToken;
  };
  /**
   * Sends a file as a message, in one request.
   * 201 when it is stored, 200 when this `id` was stored before. Without a `type` the bytes decide.
   */
  readonly sendFile: {
    readonly body: {
      readonly conversationId: string;
      readonly id?: string;
      readonly replyTo?: string;
      readonly type?: 'IMAGE' | 'VIDEO' | 'FILE' | 'VOICE';

      /** 1 byte to 8 KiB of UTF-8, not only white space. */
      readonly text?: string;

      /** 1 byte to 8 KiB of UTF-8, not only white space. */
      readonly caption?: string;
      readonly duration?: number;
      readonly file: Blob;
    };
    readonly answer: Message;
  };
  /**
   * Sends a recording as a voice message, in one request.
   * 201 when it is stored, 200 when this `id` was stored before.
   */
  readonly sendVoice: {
    readonly body: {
      readonly conversationId: string;
      readonly id?: string;
      readonly replyTo?: string;
      readonly duration?: number;
      readonly waveform?: readonly number[];
      readonly file: Blob;
    };
    readonly answer: Message;
  };
}
