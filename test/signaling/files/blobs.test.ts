import { mkdtemp, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { DiskBlobs } from '../../../signaling/files/disk-blobs.js';
import { createMemoryBlobs } from '../../support/broker/memory-blobs.js';
import { filesIn, makeTempFolder } from '../../support/broker/temp-folder.js';
import { describeBlobStore } from './blob-store-contract.js';

const root = await makeTempFolder();
async function onDisk() {
  const folder = await mkdtemp(join(root, 'blobs-'));
  return { folder, store: new DiskBlobs(join(folder, 'blobs'), join(folder, 'drafts')) };
}

describeBlobStore('blobs in memory', async () => createMemoryBlobs());
describeBlobStore('blobs on the disk', async () => (await onDisk()).store);

describe('blobs on the disk', () => {
  it('are the only files there are, and for their owner only', async () => {
    const { folder, store } = await onDisk();
    const { key } = await store.put(Readable.from([Buffer.from('content')]));
    const path = join('blobs', key.slice(0, 2), key);
    expect(await filesIn(folder)).toEqual([path]);
    expect((await stat(join(folder, path))).mode & 0o777).toBe(0o600);
  });

  it('leave no draft behind when they fail', async () => {
    const { folder, store } = await onDisk();
    const source = new Readable({
      read() {
        this.push(Buffer.alloc(100_000));
        this.destroy(new Error('broke off'));
      },
    });
    await expect(store.put(source)).rejects.toThrow('broke off');
    expect(await filesIn(folder)).toEqual([]);
  });

  it('count as new when they come again, so that no sweep takes them', async () => {
    const { folder, store } = await onDisk();
    const put = () => store.put(Readable.from([Buffer.from('again')]));
    const { key: old } = await put();
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(join(folder, 'blobs', old.slice(0, 2), old), longAgo, longAgo);
    await put();
    const between = Date.now() - 30_000;
    for await (const key of store.keysBefore(between)) expect(key).toBe('none');
  });
});
