import type { Message, ReceiptMark } from '../../src/protocol/index.js';
import type { requests } from '../../src/protocol/requests.js';
import type { Place, Refused } from './store.js';
import type { InferOutput } from 'valibot';

/** What a person does with conversations and messages; only they see it. */
export interface PersonalStore {
  /** What is not named stays. Raises the viewer's `viewRev` when something changed. */
  arrange(
    conversationId: string,
    userId: string,
    change: { archived?: boolean; mutedUntilMs?: number | null },
  ): Promise<{ changed: boolean } | Refused>;
  /** Idempotent. A deleted message has no stars. */
  star(
    messageId: string,
    userId: string,
    change: { starred: boolean; atMs: number },
  ): Promise<{ changed: boolean; conversationId: string } | Refused>;
  /** Newest star first. */
  starred(
    userId: string,
    page: { conversationId?: string; before?: Place; limit: number },
  ): Promise<readonly { message: Message; place: Place }[]>;
  /** Refused when the two share no conversation, or not this one, or the message is not theirs. */
  report(report: NewReport): Promise<{ id: string } | Refused>;
}

export type NewReport = InferOutput<typeof requests.report> & {
  readonly id: string;
  readonly reporterId: string;
  readonly atMs: number;
};

/** Who does not want to hear from whom. */
export interface BlockStore {
  /** Both directions for one person. Remembered, so that asking before every message is free. */
  of(userId: string): Promise<Blocks>;
  block(userId: string, blockedId: string, atMs: number): Promise<BlockOutcome | Refused>;
  /** The receipts that were held back come with it: others may see them now. */
  unblock(userId: string, blockedId: string): Promise<BlockOutcome>;
}

export interface Blocks {
  /** Whom this person blocks. */
  readonly blocked: ReadonlySet<string>;
  /** Who blocks this person. */
  readonly blockedBy: ReadonlySet<string>;
}

export interface BlockOutcome {
  /** The conversations of the two, when something changed. */
  readonly conversationIds: readonly string[];
  readonly marks: readonly { conversationId: string; mark: ReceiptMark; rev: number }[];
}

/** What people's devices told of themselves. */
export interface DeviceStore {
  /** Writes only what is new or a day old, and forgets devices of theirs not seen since `goneMs`. */
  tell(device: {
    userId: string;
    deviceId: string;
    plays: readonly string[];
    atMs: number;
    goneMs: number;
  }): Promise<void>;
  /** What every device of a person seen since then can play; nothing where none has told. */
  plays(
    userIds: readonly string[],
    sinceMs: number,
  ): Promise<ReadonlyMap<string, readonly string[]>>;
}

/** Full text of one's own conversations. */
export interface SearchStore {
  /** Messages with all these words (beginnings of them), newest first; places are cursors. */
  find(
    userId: string,
    query: {
      words: readonly string[];
      conversationId?: string;
      before?: number;
      limit: number;
    },
  ): Promise<{ items: readonly Message[]; next?: number }>;
}
