import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { BlobStore } from '../../../signaling/files/blob-store.js';

/** Blobs that are gone with the test. */
export function createMemoryBlobs(now: () => number = Date.now): BlobStore {
  const blobs = new Map<string, { bytes: Buffer; atMs: number }>();
  return {
    async put(source) {
      const chunks: Buffer[] = [];
      for await (const chunk of source) chunks.push(chunk as Buffer);
      const bytes = Buffer.concat(chunks);
      const key = createHash('sha256').update(bytes).digest('hex');
      blobs.set(key, { bytes, atMs: now() });
      return { key, size: bytes.length };
    },
    has: async (key) => blobs.has(key),
    async open(key) {
      const blob = blobs.get(key);
      if (!blob) return undefined;
      const { bytes } = blob;
      return {
        size: bytes.length,
        read: (range) =>
          Readable.from([bytes.subarray(range?.start ?? 0, (range?.end ?? bytes.length) + 1)]),
        close: async () => {},
      };
    },
    remove: async (key) => void blobs.delete(key),
    async *keysBefore(atMs) {
      for (const [key, blob] of [...blobs]) if (blob.atMs < atMs) yield key;
    },
  };
}
