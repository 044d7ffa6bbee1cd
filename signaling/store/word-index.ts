import type { Kysely } from 'kysely';
import type { Message } from '../../src/protocol/index.js';
import type { Schema } from './schema.js';
import { wordsOf } from '../domain/words.js';

export interface IndexedMessage {
  readonly messageId: string;
  readonly conversationId: string;
  /** Who may find it. */
  readonly userIds: readonly string[];
  readonly words: readonly string[];
}

export interface WordQuery {
  readonly userId: string;
  readonly conversationId?: string;
  /** At least one; each is the beginning of a word that the message has. */
  readonly words: readonly string[];
  /** Below this place. */
  readonly before?: number;
  readonly limit: number;
}

/**
 * Full text of one kind of database. A message keeps the place it was given when it came in, so
 * that places are cursors.
 */
export interface WordIndex {
  /** Takes in a message that is not there yet. */
  add(tx: Kysely<Schema>, message: IndexedMessage): Promise<void>;
  /** Its words have changed. */
  replace(tx: Kysely<Schema>, message: IndexedMessage): Promise<void>;
  remove(tx: Kysely<Schema>, messageId: string): Promise<void>;
  /** Newest first. What was deleted with its conversation may still be among them. */
  find(db: Kysely<Schema>, query: WordQuery): Promise<{ messageId: string; place: number }[]>;
}

/** All a message can be found by: its text or caption, the name of its file, its place in words. */
function wordsOfMessage(message: Pick<Message, 'text' | 'media' | 'location'>): string[] {
  const { text, media, location } = message;
  return wordsOf([text, media?.name, location?.address].filter(Boolean).join('\n'));
}

/** Keeps the index in step with a message that was stored (`isNew`), changed or deleted. */
export async function indexMessage(
  index: WordIndex,
  tx: Kysely<Schema>,
  message: Message,
  { userIds, isNew }: { userIds: readonly string[]; isNew: boolean },
): Promise<void> {
  const words = message.deletedAt === undefined ? wordsOfMessage(message) : [];
  const { id: messageId, conversationId } = message;
  if (words.length > 0) {
    await index[isNew ? 'add' : 'replace'](tx, { messageId, conversationId, userIds, words });
  } else if (!isNew) {
    await index.remove(tx, messageId);
  }
}
