import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { E2eBroker } from '../support/e2e-broker.js';
import { expectMediaReleased, expectMediaToFlow } from '../support/e2e-media.js';
import { page, startSite, type Site } from '../support/e2e-site.js';
import { makePeer, StockCaller } from '../support/e2e-stock.js';
import { Walk } from '../support/e2e-walk.js';
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

test.describe('a stock PeerJS client that calls the address of a person', () => {
  test('is heard and seen once they accept, and hears when they hang up', async ({
    broker,
    enter,
  }) => {
    const seller = new Walk((await enter('/seller.html')).page);
    const caller = await StockCaller.open((await enter(site.url)).page, broker, 'buyer-1');
    await caller.call('seller-42', { video: true });
    await expect(seller.incoming).toContainText('Name of buyer-1');
    await expect(seller.incoming).toContainText('video', { ignoreCase: true });

    await seller.accept();
    await seller.expectCallInProgress();
    await expectMediaToFlow(seller.page, { video: true });
    await expectMediaToFlow(caller.page, { video: true });
    expect(await caller.heard()).toContain('stream');

    await seller.hangUp();
    await expect.poll(() => caller.heard()).toContain('close');
    await expect(seller.call).toBeHidden();
    await expectMediaReleased(seller.page);
  });

  test('by voice is a voice call, which it ends', async ({ broker, enter }) => {
    const seller = new Walk((await enter('/seller.html')).page);
    const caller = await StockCaller.open((await enter(site.url)).page, broker, 'buyer-1');
    await caller.call('seller-42', { video: false });
    await expect(seller.incoming).not.toContainText('video', { ignoreCase: true });
    await seller.accept();
    await seller.expectCallInProgress();
    await expectMediaToFlow(seller.page, { video: false });
    await expectMediaToFlow(caller.page, { video: false });

    await caller.hangUp();
    await expect(seller.call).toBeHidden();
    await expectMediaReleased(seller.page);
  });

  test('hears that they reject, and may call again', async ({ broker, enter }) => {
    const seller = new Walk((await enter('/seller.html')).page);
    const caller = await StockCaller.open((await enter(site.url)).page, broker, 'buyer-1');
    for (let i = 1; i <= 2; i++) {
      await caller.call('seller-42', { video: true });
      await seller.reject();
      await expect.poll(() => caller.heard()).toEqual(Array(i).fill('close'));
      await expect(seller.incoming).toBeHidden();
    }
  });

  test('rings in every window, of which the first to accept gets it', async ({ broker, enter }) => {
    const first = new Walk((await enter('/seller.html')).page);
    const second = new Walk((await enter('/seller.html')).page);
    const caller = await StockCaller.open((await enter(site.url)).page, broker, 'buyer-1');
    await caller.call('seller-42', { video: true });
    await expect(first.incoming).toBeVisible();
    await expect(second.incoming).toBeVisible();
    await second.accept();
    await expect(first.incoming).toBeHidden();
    await second.expectCallInProgress();
    await expectMediaToFlow(second.page, { video: true });
    await expectMediaToFlow(caller.page, { video: true });
    expect(await first.page.evaluate(() => window.recordedConnections.length)).toBe(0);
    await second.hangUp();
    await expect.poll(() => caller.heard()).toContain('close');
  });

  test('stops ringing when it goes away', async ({ broker, enter }) => {
    const seller = new Walk((await enter('/seller.html')).page);
    const caller = await StockCaller.open((await enter(site.url)).page, broker, 'buyer-1');
    await caller.call('seller-42', { video: true });
    await expect(seller.incoming).toBeVisible();
    await caller.page.close();
    await expect(seller.incoming).toBeHidden();
    expect(await seller.page.evaluate(() => window.recordedConnections.length)).toBe(0);
  });

  test('talks on without its socket, and the seller ends the call', async ({ broker, enter }) => {
    const seller = new Walk((await enter('/seller.html')).page);
    const caller = await StockCaller.open((await enter(site.url)).page, broker, 'buyer-1');
    await caller.call('seller-42', { video: true });
    await seller.accept();
    await seller.expectCallInProgress();
    await expectMediaToFlow(caller.page, { video: true });
    await caller.disconnect();
    await expectMediaToFlow(seller.page, { video: true });
    await expectMediaToFlow(caller.page, { video: true });
    await seller.hangUp();
    await expect.poll(() => caller.heard()).toContain('close');
  });

  test('hears of nobody there what it hears of no such address', async ({ broker, enter }) => {
    const caller = await StockCaller.open((await enter(site.url)).page, broker, 'buyer-1');
    await caller.call('buyer-1', { video: true });
    await expect.poll(() => caller.heard()).toEqual(['peer-unavailable']);
    await caller.callAddress('0'.repeat(40), { video: true });
    await expect.poll(() => caller.heard()).toEqual(['peer-unavailable', 'peer-unavailable']);
  });
});
