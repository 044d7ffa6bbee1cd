import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { orRefuse } from '../../../signaling/domain/actors.js';
import { halves } from '../../support/broker/media-bytes.js';
import { createTestFiles, type TestFiles } from '../../support/broker/test-files.js';
import { filesIn, makeTempFolder } from '../../support/broker/temp-folder.js';

const DAY_MS = 86_400_000;
const root = await makeTempFolder();
let files: TestFiles;
beforeEach(async () => {
  files = await createTestFiles(await mkdtemp(join(root, 'desk-')));
});
afterEach(() => files.forget());

async function keep(content: Buffer | string, name = 'x'): Promise<string> {
  const { uploads, a, conversationId } = files;
  const id = randomUUID();
  const arrival = await uploads.takeWhole(a, Readable.from([Buffer.from(content)]));
  await arrival.keep({ id, conversationId, name });
  await arrival.forget();
  return id;
}

/** A message that has this file. */
async function name(fileId: string): Promise<string> {
  const { store, conversationId, clock } = files;
  const id = randomUUID();
  const outcome = await store.messages.append({
    id,
    conversationId,
    senderId: 'a',
    type: 'FILE',
    media: { fileId, describe: (file) => ({ fileId, ...file, thumbnail: undefined }) },
    atMs: clock.nowMs,
  });
  expect(outcome).toMatchObject({ created: true });
  return id;
}

const unname = (messageId: string) =>
  files.store.messages.change(messageId, 'a', () => ({ patch: { deletedAtMs: 1 } }));
const blobs = () => filesIn(join(files.folder, 'blobs'));

describe('a file', () => {
  it('shares its bytes with another of the same, and they go with the last of them', async () => {
    const [first, second] = [await keep('the same'), await keep('the same')];
    expect(await blobs()).toHaveLength(1);
    await files.desk.discard(first);
    expect(await files.desk.find(first)).toBeUndefined();
    expect(await blobs()).toHaveLength(1);
    await files.desk.discard(second);
    expect(await blobs()).toEqual([]);
    await files.desk.discard(second);
  });

  it('is released when its message is deleted, unless another has it', async () => {
    const fileId = await keep(await halves().png().toBuffer());
    expect(await blobs()).toHaveLength(2);
    const [one, two] = [await name(fileId), await name(fileId)];
    await unname(one);
    await files.desk.release({ fileId });
    expect(await files.desk.find(fileId)).toBeDefined();
    await unname(two);
    await files.desk.release({ fileId });
    expect(await files.desk.find(fileId)).toBeUndefined();
    expect(await blobs()).toEqual([]);
    await files.desk.release({});
  });

  it('is never without its bytes, however many come and go at once', async () => {
    for (let round = 0; round < 15; round++) {
      const old = await keep('contended');
      const [, fresh] = await Promise.all([files.desk.discard(old), keep('contended')]);
      const { blob } = (await files.desk.find(fresh))!;
      expect(await files.blobs.has(blob)).toBe(true);
      await files.desk.discard(fresh);
    }
  });

  it('is copied for a conversation of its viewer, and only that', async () => {
    const { store, desk } = files;
    const fileId = await keep('to pass on', 'notes.txt');
    const open = async (userIds: [string, string]) =>
      orRefuse(await store.conversations.open({ id: randomUUID(), userIds, atMs: 1 }));
    const [other, foreign] = [await open(['b', 'c']), await open(['c', 'd'])];
    // Until it is sent it is its owner's alone.
    await expect(desk.copy(fileId, other.id, 'b')).rejects.toMatchObject({ code: 'not_found' });
    const messageId = await name(fileId);
    const copy = await desk.copy(fileId, other.id, 'b');
    expect(copy).toMatchObject({ conversationId: other.id, ownerId: 'b', name: 'notes.txt' });
    expect(copy.id).not.toBe(fileId);
    expect(await blobs()).toHaveLength(1);
    await unname(messageId);
    await desk.discard(fileId);
    expect(await files.blobs.has(copy.blob)).toBe(true);
    for (const [id, to, by] of [
      [copy.id, foreign.id, 'b'],
      [copy.id, other.id, 'a'],
      [fileId, other.id, 'b'],
      [randomUUID(), other.id, 'b'],
    ] as const) {
      await expect(desk.copy(id, to, by)).rejects.toMatchObject({ code: 'not_found' });
    }
  });
});

describe('the cleaner', () => {
  it('takes uploads that got nothing for a day, and no others', async () => {
    const { uploads, a, conversationId, clock, cleaner } = files;
    const begin = async () => {
      const id = randomUUID();
      await uploads.begin(a, { id, conversationId, name: 'x', size: 10 });
      await uploads.receive(a, id, { offset: 0, source: Readable.from([Buffer.from('half')]) });
      return id;
    };
    const [stale, alive] = [await begin(), await begin()];
    clock.nowMs += DAY_MS / 2;
    await uploads.receive(a, alive, { offset: 4, source: Readable.from([Buffer.from('m')]) });
    clock.nowMs += DAY_MS / 2 + 1;
    await cleaner.clean();
    await expect(uploads.state(a, stale)).rejects.toMatchObject({ code: 'not_found' });
    expect((await uploads.state(a, alive)).offset).toBe(5);
    expect(await filesIn(join(files.folder, 'arriving'))).toEqual([alive]);
  });

  it('takes files that no message named within a day, and no others', async () => {
    const { clock, cleaner, desk } = files;
    const [named, unnamed] = [await keep('named'), await keep('unnamed')];
    await name(named);
    await cleaner.clean();
    expect(await desk.find(unnamed)).toBeDefined();
    clock.nowMs += DAY_MS + 1;
    const fresh = await keep('fresh');
    await cleaner.clean();
    expect(await desk.find(unnamed)).toBeUndefined();
    expect(await desk.find(named)).toBeDefined();
    expect(await desk.find(fresh)).toBeDefined();
    expect(await blobs()).toHaveLength(2);
  });

  it('takes what a crash left: drafts, and bytes that no file holds', async () => {
    const { clock, cleaner } = files;
    await keep('held');
    await files.blobs.put(Readable.from([Buffer.from('orphan')]));
    const arrival = await files.uploads.takeWhole(files.a, Readable.from([Buffer.from('draft')]));
    const folder = join(files.folder, 'arriving');
    const [draft] = await readdir(folder);
    const longAgo = new Date(clock.nowMs - 2 * DAY_MS);
    await utimes(join(folder, draft!), longAgo, longAgo);
    expect(await blobs()).toHaveLength(2);
    await cleaner.sweepBlobs();
    expect(await blobs()).toHaveLength(2);
    clock.nowMs += DAY_MS + 60_000;
    await cleaner.sweepBlobs();
    expect(await blobs()).toHaveLength(1);
    await cleaner.clean();
    expect(await readdir(folder)).toEqual([]);
    await arrival.forget();
  });

  it('says when it could not, and ends when it is told to', async () => {
    await files.store.close();
    files.cleaner.start();
    await files.cleaner.close();
    await files.cleaner.close();
    expect(files.log).toMatchObject([{ level: 'error', message: 'old files were not removed' }]);
  });
});
