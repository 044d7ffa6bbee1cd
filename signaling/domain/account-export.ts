import type { AccountExport } from '../../src/protocol/account.js';
import type { Media } from '../../src/protocol/index.js';
import type { AccountRecord, FileRecord, Store } from '../store/store.js';
import { BrokerError } from './broker-error.js';
import type { Actor, Delivery, Page, Ringing } from './types.js';

const PAGE = 100;

export interface ExportSources {
  readonly accounts: Store['accounts'];
  readonly delivery: Pick<Delivery, 'conversations' | 'messages'>;
  readonly ringing: Pick<Ringing, 'list'>;
  readonly links: { describe(file: FileRecord): Media };
  readonly now: () => number;
}

/**
 * The `AccountExport` of a person as pieces of JSON, each read when it is asked for: a busy desk has
 * more than fits into memory. Rejects with `not_found` for whom nothing is kept of, before anything
 * was said.
 */
export async function exportAccount(
  sources: ExportSources,
  actor: Actor,
): Promise<AsyncGenerator<string>> {
  const record = await sources.accounts.read(actor.userId);
  if (!record) throw new BrokerError('not_found');
  return pieces(sources, actor, record);
}

async function* pieces(
  { accounts, delivery, ringing, links, now }: ExportSources,
  actor: Actor,
  record: AccountRecord,
): AsyncGenerator<string> {
  const head: Pick<AccountExport, 'format' | 'exportedAt' | 'account'> = {
    format: 'deskbell-export/1',
    exportedAt: instantOf(now()),
    account: accountOf(record),
  };
  const conversations = () => each((page) => delivery.conversations(actor, page));

  yield JSON.stringify(head).slice(0, -1);
  yield ',"conversations":';
  yield* list(conversations());
  yield ',"messages":';
  yield* list(
    (async function* () {
      for await (const { id } of conversations()) {
        yield* each(({ before, limit }) =>
          delivery.messages(actor, id, { ...(before && { before: Number(before) }), limit }),
        );
      }
    })(),
  );
  yield ',"calls":';
  yield* list(each((page) => ringing.list(actor, page)));
  yield ',"files":';
  yield* list(
    (async function* () {
      for await (const file of filesOf(accounts, actor.userId)) {
        yield describe(file, links.describe(file));
      }
    })(),
  );
  yield '}';
}

/** Every stored file of this person, and every one that was sent to them. */
export async function* filesOf(
  accounts: Store['accounts'],
  userId: string,
): AsyncGenerator<FileRecord> {
  let after: string | undefined;
  for (;;) {
    const files = await accounts.files(userId, { after, limit: PAGE });
    yield* files;
    if (files.length < PAGE) return;
    after = files.at(-1)?.id;
  }
}

/** Where a file is in the archive: found by its id, told by its name. */
export function pathOf({ id, name }: Pick<FileRecord, 'id' | 'name'>): string {
  const safe = name.replaceAll(/[^\p{L}\p{N}._ -]/gu, '_').slice(-100);
  return `files/${id} ${safe}`;
}

async function* each<T>(
  read: (page: { before?: string; limit: number }) => Promise<Page<T>>,
): AsyncGenerator<T> {
  let before: string | undefined;
  do {
    const page = await read({ ...(before !== undefined && { before }), limit: PAGE });
    yield* page.items;
    before = page.nextCursor;
  } while (before !== undefined);
}

async function* list(items: AsyncIterable<object>): AsyncGenerator<string> {
  let separator = '[';
  for await (const item of items) {
    yield separator + JSON.stringify(item);
    separator = ',';
  }
  yield separator === '[' ? '[]' : ']';
}

function accountOf(record: AccountRecord): AccountExport['account'] {
  const { id, name, picture, kind, peerAddress, createdAtMs, lastSeenAtMs } = record;
  return {
    id,
    ...(name !== undefined && { name }),
    ...(picture !== undefined && { picture }),
    kind,
    peerAddress,
    createdAt: instantOf(createdAtMs),
    ...(lastSeenAtMs !== undefined && { lastSeenAt: instantOf(lastSeenAtMs) }),
    devices: record.devices.map(({ deviceId, plays, seenAtMs }) => ({
      deviceId,
      plays: [...plays],
      seenAt: instantOf(seenAtMs),
    })),
    blocked: record.blocked.map(({ userId, atMs }) => ({ userId, createdAt: instantOf(atMs) })),
    starred: record.starred.map(({ atMs, ...star }) => ({ ...star, createdAt: instantOf(atMs) })),
    reports: record.reports.map(({ atMs, reporterId: _self, ...report }) => ({
      ...report,
      createdAt: instantOf(atMs),
    })),
  };
}

function describe(file: FileRecord, media: Media): AccountExport['files'][number] {
  const { id, conversationId, ownerId, sha256, createdAtMs } = file;
  return {
    ...media,
    id,
    conversationId,
    ownerId,
    sha256,
    createdAt: instantOf(createdAtMs),
    path: pathOf(file),
  };
}

function instantOf(ms: number): string {
  return new Date(ms).toISOString();
}
