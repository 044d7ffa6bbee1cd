import type { AuditEntry, Report } from '../../src/protocol/admin.js';
import type { Message } from '../../src/protocol/index.js';
import type { Place } from './store.js';

/** One look of an admin: it is stored in the transaction that reads or changes what they see. */
export type Look = Pick<AuditEntry, 'adminId' | 'action' | 'reportId' | 'requestId'> & {
  readonly atMs: number;
};

interface PageOf {
  readonly before?: Place;
  readonly limit: number;
}

/**
 * What admins see of others. There is no way to it without a look, and no way to change or to forget a
 * look. Lists are newest first.
 */
export interface AdminStore {
  reports(look: Look, page: PageOf & { state?: Report['state'] }): Promise<readonly Report[]>;
  report(look: Look, id: string): Promise<Report | undefined>;
  /**
   * Messages of the conversation that was reported, newest first; without a place, around the message
   * that was. Undefined where no conversation was.
   */
  messages(
    look: Look,
    id: string,
    page: { before?: number; after?: number; limit: number },
  ): Promise<readonly Message[] | undefined>;
  changeReport(
    look: Look,
    id: string,
    change: { state: Report['state']; note?: string | undefined },
  ): Promise<Report | undefined>;
  audit(look: Look, page: PageOf): Promise<readonly AuditEntry[]>;
}
