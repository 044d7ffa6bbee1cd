import { sql, type Kysely } from 'kysely';
import type { Message } from '../../src/protocol/index.js';
import { listingOf, messageOf } from './rows.js';
import type { Schema } from './schema.js';
import { patchMessage } from './sql-message-changes.js';
import type { BidStore, NewBid, NewMessage, Offers, Refused } from './store.js';

type Db = Kysely<Schema>;
/** As a literal: a partial index serves no bound value. */
const OPEN = sql.lit('open' as const);

export function sqlBids(db: Db): BidStore {
  return {
    async list(conversationId, limit, before) {
      let newest = db
        .selectFrom('messages')
        .selectAll()
        .where('conversation_id', '=', conversationId)
        .where('bid', 'is not', null)
        .orderBy('seq', 'desc')
        .limit(limit);
      if (before !== undefined) newest = newest.where('seq', '<', before);
      return (await newest.execute()).map(messageOf).reverse();
    },

    async due(nowMs, limit) {
      const rows = await db
        .selectFrom('messages')
        .select('id')
        .where('bid_status', '=', OPEN)
        .where('bid_expires_at', '<=', nowMs)
        .orderBy('bid_expires_at')
        .limit(limit)
        .execute();
      return rows.map(({ id }) => id);
    },

    async nextDueMs() {
      const row = await db
        .selectFrom('messages')
        .select('bid_expires_at')
        .where('bid_status', '=', OPEN)
        .orderBy('bid_expires_at')
        .limit(1)
        .executeTakeFirst();
      return row?.bid_expires_at ?? undefined;
    },
  };
}

/** Asks whether a new offer may stand, and closes the one it takes the place of. */
export async function openOffer(
  tx: Db,
  message: NewMessage,
  { draft, decide }: NewBid,
): Promise<{ closed?: Message } | Refused> {
  const step = decide(await readOffers(tx, message.conversationId, draft.counterTo));
  if ('refused' in step) return step;
  if (!step.close) return {};
  const { offer, status } = step.close;
  return { closed: await patchMessage(tx, offer, { bidStatus: status }) };
}

async function readOffers(
  tx: Db,
  conversationId: string,
  counterTo: string | undefined,
): Promise<Offers> {
  const conversation = await tx
    .selectFrom('conversations')
    .select('listing')
    .where('id', '=', conversationId)
    .executeTakeFirst();
  const rows = await tx
    .selectFrom('messages')
    .selectAll()
    .where('conversation_id', '=', conversationId)
    .where('bid', 'is not', null)
    .where((eb) =>
      eb.or([
        eb('bid_status', 'in', ['open', 'accepted']),
        ...(counterTo === undefined ? [] : [eb('id', '=', counterTo)]),
      ]),
    )
    .execute();
  const offers = rows.map(messageOf);
  const open = offers.find(({ bid }) => bid?.status === 'open');
  const countered = offers.find(({ id }) => id === counterTo);
  return {
    hasListing: listingOf(conversation?.listing ?? null) !== undefined,
    hasAccepted: offers.some(({ bid }) => bid?.status === 'accepted'),
    ...(open && { open }),
    ...(countered && { countered }),
  };
}
