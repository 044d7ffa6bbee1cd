import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { once } from 'node:events';
import { WebSocketServer } from 'ws';
import {
  createDomain,
  type Domain,
  type DomainSettings,
} from '../../../signaling/create-domain.js';
import type { Actor, Identity } from '../../../signaling/domain/types.js';
import { LIMITS, type Conversation } from '../../../src/protocol/index.js';
import { TestDevice } from './test-device.js';
import { createTestLog, type LogLine } from './test-log.js';

export interface TestDomain extends Domain {
  readonly databaseFile: string;
  readonly log: readonly LogLine[];
  /** A device of this person that was welcomed. */
  connect(userId: string, options?: ConnectOptions): Promise<TestDevice>;
  /** A socket that has not said hello. */
  dial(userId: string, options?: ConnectOptions): Promise<TestDevice>;
  /** Both are met, and have a conversation. */
  introduce(userId: string, otherId: string): Promise<Conversation>;
  /** Closes; keeps the database. */
  stop(): Promise<void>;
}

export interface ConnectOptions {
  readonly deviceId?: string;
  readonly answersPings?: boolean;
  readonly expiresAt?: number;
}

export const actorOf = (userId: string, deviceId?: string): Actor => ({
  userId,
  name: `Name of ${userId}`,
  role: 'user',
  expiresAt: Math.floor(Date.now() / 1000) + 3_600,
  ...(deviceId !== undefined && { deviceId }),
});

/** The heart of the broker on a database of its own, with a bare WebSocket server before it. */
export async function startDomain(
  settings: Partial<DomainSettings> & { databaseFile?: string } = {},
): Promise<TestDomain> {
  const folder = settings.databaseFile ? undefined : await mkdtemp(join(tmpdir(), 'deskbell-'));
  const databaseFile = settings.databaseFile ?? join(folder!, 'test.db');
  const log = createTestLog();
  const domain = await createDomain({
    ringTimeoutMs: 45_000,
    rateLimits: null,
    log,
    files: {
      folder: join(folder ?? dirname(databaseFile), 'files'),
      maxBytes: 1_000_000,
      reserveBytes: 1,
      secrets: ['a secret for tests and for nothing else'],
    },
    ...settings,
    databaseFile,
  });
  const server = createServer();
  const sockets = new WebSocketServer({
    server,
    perMessageDeflate: false,
    maxPayload: LIMITS.frameBytes * 2,
  });
  sockets.on('connection', (socket, request) => {
    const query = new URL(request.url ?? '/', 'http://broker').searchParams;
    const identity: Identity = {
      ...actorOf(query.get('user') ?? ''),
      expiresAt: Number(query.get('expiresAt')),
    };
    domain.hub.accept(socket, identity);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  async function dial(userId: string, options: ConnectOptions = {}): Promise<TestDevice> {
    const { expiresAt = Math.floor(Date.now() / 1000) + 3_600, ...device } = options;
    const query = new URLSearchParams({ user: userId, expiresAt: String(expiresAt) });
    return new TestDevice(`ws://127.0.0.1:${port}/?${query}`, device).open();
  }

  async function stop(): Promise<void> {
    await domain.close();
    sockets.close();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }

  return {
    ...domain,
    databaseFile,
    log: log.lines,
    dial,
    async connect(userId, options) {
      const device = await dial(userId, options);
      await device.greet();
      return device;
    },
    async introduce(userId, otherId) {
      await domain.directory.meet(actorOf(userId));
      await domain.directory.meet(actorOf(otherId));
      const opened = await domain.delivery.openConversation(actorOf(userId), { userId: otherId });
      return opened.conversation;
    },
    stop,
    async close() {
      await stop();
      if (folder) await rm(folder, { recursive: true, force: true });
    },
  };
}
