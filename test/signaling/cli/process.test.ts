import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { CLOSE_CODES } from '../../../src/protocol/index.js';
import { runProgram, spawnBroker, type SpawnedBroker } from '../../support/start-broker.js';

const running: SpawnedBroker[] = [];
afterEach(async () => {
  for (const broker of running.splice(0)) await broker.close();
});

async function spawned(overrides?: Record<string, string>): Promise<SpawnedBroker> {
  const broker = await spawnBroker(overrides);
  running.push(broker);
  return broker;
}

describe('the process', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'stops cleanly on %s with sockets open',
    async (signal) => {
      const broker = await spawned();
      const socket = await broker.socket(await broker.token('a'));
      const closed = new Promise((resolve) => socket.once('close', resolve));
      const startedAt = performance.now();
      expect(await broker.stop(signal)).toBe(0);
      expect(performance.now() - startedAt).toBeLessThan(10_000);
      expect(await closed).toBe(CLOSE_CODES.restart.code);
    },
  );

  it('keeps what people wrote for its user alone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'deskbell-test-'));
    const dataDir = join(folder, 'data');
    const broker = await spawned({ DATA_DIR: dataDir });
    await broker.api('/api/me', { token: await broker.token('seller-42') });
    const files = ['', 'deskbell.db', 'deskbell.db-wal', 'deskbell.db-shm'];
    for (const file of files) {
      const { mode } = await stat(join(dataDir, file));
      expect(mode & 0o077, file || 'the folder').toBe(0);
    }
    await broker.close();
    await rm(folder, { recursive: true });
  });

  it('keeps everything over SIGKILL', async () => {
    const broker = await spawned();
    const token = await broker.token('buyer-7');
    await broker.api('/api/me', { token: await broker.token('seller-42') });
    const { body } = await broker.api<{ id: string }>('/api/conversations', {
      token,
      json: { userId: 'seller-42' },
    });
    const id = '018f4e3a-0000-7000-8000-000000000009';
    const path = `/api/conversations/${body.id}/messages`;
    const sent = await broker.api(path, { token, json: { id, text: 'Still there?' } });
    expect(sent.status).toBe(201);
    await broker.stop('SIGKILL');
    await broker.restart();
    const again = await broker.api(path, { token, json: { id, text: 'Still there?' } });
    expect([again.status, again.body]).toEqual([200, sent.body]);
  });

  it('says in its log that it is in development mode, and keeps its secret over restarts', async () => {
    const broker = await spawned({ AUTH_SECRET: '' });
    const { body } = await broker.api<{ token: string }>('/api/dev-token?sub=a');
    expect(broker.log()).toContain('development mode');
    await broker.restart();
    expect((await broker.api('/api/me', { token: body.token })).status).toBe(200);
  });
});

describe('a start that cannot be', () => {
  it.each([
    ['PORT', 'http'],
    ['AUTH_SECRET', 'too short'],
    ['DATABASE_URL', 'postgres://localhost/deskbell'],
    ['REDIS_URL', 'redis://localhost'],
    ['HOST', '203.0.113.1'],
  ])('because of %s=%s says so in one line', async (name, value) => {
    const env = { PORT: '0', LOG_LEVEL: 'silent', DATABASE_URL: 'sqlite::memory:' };
    const secret = { AUTH_SECRET: 'a secret of thirty-two bytes or more' };
    const { exitCode, stdout, stderr } = await runProgram('main.js', [], {
      ...env,
      ...secret,
      [name]: value,
    });
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(new RegExp(`^${name}: [^\\n]+\\n$`));
  });

  it('because the port is taken says so', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const { exitCode, stderr } = await runProgram('main.js', [], {
      PORT: String(port),
      HOST: '127.0.0.1',
      LOG_LEVEL: 'silent',
      DATABASE_URL: 'sqlite::memory:',
      AUTH_SECRET: 'a secret of thirty-two bytes or more',
    });
    await new Promise((resolve) => other.close(resolve));
    expect(exitCode).toBe(1);
    expect(stderr).toBe(`PORT: ${port} is already in use\n`);
  });
});
