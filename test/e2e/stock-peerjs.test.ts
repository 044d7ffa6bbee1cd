import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { E2eBroker } from '../support/e2e-broker.js';
import { page, startSite, type Site } from '../support/e2e-site.js';
import { expect, test } from '../support/e2e.js';

const require = createRequire(import.meta.url);
const BUNDLE = readFileSync(require.resolve('peerjs/dist/peerjs.min.js'));

let site: Site;

test.beforeAll(async () => {
  site = await startSite({
    '/': { body: page('<script src="/peerjs.min.js"></script>', '') },
    '/peerjs.min.js': { body: BUNDLE, type: 'text/javascript' },
  });
});
test.afterAll(() => site.close());

interface StockPeer {
  on(event: string, listener: (value: never) => void): void;
  destroy(): void;
}
declare const Peer: new (id: string, options: object) => StockPeer;

/** What a stock client hears first: that it is open, or why not. */
function dial(client: Page, broker: E2eBroker, id: string, token: string): Promise<string> {
  return client.evaluate(
    ([peerId, port, jwt]) =>
      new Promise<string>((resolve) => {
        const peer = new Peer(peerId, {
          host: 'localhost',
          port,
          path: '/',
          token: jwt,
          config: { iceServers: [] },
        });
        const settle = (heard: string) => {
          resolve(heard);
          peer.destroy();
        };
        peer.on('open', (openId: string) => settle(`open ${openId}`));
        peer.on('error', (error: { type: string }) => settle(`error ${error.type}`));
      }),
    [id, broker.port, token] as const,
  );
}

async function makePeer(broker: E2eBroker, token: string): Promise<string> {
  const { status, body } = await broker.ask(token, 'POST', '/api/peers', {});
  expect([200, 201]).toContain(status);
  return (body as { peerId: string }).peerId;
}

test.describe('a stock PeerJS client', () => {
  const REFUSED = /WebSocket|ERROR|PeerJS/;

  test('opens with its own id and token', async ({ broker, enter }) => {
    const client = await enter(site.url);
    const token = await broker.tokenOf('buyer-1');
    const id = await makePeer(broker, token);
    expect(id).toMatch(/^[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*$/);
    expect(await dial(client.page, broker, id, token)).toBe(`open ${id}`);
    expect(await makePeer(broker, token)).not.toBe(id);
  });

  test('is refused with an id it made up', async ({ broker, enter }) => {
    const client = await enter(site.url, { expectComplaints: REFUSED });
    const token = await broker.tokenOf('buyer-1');
    expect(await dial(client.page, broker, 'made-up', token)).toMatch(/^error /);
  });

  test("is refused with somebody else's id", async ({ broker, enter }) => {
    const client = await enter(site.url, { expectComplaints: REFUSED });
    const id = await makePeer(broker, await broker.tokenOf('buyer-1'));
    const other = await broker.tokenOf('buyer-2');
    expect(await dial(client.page, broker, id, other)).toMatch(/^error /);
  });

  test('is refused with a token nobody signed, and with none', async ({ broker, enter }) => {
    const client = await enter(site.url, { expectComplaints: REFUSED });
    const token = await broker.tokenOf('buyer-1');
    const id = await makePeer(broker, token);
    const [header, body] = token.split('.');
    const forged = `${header}.${body}.${'A'.repeat(43)}`;
    expect(await dial(client.page, broker, id, forged)).toMatch(/^error /);
    expect(await dial(client.page, broker, id, 'random')).toMatch(/^error /);
    expect(await dial(client.page, broker, id, token)).toBe(`open ${id}`);
  });
});
