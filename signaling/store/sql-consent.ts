import { sql, type Kysely } from 'kysely';
import type { Schema } from './schema.js';

/**
 * Whether two people have dealt with each other: each has written in the conversation, or a call in
 * it was answered. What was deleted since was written all the same. Stops at the first sign.
 */
export async function isMutual(db: Kysely<Schema>, conversationId: string): Promise<boolean> {
  const { rows } = await sql<{ mutual: number }>`
    select case
      when exists (
        select 1 from calls where conversation_id = ${conversationId} and started_at is not null
      ) then 1
      when not exists (select 1 from participants where conversation_id = ${conversationId}) then 0
      when exists (
        select 1 from participants as p
        where p.conversation_id = ${conversationId} and not exists (
          select 1 from messages as m
          where m.conversation_id = ${conversationId} and m.sender_id = p.user_id
            and m.type not in ('CALL_STARTED', 'CALL_ENDED', 'CALL_MISSED')
        )
      ) then 0
      else 1
    end as mutual
  `.execute(db);
  return Number(rows[0]?.mutual) === 1;
}
