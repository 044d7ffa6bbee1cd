import { randomUUID } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { DiskRoom } from '../../../signaling/files/disk-room.js';
import { createTestFiles } from '../../support/broker/test-files.js';
import { filesIn, makeTempFolder } from '../../support/broker/temp-folder.js';

const GIB = 1024 ** 3;
const root = await makeTempFolder();
const disk = (freeBytes: number, allBytes: number) => () =>
  Promise.resolve({ freeBytes, allBytes });
const refused = { code: 'unavailable', options: { retryAfterMs: expect.any(Number) as number } };

describe('the room on a disk', () => {
  it('is what is free beyond what is held back', async () => {
    const room = new DiskRoom(root, GIB, disk(GIB + 100, 100 * GIB));
    await room.require(100);
    await expect(room.require(101)).rejects.toMatchObject(refused);
  });

  it('of a small disk is nearly all of it', async () => {
    const room = new DiskRoom(root, GIB, disk(1000, 10_000));
    await room.require(500);
    await expect(room.require(501)).rejects.toMatchObject(refused);
  });

  it('is not asked for where nothing is held back', async () => {
    await new DiskRoom(root, 0, disk(0, 1000)).require(100);
  });

  it('is that of the disk where the folder will be', async () => {
    await new DiskRoom(join(root, 'not', 'there'), 1).require(1);
    const all = new DiskRoom(join(root, 'not', 'there'), GIB).require(Number.MAX_SAFE_INTEGER);
    await expect(all).rejects.toMatchObject(refused);
  });
});

describe('a file for which there is no room', () => {
  it('is refused at each door, and nothing of it is kept', async () => {
    const files = await createTestFiles(await mkdtemp(join(root, 'desk-')));
    const { uploads, a, conversationId } = files;
    const [id, next] = [randomUUID(), randomUUID()];
    await uploads.begin(a, { id, conversationId, name: 'x', size: 5 });
    const source = () => Readable.from([Buffer.from('hello')]);
    const room = vi.spyOn(DiskRoom.prototype, 'require');
    room.mockImplementation(() => Promise.reject(new Error('no room')));
    await expect(
      uploads.begin(a, { id: next, conversationId, name: 'x', size: 5 }),
    ).rejects.toThrow('no room');
    await expect(uploads.receive(a, id, { offset: 0, source: source() })).rejects.toThrow(
      'no room',
    );
    await expect(uploads.takeWhole(a, source())).rejects.toThrow('no room');
    expect(await filesIn(files.folder)).toEqual([]);
    room.mockRestore();
    const sent = await uploads.receive(a, id, { offset: 0, source: source() });
    expect(sent.file).toMatchObject({ fileId: id });
    await files.forget();
  });
});
