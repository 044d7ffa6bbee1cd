import type { Kysely } from 'kysely';
import type { Schema } from './schema.js';

const REMEMBERED = 50_000;

/**
 * Participants change only when a guest signs in or somebody leaves for good, so that who takes part is read
 * once and checked for free. What does not exist is remembered as well: it must not take longer than what
 * is somebody else's.
 */
export class ParticipantCache {
  readonly #known = new Map<string, readonly string[]>();
  /** Rises when something is forgotten: what was read before that may be over. */
  #era = 0;

  /** Empty for a conversation that does not exist. */
  async of(db: Kysely<Schema>, conversationId: string): Promise<readonly string[]> {
    const known = this.#known.get(conversationId);
    if (known) return known;
    const era = this.#era;
    const rows = await db
      .selectFrom('participants')
      .select('user_id')
      .where('conversation_id', '=', conversationId)
      .execute();
    const userIds = rows.map((row) => row.user_id);
    if (era === this.#era) this.#remember(conversationId, userIds);
    return userIds;
  }

  forget(conversationIds: readonly string[]): void {
    this.#era++;
    for (const id of conversationIds) this.#known.delete(id);
  }

  #remember(conversationId: string, userIds: readonly string[]): void {
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(conversationId, userIds);
  }
}
