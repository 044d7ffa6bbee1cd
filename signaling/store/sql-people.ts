import type { Kysely } from 'kysely';
import { newPeerAddress } from '../domain/peer-address.js';
import { prepared } from './prepared.js';
import { personOf } from './rows.js';
import type { Schema } from './schema.js';
import type { PeopleStore } from './store.js';
import type { Write } from './sql-store.js';

const selectPeople = prepared((db, { ids }: { ids: readonly string[] }) =>
  db.selectFrom('users').selectAll().where('id', 'in', ids),
);

export function sqlPeople(db: Kysely<Schema>, write: Write): PeopleStore {
  return {
    save: (person) =>
      write(async (tx) => {
        const told = {
          ...(person.name !== undefined && { name: person.name }),
          ...(person.picture !== undefined && { picture: person.picture }),
          kind: person.kind,
        };
        await tx
          .insertInto('users')
          .values({
            id: person.id,
            name: null,
            picture: null,
            ...told,
            peer_address: newPeerAddress(),
            last_seen_at: null,
            created_at: person.atMs,
          })
          .onConflict((conflict) => conflict.column('id').doUpdateSet(told))
          .execute();
      }),

    async find(ids) {
      if (ids.length === 0) return [];
      return (await selectPeople(db, { ids })).map(personOf);
    },

    async findByAddress(peerAddress) {
      const row = await db
        .selectFrom('users')
        .selectAll()
        .where('peer_address', '=', peerAddress)
        .executeTakeFirst();
      return row && personOf(row);
    },

    seen: (id, atMs) =>
      write(async (tx) => {
        await tx.updateTable('users').set({ last_seen_at: atMs }).where('id', '=', id).execute();
      }),
  };
}
