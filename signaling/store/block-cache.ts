import type { Kysely } from 'kysely';
import type { Blocks } from './personal-store.js';
import type { Schema } from './schema.js';

const REMEMBERED = 50_000;

/**
 * Who blocks whom, read once per person. The reading itself is kept, so that one that began before
 * a change is forgotten with it.
 */
export class BlockCache {
  readonly #db: Kysely<Schema>;
  readonly #known = new Map<string, Promise<Blocks>>();

  constructor(db: Kysely<Schema>) {
    this.#db = db;
  }

  of(userId: string): Promise<Blocks> {
    const known = this.#known.get(userId);
    if (known) return known;
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    const reading = this.#read(userId);
    this.#known.set(userId, reading);
    reading.catch(() => this.forget([userId]));
    return reading;
  }

  forget(userIds: readonly string[]): void {
    for (const userId of userIds) this.#known.delete(userId);
  }

  async #read(userId: string): Promise<Blocks> {
    const rows = await this.#db
      .selectFrom('blocks')
      .select(['user_id', 'blocked_id'])
      .where((eb) => eb.or([eb('user_id', '=', userId), eb('blocked_id', '=', userId)]))
      .execute();
    return {
      blocked: idsOf(rows.flatMap((row) => (row.user_id === userId ? [row.blocked_id] : []))),
      blockedBy: idsOf(rows.flatMap((row) => (row.blocked_id === userId ? [row.user_id] : []))),
    };
  }
}

const NOBODY: ReadonlySet<string> = new Set();

/** Nearly everybody blocks nobody: those share one set. */
function idsOf(ids: readonly string[]): ReadonlySet<string> {
  return ids.length === 0 ? NOBODY : new Set(ids);
}
