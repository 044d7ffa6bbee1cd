import { sql, type Kysely, type Selectable } from 'kysely';
import type { FileRecord, FileStore, UploadRecord } from './file-store.js';
import type { ParticipantCache } from './participant-cache.js';
import type { Schema } from './schema.js';
import type { Write } from './sql-store.js';

type Db = Kysely<Schema>;

export function sqlFiles(db: Db, write: Write, participants: ParticipantCache): FileStore {
  return {
    begin: (upload, most) =>
      write(async (tx) => {
        const file = await fileById(tx, upload.id);
        if (file) return isSame(file, upload) ? { file } : { refused: 'conflict' };
        const known = await uploadById(tx, upload.id);
        if (known) {
          const same = isSame(known, upload) && known.size === upload.size;
          return same ? { upload: known } : { refused: 'conflict' };
        }
        const userIds = await participants.of(tx, upload.conversationId);
        if (!userIds.includes(upload.ownerId)) return { refused: 'not_found' };
        const { count } = await tx
          .selectFrom('uploads')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('owner_id', '=', upload.ownerId)
          .executeTakeFirstOrThrow();
        if (count >= most) return { refused: 'rate_limited' };
        await tx.insertInto('uploads').values(uploadRowOf(upload)).execute();
        return { upload };
      }),

    upload: (id) => uploadById(db, id),

    touch: (id, atMs) =>
      write(async (tx) => {
        await tx.updateTable('uploads').set({ updated_at: atMs }).where('id', '=', id).execute();
      }),

    forgetUpload: (id) =>
      write(async (tx) => {
        await tx.deleteFrom('uploads').where('id', '=', id).execute();
      }),

    add: (file) =>
      write(async (tx) => {
        // Whose it is, and where, may have changed while it arrived.
        const place = await tx
          .deleteFrom('uploads')
          .where('id', '=', file.id)
          .returning(['owner_id', 'conversation_id'])
          .executeTakeFirst();
        const row = { ...fileRowOf(file), ...place };
        const userIds = await participants.of(tx, row.conversation_id);
        if (!userIds.includes(row.owner_id)) return { refused: 'not_found' };
        await tx
          .insertInto('files')
          .values(row)
          .onConflict((conflict) => conflict.column('id').doNothing())
          .execute();
        return { id: file.id };
      }),

    find: (id) => fileById(db, id),

    async isSent(id) {
      const row = await db
        .selectFrom('files')
        .select('id')
        .where('id', '=', id)
        .where(isNamed)
        .executeTakeFirst();
      return row !== undefined;
    },

    remove: (id) =>
      write(async (tx) => {
        const row = await tx
          .deleteFrom('files')
          .where('id', '=', id)
          .where(isUnnamed)
          .returning(['blob', 'thumbnail_blob'])
          .executeTakeFirst();
        if (!row) return [];
        const blobs = [row.blob, ...(row.thumbnail_blob === null ? [] : [row.thumbnail_blob])];
        const held = await heldOf(tx, blobs);
        return blobs.filter((blob) => !held.has(blob));
      }),

    held: (blobs) => heldOf(db, blobs),

    async staleUploads(beforeMs, limit) {
      const rows = await db
        .selectFrom('uploads')
        .select('id')
        .where('updated_at', '<', beforeMs)
        .limit(limit)
        .execute();
      return rows.map(({ id }) => id);
    },

    async unnamed(beforeMs, limit) {
      const rows = await db
        .selectFrom('files')
        .select('id')
        .where('created_at', '<', beforeMs)
        .where(isUnnamed)
        .limit(limit)
        .execute();
      return rows.map(({ id }) => id);
    },
  };
}

/** Was sent: a message has it. As the index has it. */
export const isNamed = sql<boolean>`exists (select messages.id from messages
  where json_extract(messages.media, '$.fileId') = files.id and messages.media is not null)`;
const isUnnamed = sql<boolean>`not ${isNamed}`;

async function heldOf(db: Db, blobs: readonly string[]): Promise<ReadonlySet<string>> {
  if (blobs.length === 0) return new Set();
  const files = await db.selectFrom('files').select('blob').where('blob', 'in', blobs).execute();
  const thumbnails = await db
    .selectFrom('files')
    .select('thumbnail_blob as blob')
    .where('thumbnail_blob', 'in', blobs)
    .execute();
  return new Set([...files, ...thumbnails].flatMap(({ blob }) => (blob === null ? [] : [blob])));
}

async function fileById(db: Db, id: string): Promise<FileRecord | undefined> {
  const row = await db.selectFrom('files').selectAll().where('id', '=', id).executeTakeFirst();
  return row && fileOf(row);
}

async function uploadById(db: Db, id: string): Promise<UploadRecord | undefined> {
  const row = await db.selectFrom('uploads').selectAll().where('id', '=', id).executeTakeFirst();
  return row && uploadOf(row);
}

/** A picture has another size when it was looked at, so that the size cannot tell. */
function isSame(
  known: Pick<UploadRecord, 'ownerId' | 'conversationId'>,
  upload: UploadRecord,
): boolean {
  return known.ownerId === upload.ownerId && known.conversationId === upload.conversationId;
}

export function fileOf(row: Selectable<Schema['files']>): FileRecord {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    ownerId: row.owner_id,
    name: row.name,
    mimeType: row.mime_type,
    size: row.size,
    sha256: row.sha256,
    blob: row.blob,
    ...(row.width !== null && { width: row.width }),
    ...(row.height !== null && { height: row.height }),
    ...(row.thumbnail_blob !== null && {
      thumbnail: {
        blob: row.thumbnail_blob,
        width: row.thumbnail_width ?? 0,
        height: row.thumbnail_height ?? 0,
      },
    }),
    ...(row.placeholder !== null && { placeholder: row.placeholder }),
    createdAtMs: row.created_at,
  };
}

function fileRowOf(file: FileRecord): Selectable<Schema['files']> {
  return {
    id: file.id,
    conversation_id: file.conversationId,
    owner_id: file.ownerId,
    name: file.name,
    mime_type: file.mimeType,
    size: file.size,
    sha256: file.sha256,
    blob: file.blob,
    width: file.width ?? null,
    height: file.height ?? null,
    thumbnail_blob: file.thumbnail?.blob ?? null,
    thumbnail_width: file.thumbnail?.width ?? null,
    thumbnail_height: file.thumbnail?.height ?? null,
    placeholder: file.placeholder ?? null,
    created_at: file.createdAtMs,
  };
}

function uploadOf(row: Selectable<Schema['uploads']>): UploadRecord {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    ownerId: row.owner_id,
    name: row.name,
    size: row.size,
    createdAtMs: row.created_at,
    updatedAtMs: row.updated_at,
  };
}

function uploadRowOf(upload: UploadRecord): Selectable<Schema['uploads']> {
  return {
    id: upload.id,
    conversation_id: upload.conversationId,
    owner_id: upload.ownerId,
    name: upload.name,
    size: upload.size,
    created_at: upload.createdAtMs,
    updated_at: upload.updatedAtMs,
  };
}
