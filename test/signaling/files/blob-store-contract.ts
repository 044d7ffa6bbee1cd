import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BlobStore } from '../../../signaling/files/blob-store.js';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** What every place for blobs must keep. */
export function describeBlobStore(name: string, open: () => Promise<BlobStore>): void {
  describe(name, () => {
    async function read(store: BlobStore, key: string, range?: { start: number; end: number }) {
      return buffer((await store.open(key))!.read(range));
    }

    it('gives back what was put, under its hash', async () => {
      const store = await open();
      const bytes = fc.uint8Array({ maxLength: 5000 });
      await fc.assert(
        fc.asyncProperty(bytes, fc.nat(4), async (content, cuts) => {
          const pieces = Array.from({ length: cuts + 1 }, (_, i) =>
            Buffer.from(
              content.subarray(
                (i * content.length) / (cuts + 1),
                ((i + 1) * content.length) / (cuts + 1),
              ),
            ),
          );
          const { key, size } = await store.put(Readable.from(pieces));
          expect([key, size]).toEqual([sha256(content), content.length]);
          expect(await store.has(key)).toBe(true);
          expect((await read(store, key)).equals(content)).toBe(true);
        }),
        { numRuns: 50 },
      );
    });

    it('keeps the same bytes once, also when they come at once', async () => {
      const store = await open();
      const put = () => store.put(Readable.from([Buffer.from('twice')]));
      const all = await Promise.all(Array.from({ length: 20 }, put));
      expect(new Set(all.map(({ key }) => key)).size).toBe(1);
      await store.remove(all[0]!.key);
      expect(await store.open(all[0]!.key)).toBeUndefined();
    });

    it('reads a part, both ends included', async () => {
      const store = await open();
      const { key } = await store.put(Readable.from([Buffer.from('0123456789')]));
      expect((await read(store, key, { start: 2, end: 4 })).toString()).toBe('234');
      expect((await read(store, key, { start: 9, end: 9 })).toString()).toBe('9');
    });

    it('has nothing of a source that failed', async () => {
      const store = await open();
      const bytes = Buffer.from('half of it');
      const failing = Readable.from(
        (async function* () {
          yield bytes;
          throw new Error('broke off');
        })(),
      );
      await expect(store.put(failing)).rejects.toThrow('broke off');
      expect(await store.has(sha256(bytes))).toBe(false);
    });

    it('knows nothing of keys that are none', async () => {
      const store = await open();
      for (const key of ['', '../secret', 'a'.repeat(63), 'A'.repeat(64), `${'a'.repeat(64)}/x`]) {
        expect(await store.has(key)).toBe(false);
        expect(await store.open(key)).toBeUndefined();
        await store.remove(key);
      }
    });

    it('lists what was put before a time', async () => {
      const store = await open();
      const { key } = await store.put(Readable.from([Buffer.from('old')]));
      const keys = async (atMs: number) => {
        const found: string[] = [];
        for await (const each of store.keysBefore(atMs)) found.push(each);
        return found;
      };
      expect(await keys(Date.now() + 60_000)).toEqual([key]);
      expect(await keys(Date.now() - 60_000)).toEqual([]);
    });
  });
}
