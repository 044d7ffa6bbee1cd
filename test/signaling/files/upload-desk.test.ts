import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BrokerError } from '../../../signaling/domain/broker-error.js';
import { createTestFiles, type TestFiles } from '../../support/broker/test-files.js';
import { filesIn, makeTempFolder } from '../../support/broker/temp-folder.js';

const root = await makeTempFolder();
let files: TestFiles;
beforeEach(async () => {
  files = await createTestFiles(await mkdtemp(join(root, 'desk-')), 2_000_000);
});
afterEach(() => files.forget());

const text = (bytes: number) =>
  Buffer.from(
    randomBytes(Math.ceil(bytes / 2))
      .toString('hex')
      .slice(0, bytes),
  );

async function announce(size: number, id: string = randomUUID()): Promise<string> {
  const { a, conversationId, uploads } = files;
  await uploads.begin(a, { id, conversationId, name: 'notes.txt', size });
  return id;
}

const receive = (id: string, offset: number, source: Readable, length?: number) =>
  files.uploads.receive(files.a, id, { offset, source, ...(length !== undefined && { length }) });

const arriving = () => filesIn(join(files.folder, 'arriving'));

async function isOnDisk(id: string, bytes: number): Promise<void> {
  const path = join(files.folder, 'arriving', id);
  for (;;) {
    const size = await stat(path).then(
      (found) => found.size,
      () => 0,
    );
    if (size >= bytes) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function someIsOnDisk(): Promise<void> {
  for (;;) {
    const [name] = await arriving();
    if (name) return isOnDisk(name, 1);
  }
}

describe('an upload', () => {
  it('goes on where it broke off, and is whole at the end', async () => {
    const content = text(100_000);
    const id = await announce(content.length);
    const broken = new PassThrough();
    const first = receive(id, 0, broken);
    broken.write(content.subarray(0, 40_000));
    await isOnDisk(id, 40_000);
    broken.destroy(new Error('the line is gone'));
    await expect(first).rejects.toMatchObject({ code: 'bad_request' });
    expect(await files.uploads.state(files.a, id)).toEqual({ id, offset: 40_000, size: 100_000 });

    const done = await receive(id, 40_000, Readable.from([content.subarray(40_000)]));
    expect(done.file).toMatchObject({ fileId: id, mimeType: 'text/plain', size: 100_000 });
    const { blob } = (await files.desk.find(id))!;
    const stored = (await files.blobs.open(blob))!.read();
    expect(Buffer.concat(await stored.toArray()).equals(content)).toBe(true);
    expect(await arriving()).toEqual([]);
  });

  it('never asks the sender for more than the disk takes', async () => {
    const size = 2_000_000;
    const id = await announce(size);
    const pieceBytes = 16 * 1024;
    let asked = 0;
    let mostAhead = 0;
    const path = join(files.folder, 'arriving', id);
    const source = new Readable({
      highWaterMark: pieceBytes,
      read() {
        const bytes = Math.min(pieceBytes, size - asked);
        if (bytes === 0) return void this.push(null);
        asked += bytes;
        void stat(path).then(
          ({ size: written }) => {
            mostAhead = Math.max(mostAhead, asked - written);
            this.push(Buffer.alloc(bytes, 97));
          },
          () => this.push(Buffer.alloc(bytes, 97)),
        );
      },
    });
    expect((await receive(id, 0, source)).file?.size).toBe(size);
    expect(mostAhead).toBeGreaterThan(0);
    expect(mostAhead).toBeLessThanOrEqual(4 * pieceBytes);
  });

  it('is written by one at a time: the newest, from where the last one came', async () => {
    const content = text(30_000);
    const id = await announce(content.length);
    const stuck = new PassThrough();
    const first = receive(id, 0, stuck);
    stuck.write(content.subarray(0, 10_000));
    await isOnDisk(id, 10_000);
    const second = receive(id, 10_000, Readable.from([content.subarray(10_000)]));
    await expect(first).rejects.toMatchObject({ code: 'bad_request' });
    expect(stuck.destroyed).toBe(true);
    expect((await second).file?.size).toBe(30_000);
  });

  it('survives many who send it at once', async () => {
    const content = text(50_000);
    const id = await announce(content.length);
    const pieces = () => Readable.from([content.subarray(0, 20_000), content.subarray(20_000)]);
    const all = await Promise.allSettled(
      Array.from({ length: 12 }, () => receive(id, 0, pieces())),
    );
    for (const outcome of all) {
      if (outcome.status === 'rejected') {
        expect(['bad_request', 'upload_offset']).toContain(outcome.reason.code);
      }
    }
    const { offset } = await files.uploads.state(files.a, id);
    const state =
      offset === 50_000
        ? await files.uploads.state(files.a, id)
        : await receive(id, offset, Readable.from([content.subarray(offset)]));
    expect(state.file?.size).toBe(50_000);
    const { blob } = (await files.desk.find(id))!;
    const stored = await (await files.blobs.open(blob))!.read().toArray();
    expect(Buffer.concat(stored).equals(content)).toBe(true);
  });

  it('refuses more than was announced and keeps nothing of that piece', async () => {
    const id = await announce(10);
    await receive(id, 0, Readable.from([text(4)]));
    await expect(receive(id, 4, Readable.from([text(6), text(1)]))).rejects.toMatchObject({
      code: 'bad_request',
    });
    await expect(receive(id, 4, Readable.from([text(6)]), 7)).rejects.toMatchObject({
      code: 'bad_request',
    });
    expect(await files.uploads.state(files.a, id)).toEqual({ id, offset: 4, size: 10 });
  });

  it('that was whole when the broker died becomes a file when it is asked for', async () => {
    const id = await announce(5);
    await receive(id, 0, Readable.from([text(1)]));
    await writeFile(join(files.folder, 'arriving', id), 'hello');
    const states = await Promise.all([1, 2, 3].map(() => files.uploads.state(files.a, id)));
    for (const state of states) expect(state.file).toMatchObject({ fileId: id, size: 5 });
    expect(await arriving()).toEqual([]);
  });

  it('sent again after the end is the file it has become', async () => {
    const id = await announce(5);
    await receive(id, 0, Readable.from([Buffer.from('hello')]));
    const again = await receive(id, 0, Readable.from([Buffer.from('other')]));
    expect(again.file).toMatchObject({ fileId: id, size: 5 });
    await announce(5, id);
    await expect(announce(6, id)).resolves.toBe(id);
  });

  it('keeps what came while too many pictures of the same person wait', async () => {
    const id = await announce(5);
    vi.spyOn(files.desk, 'keep').mockRejectedValueOnce(new BrokerError('rate_limited'));
    const sent = receive(id, 0, Readable.from([Buffer.from('hello')]));
    await expect(sent).rejects.toMatchObject({ code: 'rate_limited' });
    expect(await files.uploads.state(files.a, id)).toMatchObject({ file: { fileId: id } });
  });

  it('is gone, with what had come, when its bytes are refused', async () => {
    const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(50)]);
    const id = await announce(png.length);
    await expect(receive(id, 0, Readable.from([png]))).rejects.toMatchObject({
      code: 'unreadable_file',
    });
    await expect(files.uploads.state(files.a, id)).rejects.toMatchObject({ code: 'not_found' });
    expect(await filesIn(files.folder)).toEqual([]);
  });

  it('is gone when it is abandoned, also while it is being sent', async () => {
    const id = await announce(100);
    const source = new PassThrough();
    const sending = receive(id, 0, source);
    source.write(text(10));
    await isOnDisk(id, 10);
    await Promise.all([
      expect(sending).rejects.toMatchObject({ code: 'bad_request' }),
      files.uploads.abandon(files.a, id),
    ]);
    expect(await arriving()).toEqual([]);
    await expect(files.uploads.state(files.a, id)).rejects.toMatchObject({ code: 'not_found' });
  });

  it.each(['in pieces', 'in one'])(
    'is not found when its sender leaves while it is looked at, %s',
    async (how) => {
      const { store, uploads, a, conversationId } = files;
      const { add } = store.files;
      const id = await announce(3);
      vi.spyOn(store.files, 'add').mockImplementationOnce(async (file) => {
        const departure = { userId: 'a', goneId: 'gone', atMs: 1, callsSinceMs: 0 };
        await uploads.drop(id);
        await store.accounts.eraseFrom(conversationId, departure);
        expect(await store.accounts.erase(departure)).toBe(true);
        return add(file);
      });
      const source = Readable.from([Buffer.from('abc')]);
      const sending =
        how === 'in pieces'
          ? receive(id, 0, source)
          : uploads
              .takeWhole(a, source)
              .then((arrival) =>
                arrival.keep({ id, conversationId, name: 'x' }).finally(() => arrival.forget()),
              );
      await expect(sending).rejects.toMatchObject({ code: 'not_found' });
      expect(await filesIn(join(files.folder, 'blobs'))).toEqual([]);
      expect(await arriving()).toEqual([]);
    },
  );

  it('has a limit of how many one person begins', async () => {
    for (let i = 0; i < 20; i++) await announce(10);
    await expect(announce(10)).rejects.toMatchObject({ code: 'rate_limited' });
    const { conversationId, uploads } = files;
    const other = { userId: 'b', role: 'user', expiresAt: 4e9 } as const;
    const id = randomUUID();
    await uploads.begin(other, { id, conversationId, name: 'x', size: 1 });
  });

  it('is cut when the broker stops, and goes on after', async () => {
    const id = await announce(20_000);
    const source = new PassThrough();
    const sending = receive(id, 0, source);
    source.write(text(10_000));
    await isOnDisk(id, 10_000);
    await Promise.all([
      expect(sending).rejects.toMatchObject({ code: 'bad_request' }),
      files.uploads.close(),
    ]);
    await expect(receive(id, 10_000, Readable.from([text(5)]))).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect(await arriving()).toEqual([id]);
  });
});

describe('a file in one piece', () => {
  it('leaves nothing when it is too large, empty, or breaks off', async () => {
    const { uploads, a } = files;
    const exact = await uploads.takeWhole(a, Readable.from([Buffer.alloc(2_000_000)]));
    await exact.forget();
    const larger = Readable.from([Buffer.alloc(2_000_000), Buffer.alloc(1)]);
    await expect(uploads.takeWhole(a, larger)).rejects.toMatchObject({
      code: 'file_too_large',
      options: { detail: 'At most 2000000 bytes.' },
    });
    await expect(uploads.takeWhole(a, Readable.from([]))).rejects.toMatchObject({
      code: 'empty_file',
    });
    const broken = new PassThrough();
    const taking = uploads.takeWhole(a, broken);
    broken.write('half');
    await someIsOnDisk();
    broken.destroy(new Error('the line is gone'));
    await expect(taking).rejects.toMatchObject({ code: 'bad_request' });
    expect(await arriving()).toEqual([]);
  });
});
