import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { orRefuse } from '../../../signaling/domain/actors.js';
import type { FileRecord, Store, UploadRecord } from '../../../signaling/store/store.js';

/** What every store must keep of files, whichever database is behind it. */
export function describeFileStore(
  name: string,
  open: () => Promise<{ store: Store; forget: () => Promise<void> }>,
): void {
  describe(name, () => {
    let store: Store;
    let forget: () => Promise<void>;
    let conversationId: string;

    beforeEach(async () => {
      ({ store, forget } = await open());
      const opened = { id: randomUUID(), userIds: ['a', 'b'] as const, atMs: 1 };
      conversationId = orRefuse(await store.conversations.open(opened)).id;
    });
    afterEach(() => forget());

    const fileOf = (over: Partial<FileRecord> = {}): FileRecord => ({
      id: randomUUID(),
      conversationId,
      ownerId: 'a',
      name: 'car.png',
      mimeType: 'image/png',
      size: 5_000_000_000,
      sha256: 'ab'.repeat(32),
      blob: 'ab'.repeat(32),
      createdAtMs: 1000,
      ...over,
    });
    const uploadOf = (over: Partial<UploadRecord> = {}): UploadRecord => ({
      id: randomUUID(),
      conversationId,
      ownerId: 'a',
      name: 'car.png',
      size: 10,
      createdAtMs: 1000,
      updatedAtMs: 1000,
      ...over,
    });

    it('come back as they were added', async () => {
      const plain = fileOf();
      const picture = fileOf({
        width: 4,
        height: 3,
        thumbnail: { blob: 'cd'.repeat(32), width: 2, height: 1 },
        placeholder: '0'.repeat(96),
      });
      for (const file of [plain, picture]) {
        await store.files.add(file);
        await store.files.add({ ...file, name: 'another' });
        expect(await store.files.find(file.id)).toEqual(file);
      }
      expect(await store.files.find(randomUUID())).toBeUndefined();
    });

    it('arrive as uploads, once per id, person and conversation', async () => {
      const upload = uploadOf();
      const begin = (over: Partial<UploadRecord> = {}) =>
        store.files.begin({ ...upload, ...over }, 20);
      const [first, again] = await Promise.all([begin(), begin({ createdAtMs: 2000 })]);
      expect([first, again]).toEqual([{ upload }, { upload }]);
      for (const other of [{ ownerId: 'b' }, { size: 11 }, { conversationId: randomUUID() }]) {
        expect(await begin(other)).toEqual({ refused: 'conflict' });
      }
      await store.files.touch(upload.id, 3000);
      expect(await store.files.upload(upload.id)).toEqual({ ...upload, updatedAtMs: 3000 });
      const file = fileOf({ id: upload.id });
      await store.files.add(file);
      expect(await store.files.upload(upload.id)).toBeUndefined();
      expect(await begin()).toEqual({ file });
      expect(await begin({ ownerId: 'b' })).toEqual({ refused: 'conflict' });
    });

    it('have a limit of unfinished ones per person', async () => {
      const begin = (ownerId: string) => store.files.begin(uploadOf({ ownerId }), 3);
      const all = await Promise.all([1, 2, 3, 4, 5].map(() => begin('a')));
      expect(all.filter((outcome) => 'refused' in outcome)).toEqual(
        Array(2).fill({ refused: 'rate_limited' }),
      );
      expect(await begin('b')).toHaveProperty('upload');
      const [stale] = await store.files.staleUploads(1001, 10);
      await store.files.forgetUpload(stale!);
      expect(await begin('a')).toHaveProperty('upload');
    });

    it('let their bytes go when nobody holds them, as a file or as a small picture', async () => {
      const [shared, small] = ['11'.repeat(32), '22'.repeat(32)];
      const thumbnail = { blob: small, width: 1, height: 1 };
      const first = fileOf({ blob: shared, thumbnail });
      const second = fileOf({ blob: shared });
      const third = fileOf({ blob: small });
      for (const file of [first, second, third]) await store.files.add(file);
      expect(await store.files.held([shared, small, '33'.repeat(32)])).toEqual(
        new Set([shared, small]),
      );
      expect(await store.files.remove(first.id)).toEqual([]);
      expect(await store.files.remove(second.id)).toEqual([shared]);
      expect(await store.files.remove(third.id)).toEqual([small]);
      expect(await store.files.remove(third.id)).toEqual([]);
      expect(await store.files.held([])).toEqual(new Set());
    });

    it('stay as long as a message names them', async () => {
      const [named, unnamed, fresh] = [fileOf(), fileOf(), fileOf({ createdAtMs: 5000 })];
      for (const file of [named, unnamed, fresh]) await store.files.add(file);
      const messageId = randomUUID();
      await store.messages.append({
        id: messageId,
        conversationId,
        senderId: 'a',
        type: 'FILE',
        media: {
          fileId: named.id,
          describe: (file) => ({ ...file, thumbnail: undefined, fileId: named.id }),
        },
        atMs: 1,
      });
      expect(await store.files.unnamed(5000, 10)).toEqual([unnamed.id]);
      expect(await store.files.remove(named.id)).toEqual([]);
      expect(await store.files.find(named.id)).toEqual(named);
      await store.messages.change(messageId, 'a', () => ({ patch: { deletedAtMs: 9 } }));
      expect(new Set(await store.files.unnamed(5000, 10))).toEqual(new Set([named.id, unnamed.id]));
      await store.files.remove(named.id);
      expect(await store.files.find(named.id)).toBeUndefined();
    });
  });
}
