import type { AuditEntry, Report } from '../../src/protocol/admin.js';
import type { Message } from '../../src/protocol/index.js';
import type { Look } from '../store/admin-store.js';
import type { Place, Store } from '../store/store.js';
import { BrokerError } from './broker-error.js';
import { cursorOf, readCursor } from './places.js';
import type { Actor, Log, MediaLinks, Page } from './types.js';

export interface AdminDeskOptions {
  readonly store: Pick<Store, 'admin'>;
  readonly links: MediaLinks;
  readonly log: Log;
  readonly now: () => number;
}

/** Who asks, by which request. */
export interface Asked {
  readonly actor: Actor;
  readonly requestId: string;
}

interface PageAsked {
  readonly before?: string | undefined;
  readonly limit: number;
}

/**
 * Reports, and the conversations they are about, for admins. Everything they look at is written down
 * before they see it; of other conversations they see no more than anybody.
 */
export class AdminDesk {
  readonly #options: AdminDeskOptions;

  constructor(options: AdminDeskOptions) {
    this.#options = options;
  }

  async reports(
    asked: Asked,
    { state, ...page }: PageAsked & { state?: Report['state'] | undefined },
  ): Promise<Page<Report>> {
    const { store } = this.#options;
    const found = await store.admin.reports(this.#look(asked, 'listReports'), {
      ...placeIn(page),
      ...(state !== undefined && { state }),
    });
    return pageOf(found, page, ({ createdAt, id }) => ({ atMs: Date.parse(createdAt), id }));
  }

  async report(asked: Asked, id: string): Promise<Report> {
    const look = this.#look(asked, 'getReport', id);
    return known(await this.#options.store.admin.report(look, id));
  }

  async messages(
    asked: Asked,
    id: string,
    page: { before?: number; after?: number; limit: number },
  ): Promise<Page<Message>> {
    const { store, links } = this.#options;
    const look = this.#look(asked, 'listReportedMessages', id);
    const found = known(await store.admin.messages(look, id, page));
    const last = found.at(-1);
    const isMore = found.length === page.limit && last !== undefined && last.seq > 1;
    return {
      items: found.map((message) => links.sign(message)),
      ...(isMore && { nextCursor: String(last.seq) }),
    };
  }

  async change(
    asked: Asked,
    id: string,
    change: { state: Report['state']; note?: string | undefined },
  ): Promise<Report> {
    const look = this.#look(asked, 'changeReport', id);
    return known(await this.#options.store.admin.changeReport(look, id, change));
  }

  async audit(asked: Asked, page: PageAsked): Promise<Page<AuditEntry>> {
    const { store } = this.#options;
    const found = await store.admin.audit(this.#look(asked, 'listAudit'), placeIn(page));
    return pageOf(found, page, ({ at, id }) => ({ atMs: Date.parse(at), id }));
  }

  #look({ actor, requestId }: Asked, action: Look['action'], reportId?: string): Look {
    const { log, now } = this.#options;
    const adminId = actor.userId;
    log.info({ adminId, action, reportId, requestId }, 'an admin looks');
    const about = reportId === undefined ? {} : { reportId };
    return { adminId, action, ...about, requestId, atMs: now() };
  }
}

function known<T>(found: T | undefined): T {
  if (found === undefined) throw new BrokerError('not_found');
  return found;
}

function placeIn({ before, limit }: PageAsked): { before?: Place; limit: number } {
  const place = readCursor(before);
  return { ...(place && { before: place }), limit: limit + 1 };
}

function pageOf<T>(
  found: readonly T[],
  { limit }: PageAsked,
  placeOf: (item: T) => Place,
): Page<T> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    ...(found.length > limit && last && { nextCursor: cursorOf(placeOf(last)) }),
  };
}
