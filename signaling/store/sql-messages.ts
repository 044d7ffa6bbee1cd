import { sql, type Insertable, type Kysely } from 'kysely';
import type { Media, Message } from '../../src/protocol/index.js';
import { prepared, type Values } from './prepared.js';
import { messageOf, messageRowOf, storedFileOf } from './rows.js';
import { openOffer } from './sql-bids.js';
import { blocksBetween, standApart } from './sql-blocks.js';
import { bringBack } from './sql-personal.js';
import { changeMessage, type MessageKeeping } from './sql-message-changes.js';
import type { Schema } from './schema.js';
import type { Write } from './sql-store.js';
import type { AppendOutcome, MessageStore, NewMedia, NewMessage, Refused } from './store.js';
import { indexMessage } from './word-index.js';

type Db = Kysely<Schema>;

export function sqlMessages(db: Db, write: Write, keeping: MessageKeeping): MessageStore {
  const { participants, index } = keeping;
  return {
    append: (message) =>
      write(async (tx) => {
        const userIds = await participants.of(tx, message.conversationId);
        if (!userIds.includes(message.senderId)) return { refused: 'not_found' };
        const otherId = userIds.find((id) => id !== message.senderId);
        const outcome = await append(tx, message, otherId);
        if ('refused' in outcome) return outcome;
        const { isArchived, ...appended } = outcome;
        if (!appended.created) return { ...appended, participantIds: userIds };
        await indexMessage(index, tx, appended.message, { userIds, isNew: true });
        const broughtBackFor = isArchived ? await bringBack(tx, message) : [];
        return { ...appended, participantIds: userIds, broughtBackFor };
      }),

    async view(id, viewerId) {
      const row = await db
        .selectFrom('messages as m')
        .innerJoin('participants as p', 'p.conversation_id', 'm.conversation_id')
        .selectAll('m')
        .where('m.id', '=', id)
        .where('p.user_id', '=', viewerId)
        .executeTakeFirst();
      return row && messageOf(row);
    },

    change: (id, actorId, decide) =>
      write(async (tx) => changeMessage(tx, keeping, { id, actorId, decide })),

    page: async (conversationId, page) =>
      (await selectPage(db, { conversationId, ...page })).map(messageOf),
  };
}

interface PageValues extends Values {
  readonly conversationId: string;
  readonly before?: number;
  readonly after?: number;
  readonly limit: number;
}

const selectPage = prepared((db, { conversationId, before, after, limit }: PageValues) => {
  const query = db
    .selectFrom('messages')
    .selectAll()
    .where('conversation_id', '=', conversationId)
    .orderBy('seq', 'desc')
    .limit(limit);
  const older = before === undefined ? query : query.where('seq', '<', before);
  return after === undefined ? older : older.where('seq', '>', after);
});

async function append(
  tx: Db,
  message: NewMessage,
  otherId: string | undefined,
): Promise<Appended | Refused> {
  const { replyTo, media, bid } = message;
  if (replyTo === undefined && !media && !bid) return insertOnce(tx, message, { otherId });
  // Sent again it is the first one, also when by now it would be refused.
  const first = await findKnown(tx, message);
  if (first) return first;
  // Before an offer takes the place of another.
  if (await isBlocked(tx, message, otherId)) return { refused: 'blocked' };
  if (replyTo !== undefined && !(await isPartOf(tx, replyTo, message))) {
    return { refused: 'not_found' };
  }
  const made = media && (await makeMedia(tx, message, media));
  if (made && 'refused' in made) return made;
  const opening = bid && (await openOffer(tx, message, bid));
  if (opening && 'refused' in opening) return opening;
  const appended = await insertOnce(tx, message, { otherId, ...(made && { media: made }) });
  return { ...appended, ...opening };
}

type Appended = Pick<AppendOutcome, 'message' | 'created' | 'closed'> & {
  /** Somebody has put the conversation away. */
  readonly isArchived?: boolean;
};

async function insertOnce(
  tx: Db,
  message: NewMessage,
  options: { otherId: string | undefined; media?: Media },
): Promise<Appended | Refused> {
  const stored = await insertMessage(tx, message, options);
  if (stored) return { ...stored, created: true };
  const known = await findKnown(tx, message);
  if (known) return known;
  return { refused: (await isBlocked(tx, message, options.otherId)) ? 'blocked' : 'not_found' };
}

async function isBlocked(tx: Db, { senderId }: NewMessage, otherId?: string): Promise<boolean> {
  return otherId !== undefined && standApart(tx, senderId, otherId);
}

/**
 * Takes the next seq and rev of the conversation and stores the message there: two statements.
 * Undefined when the id is taken, or one of the sender and `otherId` blocks the other; then nothing
 * was written. What the broker itself writes names nobody.
 */
export async function insertMessage(
  tx: Db,
  message: NewMessage,
  { otherId, media }: { otherId?: string | undefined; media?: Media } = {},
): Promise<{ message: Message; isArchived: boolean } | undefined> {
  const { id, conversationId, senderId, atMs } = message;
  const [head] = await takeSeq(tx, { id, conversationId, atMs, senderId, otherId });
  if (!head) return undefined;
  const row = messageRowOf(message, head, media);
  await insertRow(tx, { ...row });
  return { message: messageOf(row), isArchived: head.archived === 1 };
}

interface SeqValues extends Values {
  readonly id: string;
  readonly conversationId: string;
  readonly atMs: number;
  readonly senderId: string;
  readonly otherId?: string | undefined;
}

/** Asked along the way, as blocks are: a statement of its own for every message would cost a fifth more. */
const isArchivedBySomebody = sql<number>`exists (
  select 1 from participants as p where p.conversation_id = conversations.id and p.archived = 1
)`;

const takeSeq = prepared((db, values: SeqValues) => {
  const { senderId: userId, otherId } = values;
  const taking = db
    .updateTable('conversations')
    .set({
      last_seq: sql<number>`last_seq + 1`,
      rev: sql<number>`rev + 1`,
      updated_at: values.atMs,
    })
    .where('id', '=', values.conversationId)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('messages').select('id').where('messages.id', '=', values.id))),
    )
    .returning(['last_seq as seq', 'rev', isArchivedBySomebody.as('archived')]);
  if (otherId === undefined) return taking;
  return taking.where(({ not, exists }) => not(exists(blocksBetween(db, { userId, otherId }))));
});

const insertRow = prepared((db, row: Insertable<Schema['messages']> & Values) =>
  db.insertInto('messages').values(row),
);

async function makeMedia(tx: Db, message: NewMessage, media: NewMedia): Promise<Media | Refused> {
  if ('kept' in media) return media.kept;
  const file = await tx
    .selectFrom('files')
    .selectAll()
    .where('id', '=', media.fileId)
    .where('owner_id', '=', message.senderId)
    .where('conversation_id', '=', message.conversationId)
    .executeTakeFirst();
  return file ? media.describe(storedFileOf(file)) : { refused: 'not_found' };
}

async function isPartOf(tx: Db, id: string, message: NewMessage): Promise<boolean> {
  const row = await tx
    .selectFrom('messages')
    .select('id')
    .where('id', '=', id)
    .where('conversation_id', '=', message.conversationId)
    .executeTakeFirst();
  return row !== undefined;
}

/** What was stored under this id before: the answer to its own sender, a conflict to others. */
async function findKnown(tx: Db, message: NewMessage): Promise<Appended | Refused | undefined> {
  const row = await tx
    .selectFrom('messages')
    .selectAll()
    .where('id', '=', message.id)
    .executeTakeFirst();
  if (!row) return undefined;
  const same = row.conversation_id === message.conversationId && row.sender_id === message.senderId;
  return same ? { message: messageOf(row), created: false } : { refused: 'conflict' };
}
