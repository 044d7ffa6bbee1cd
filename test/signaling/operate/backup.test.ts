import { randomUUID } from 'node:crypto';
import { appendFile, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../../src/protocol/index.js';
import { DATABASE, FILE_BLOBS } from '../../../signaling/data-folder.js';
import { backUp, filesBelow, MANIFEST } from '../../../signaling/operate/backup.js';
import { restore } from '../../../signaling/operate/restore.js';
import { runProgram, startBroker, type BrokerHandle } from '../../support/start-broker.js';
import { createUploadClient, type UploadClient } from '../../support/upload-client.js';

const AUTH_SECRET = 'a secret for a broker that is backed up';
const PLAN = 'a plan of the house';

let folder: string;
let broker: BrokerHandle;
let client: UploadClient;

const at = (name: string) => join(folder, name);
const placeOf = (name: string) => ({ dataDir: at(name), databaseFile: join(at(name), DATABASE) });
const silent = () => {};

async function write(text: string, by = client.token): Promise<void> {
  const { status } = await broker.api(`/api/conversations/${client.conversationId}/messages`, {
    token: by,
    json: { id: randomUUID(), type: 'TEXT', text },
  });
  expect(status).toBe(201);
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskbell-backup-'));
  broker = await startBroker({ AUTH_SECRET, DATA_DIR: at('data') });
  client = await createUploadClient(broker);
  await client.upload(Buffer.from(PLAN), 'plan.txt');
  await write('before the backup');
});
afterEach(async () => {
  await broker.close();
  await rm(folder, { recursive: true });
});

describe('a backup', () => {
  it('of a broker that goes on writing has all that was there, and works elsewhere', async () => {
    let isOver = false;
    const writing = (async () => {
      for (let i = 0; !isOver; i++) await write(`meanwhile ${i}`);
    })();
    const manifest = await backUp(placeOf('data'), at('copy'), silent);
    isOver = true;
    await writing;
    await write('after the backup');
    expect(manifest).toMatchObject({ format: 1, files: 1, bytes: PLAN.length });

    await restore(placeOf('elsewhere'), at('copy'), silent);
    const other = await startBroker({ AUTH_SECRET, DATA_DIR: at('elsewhere') });
    const { body } = await other.api<{ items: Message[] }>(
      `/api/conversations/${client.conversationId}/messages?limit=100`,
      { token: client.token },
    );
    const texts = body.items.map(({ text }) => text);
    expect(texts).toContain('before the backup');
    expect(texts).not.toContain('after the backup');
    const seqs = body.items.map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_seq, index) => seqs.length - index));
    const [file] = await filesBelow(join(at('elsewhere'), FILE_BLOBS));
    expect(await stat(file!)).toMatchObject({ size: PLAN.length });
    await other.close();
  });

  it('is for its owner alone, and has its name only when it is whole', async () => {
    await backUp(placeOf('data'), at('copy'), silent);
    expect((await stat(at('copy'))).mode & 0o077).toBe(0);
    expect((await readdir(folder)).sort()).toEqual(['copy', 'data']);
  });

  it('never writes over another', async () => {
    await backUp(placeOf('data'), at('copy'), silent);
    await expect(backUp(placeOf('data'), at('copy'), silent)).rejects.toThrow('exists already');
  });

  it('of nothing is none', async () => {
    await expect(backUp(placeOf('nowhere'), at('copy'), silent)).rejects.toThrow('there is no');
    expect(await readdir(folder)).toEqual(['data']);
  });
});

describe('a restore', () => {
  beforeEach(async () => {
    await backUp(placeOf('data'), at('copy'), silent);
  });

  const toElsewhere = () => restore(placeOf('elsewhere'), at('copy'), silent);
  const expectNothingThere = async () =>
    expect((await readdir(folder)).sort()).toEqual(['copy', 'data']);

  it('never writes over data', async () => {
    await expect(restore(placeOf('data'), at('copy'), silent)).rejects.toThrow('exists already');
    await write('still here');
  });

  it('refuses a file that was changed', async () => {
    const [file] = await filesBelow(join(at('copy'), FILE_BLOBS));
    await appendFile(file!, '!');
    await expect(toElsewhere()).rejects.toThrow('is damaged');
    await expectNothingThere();
  });

  it('refuses one that lacks a file', async () => {
    const [file] = await filesBelow(join(at('copy'), FILE_BLOBS));
    await rm(file!);
    await expect(toElsewhere()).rejects.toThrow('0 files instead of 1');
    await expectNothingThere();
  });

  it('refuses a database that was cut short', async () => {
    await writeFile(join(at('copy'), DATABASE), 'SQLite format 3\0 and no more');
    await expect(toElsewhere()).rejects.toThrow('is damaged');
    await expectNothingThere();
  });

  it('refuses what is not whole', async () => {
    await rm(join(at('copy'), MANIFEST));
    await expect(toElsewhere()).rejects.toThrow('is no backup');
  });
});

describe('the command line', () => {
  const deskbell = (data: string, ...args: string[]) =>
    runProgram('cli.js', args, { AUTH_SECRET, DATA_DIR: at(data) });

  it('backs up and restores', async () => {
    const taken = await deskbell('data', 'backup', '--to', at('copy'));
    expect([taken.exitCode, taken.stderr]).toEqual([0, '']);
    expect(taken.stdout).toContain('the database and 1 files');
    const given = await deskbell('elsewhere', 'restore', '--from', at('copy'));
    expect([given.exitCode, given.stdout]).toEqual([0, expect.stringContaining('1 files')]);
  });

  it('says in one line why it does not', async () => {
    const { exitCode, stderr } = await deskbell('elsewhere', 'restore', '--from', at('data'));
    expect([exitCode, stderr]).toEqual([1, `${at('data')} is no backup, or not a whole one\n`]);
    expect((await deskbell('data', 'backup')).exitCode).toBe(2);
  });
});
