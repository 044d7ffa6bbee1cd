import type { Kysely } from 'kysely';
import type { SearchStore } from './personal-store.js';
import { messageOf } from './rows.js';
import type { Schema } from './schema.js';
import type { WordIndex } from './word-index.js';

export function sqlSearch(db: Kysely<Schema>, words: WordIndex): SearchStore {
  return {
    async find(userId, { limit, ...query }) {
      if (query.words.length === 0) return { items: [] };
      const found = await words.find(db, { ...query, userId, limit: limit + 1 });
      const page = found.slice(0, limit);
      const last = page.at(-1);
      if (!last) return { items: [] };
      const ids = page.map(({ messageId }) => messageId);
      // Asked again who takes part: an index can be behind, this table cannot.
      const rows = await db
        .selectFrom('messages as m')
        .innerJoin('participants as p', 'p.conversation_id', 'm.conversation_id')
        .selectAll('m')
        .where('m.id', 'in', ids)
        .where('p.user_id', '=', userId)
        .where('m.deleted_at', 'is', null)
        .execute();
      const messages = new Map(rows.map((row) => [row.id, messageOf(row)]));
      return {
        items: ids.flatMap((id) => messages.get(id) ?? []),
        ...(found.length > limit && { next: last.place }),
      };
    },
  };
}
