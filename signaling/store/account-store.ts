import type { NewReport } from './personal-store.js';
import type { FileRecord, PersonRecord } from './store.js';

/** What is kept of one person beside their conversations and calls. */
export interface AccountRecord extends PersonRecord {
  readonly createdAtMs: number;
  readonly devices: readonly { deviceId: string; plays: readonly string[]; seenAtMs: number }[];
  readonly blocked: readonly { userId: string; atMs: number }[];
  readonly starred: readonly { messageId: string; conversationId: string; atMs: number }[];
  readonly reports: readonly NewReport[];
}

/** Somebody who goes, and the name by which nobody knows them that stays in their place. */
export interface Departure {
  readonly userId: string;
  readonly goneId: string;
  readonly atMs: number;
  /** Calls that they began since then are still theirs, should they come back. */
  readonly callsSinceMs: number;
}

export interface ErasedPart {
  readonly otherIds: readonly string[];
  readonly fileIds: readonly string[];
  /** Go on after this place; unset when they are out of this conversation. */
  readonly next?: number;
}

/** All that is kept of a person, to be handed out or taken away. */
export interface AccountStore {
  read(userId: string): Promise<AccountRecord | undefined>;
  conversationIds(userId: string): Promise<readonly string[]>;
  /** Their stored files, and those that others sent them, in the order of their ids, after `after`. */
  files(
    userId: string,
    page: { after?: string | undefined; limit: number },
  ): Promise<readonly FileRecord[]>;
  /** Ids of uploads that are not finished. */
  uploads(userId: string): Promise<readonly string[]>;
  /**
   * Takes out of one conversation what this person wrote and sent, did with others' messages, and is
   * known by: a group of it, after this place in the log. What others wrote stays. The files are theirs
   * no more; answers those that nothing names. Whoever stops in between begins at 0 again.
   */
  eraseFrom(conversationId: string, departure: Departure, after?: number): Promise<ErasedPart>;
  /** Takes away the rest. False while a conversation still names them: one was begun meanwhile. */
  erase(departure: Departure): Promise<boolean>;
}

/** What has been kept for as long as it was to be. */
export interface RetentionStore {
  /**
   * Messages before then, of some conversations after this one in the order of their ids. The newest
   * of each stays as the trace of a deleted one, so that its log has an end.
   */
  forgetMessages(beforeMs: number, after?: string): Promise<Forgotten>;
  /** Ids of messages before then that hold a stored file, oldest first. */
  messagesWithFiles(beforeMs: number, limit: number): Promise<readonly string[]>;
  /** Calls that are over. Their entries are messages. Answers how many. */
  forgetCalls(beforeMs: number, limit: number): Promise<number>;
  forgetReports(beforeMs: number, limit: number): Promise<number>;
  /** Who left before then, and by what name their calls are known. */
  forgetDepartures(beforeMs: number, limit: number): Promise<number>;
  /** Guests who were not here since then, the longest away first. */
  staleGuests(beforeMs: number, limit: number): Promise<readonly string[]>;
}

export interface Forgotten {
  readonly count: number;
  /** Files that no message names any more. */
  readonly fileIds: readonly string[];
  /** Go on after this conversation. */
  readonly next?: string;
}
