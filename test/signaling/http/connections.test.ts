import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { mostConnections } from '../../../signaling/http/connections.js';
import { startBroker, type BrokerHandle, type Environment } from '../../support/start-broker.js';

let broker: BrokerHandle;
let open: Socket[] = [];
afterEach(async () => {
  for (const socket of open) socket.destroy();
  open = [];
  await broker.close();
});

async function start(env: Environment): Promise<void> {
  broker = await startBroker({
    RATE_LIMITS: 'on',
    RATE_LIMIT_ADDRESS_CONNECTIONS: '2',
    ...env,
  });
}

/** Asks on a connection of its own, which stays, and gives the first that comes back. */
async function ask(): Promise<{ socket: Socket; answer: string }> {
  const { hostname, port } = new URL(broker.url);
  const socket = connect(Number(port), hostname);
  open.push(socket);
  socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
  const [first] = (await once(socket, 'data')) as [Buffer];
  return { socket, answer: first.toString() };
}

describe('the connections of one address', () => {
  it('are so many, and the next is told when to come again', async () => {
    await start({});
    const [one] = [await ask(), await ask()];
    const { socket, answer } = await ask();
    expect(answer).toMatch(/^HTTP\/1\.1 429 /);
    expect(answer).toMatch(/\r\nretry-after: \d+\r\n/);
    expect(JSON.parse(answer.split('\r\n\r\n')[1]!)).toMatchObject({ code: 'rate_limited' });
    if (!socket.closed) await once(socket, 'close');
    one.socket.end();
    await once(one.socket, 'close');
    expect((await ask()).answer).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('are not those of its sockets, which are counted at their door', async () => {
    await start({});
    const token = await broker.token('ann');
    const sockets = [await broker.socket(token), await broker.socket(token)];
    for (let i = 0; i < 2; i++) expect((await ask()).answer).toMatch(/^HTTP\/1\.1 200 /);
    for (const socket of sockets) socket.terminate();
  });

  it('are not counted of a trusted proxy, which brings those of many', async () => {
    await start({ TRUSTED_PROXIES: '127.0.0.1' });
    for (let i = 0; i < 4; i++) expect((await ask()).answer).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe('the connections of all', () => {
  it('leave room for a file that each of them reads', () => {
    const limits = (files: string) =>
      `Limit  Soft Limit  Hard Limit  Units\nMax processes  99  99  processes\nMax open files            ${files}                 20000                files\n`;
    expect(mostConnections(limits('300'))).toBe(100);
    expect(mostConnections(limits('20000'))).toBe(9950);
    expect(mostConnections(limits('64'))).toBe(16);
    expect(mostConnections(limits('unlimited'))).toBeUndefined();
    expect(mostConnections('')).toBeUndefined();
  });
});
