import { createServer, type Server } from 'node:http';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createOrigins } from '../../../signaling/auth/origins.js';
import { createPeerIds } from '../../../signaling/auth/peer-ids.js';
import { createDoorLimits } from '../../../signaling/door-limits.js';
import { NO_METER } from '../../../signaling/domain/meter.js';
import type { Identity } from '../../../signaling/domain/types.js';
import { createUpgradeDoor, type Admitted, type UpgradeDoor } from '../../../signaling/upgrade.js';
import { CLOSE_CODES } from '../../../src/protocol/index.js';
import { knock } from '../../support/knock.js';
import { sendRaw } from '../../support/raw-http.js';

const identity: Identity = { userId: 'a', role: 'user', expiresAt: 4_000_000_000 };

let server: Server;
let door: UpgradeDoor;
let address: string;
let admitted: Admitted[];
let verifications: ((identity: Identity) => void)[];
let onVerify: () => void;

/** A door whose verifications end when the test says so. */
beforeEach(async () => {
  admitted = [];
  verifications = [];
  onVerify = () => {};
  door = createUpgradeDoor({
    tokens: {
      verify: () =>
        new Promise((resolve) => {
          verifications.push(resolve);
          onVerify();
        }),
      verifyFormerGuest: () => Promise.reject(new Error('not asked')),
      sign: () => Promise.reject(new Error('not here')),
    },
    peerIds: createPeerIds(['secret']),
    origins: createOrigins(undefined, [], () => []),
    limits: createDoorLimits(null),
    log: pino({ level: 'silent' }),
    meter: NO_METER,
    maxPending: 2,
    addressOf: () => '127.0.0.1',
    meet: () => Promise.resolve(),
    admit: (socket, who) => {
      admitted.push(who);
      socket.close(1000);
    },
  });
  server = createServer().on('upgrade', door.handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `ws://127.0.0.1:${(server.address() as { port: number }).port}/api/messages/ws?token=x`;
});
afterEach(async () => {
  door.cut();
  await new Promise((resolve) => server.close(resolve));
});

function verifying(count: number): Promise<void> {
  return new Promise((resolve) => {
    onVerify = () => verifications.length >= count && resolve();
    onVerify();
  });
}

it('More upgrades at once than can be looked at are turned away, and the rest go on', async () => {
  const first = [knock(address), knock(address)];
  await verifying(2);
  const handshake =
    'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n';
  const url = address.replace('ws:', 'http:');
  expect(
    await sendRaw(url, `GET /api/messages/ws?token=x HTTP/1.1\r\nHost: x\r\n${handshake}`),
  ).toMatch(/^HTTP\/1\.1 503 /);
  verifications.forEach((resolve) => resolve(identity));
  expect((await Promise.all(first)).map(({ code }) => code)).toEqual([1000, 1000]);
  const next = knock(address);
  await verifying(3);
  verifications[2]!(identity);
  expect((await next).code).toBe(1000);
  expect(admitted).toHaveLength(3);
});

it('Who leaves before being known is not let in', async () => {
  const socket = new WebSocket(address);
  socket.on('error', () => {});
  await verifying(1);
  const serverSide = new Promise((resolve) => server.once('connection', resolve));
  socket.terminate();
  // By the time a second one is being verified, the first one's end was seen.
  const second = knock(address);
  await serverSide;
  await verifying(2);
  verifications.forEach((resolve) => resolve(identity));
  expect((await second).code).toBe(1000);
  expect(admitted).toHaveLength(1);
});

it('A door that was closed meanwhile sends everybody away for later', async () => {
  const early = knock(address);
  await verifying(1);
  door.close();
  verifications[0]!(identity);
  const expected = { code: CLOSE_CODES.restart.code, frames: [{ code: 'unavailable' }] };
  expect(await early).toMatchObject(expected);
  expect(await knock(address)).toMatchObject(expected);
  expect(admitted).toHaveLength(0);
});
