import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { orRefuse } from '../../../signaling/domain/actors.js';
import { openSqlStore } from '../../../signaling/store/sql-store.js';
import { sqliteDialect } from '../../../signaling/store/sqlite-dialect.js';

const WRITER = fileURLToPath(new URL('../../support/broker/crash-writer.js', import.meta.url));
const KILLS = 8;

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskbell-'));
  file = join(folder, 'crash.db');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Lets a writer run until it has acknowledged so many, kills it, and returns what it said. */
async function writeAndKill(run: number, conversations: string[], acks: number) {
  const child = spawn(process.execPath, [WRITER, file, String(run), conversations.join()], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (said.split('\n').length > acks) child.kill('SIGKILL');
  });
  const [, signal] = (await closed) as [number | null, NodeJS.Signals | null];
  expect(signal).toBe('SIGKILL');
  const lines = said.slice(0, said.lastIndexOf('\n')).split('\n');
  return lines.map((line) => {
    const [conversationId, seq, id] = line.split(' ');
    return { conversationId: conversationId!, seq: Number(seq), id: id! };
  });
}

describe('a process that is killed while it writes', () => {
  it('loses nothing it acknowledged, doubles nothing, and leaves no gap', async () => {
    const store = await openSqlStore(sqliteDialect(file));
    const conversations: string[] = [];
    for (let i = 0; i < 5; i++) {
      const conversation = { id: randomUUID(), userIds: ['a', `b-${i}`] as const, atMs: 1 };
      conversations.push(orRefuse(await store.conversations.open({ ...conversation })).id);
    }
    await store.close();
    const acked = [];
    for (let run = 1; run <= KILLS; run++) {
      acked.push(...(await writeAndKill(run, conversations, 37 * run)));
    }
    const again = await openSqlStore(sqliteDialect(file));
    const stored = new Map<string, { conversationId: string; seq: number }>();
    for (const conversationId of conversations) {
      const messages = await again.messages.page(conversationId, { limit: 100_000 });
      const seqs = messages.map(({ seq }) => seq).reverse();
      expect(seqs).toEqual(seqs.map((_, index) => index + 1));
      expect(await again.conversations.heads(conversationId)).toEqual({
        lastSeq: seqs.length,
        rev: seqs.length,
      });
      for (const { id, seq } of messages) {
        expect(stored.has(id)).toBe(false);
        stored.set(id, { conversationId, seq });
      }
    }
    expect(acked.length).toBeGreaterThan(37 * KILLS);
    for (const { id, ...place } of acked) expect(stored.get(id)).toEqual(place);
    await again.close();
  }, 60_000);
});

describe('brokers that start at once on a new database', () => {
  it('migrate it once, and all of them start', async () => {
    const conversationId = randomUUID();
    const starters = Array.from({ length: 6 }, () =>
      spawn(
        process.execPath,
        [
          '--input-type=module',
          '--eval',
          `const { openSqlStore } = await import(${JSON.stringify(distUrl('sql-store.js'))});
           const { sqliteDialect } = await import(${JSON.stringify(distUrl('sqlite-dialect.js'))});
           const store = await openSqlStore(sqliteDialect(process.argv[1]));
           await store.conversations.open(
             { id: process.argv[2], userIds: ['a', 'b'], atMs: 1 });
           await store.close();`,
          file,
          conversationId,
        ],
        { stdio: 'inherit' },
      ),
    );
    const codes = await Promise.all(starters.map(async (child) => (await once(child, 'close'))[0]));
    expect(codes).toEqual(starters.map(() => 0));
    const store = await openSqlStore(sqliteDialect(file));
    expect(await store.conversations.find(['b', 'a'], undefined)).toBe(conversationId);
    await store.close();
  });
});

function distUrl(name: string): string {
  return new URL(`../../../dist/signaling/store/${name}`, import.meta.url).href;
}
