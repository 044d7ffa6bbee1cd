import { page, startSite, type Site } from '../support/e2e-site.js';
import { expect, test } from '../support/e2e.js';
import { Walk } from '../support/e2e-walk.js';

const buttons = (count: number) =>
  Array.from(
    { length: count },
    (_, n) =>
      `<p id="seller-${n}"><contact-button to="seller-${n}" name="Seller ${n}"></contact-button></p>`,
  ).join('');

test.describe('the script tag', () => {
  let site: Site;
  test.beforeEach(async ({ broker }) => {
    const tag = (query = '') =>
      `<script type="module" src="${broker.url}/deskbell.js${query}"></script>`;
    site = await startSite({
      '/': { body: page(tag(), buttons(1)) },
      '/fifty': { body: page(tag(), buttons(50)) },
      '/twice': { body: page(tag() + tag() + tag('?v=2') + tag('?v=3'), buttons(2)) },
    });
  });
  test.afterEach(() => site.close());

  test('leaves a page alone that nobody touches', async ({ enter }) => {
    const visitor = await enter(site.url);
    await expect(visitor.page.getByRole('button', { name: 'Chat' })).toBeVisible();
    await visitor.page.waitForLoadState('networkidle');

    const types = visitor.requests.map((address) => new URL(address).pathname);
    expect(types.filter((path) => !/^\/$|^\/favicon|\.js$/.test(path))).toEqual([]);
    expect(types.filter((path) => path === '/deskbell.js')).toHaveLength(1);
    const traces = await visitor.page.evaluate(async () => ({
      local: localStorage.length,
      session: sessionStorage.length,
      databases: (await indexedDB.databases()).length,
      cookies: document.cookie,
      caches: (await globalThis.caches?.keys())?.length ?? 0,
      connections: window.recordedConnections.length,
    }));
    expect(traces).toEqual({
      local: 0,
      session: 0,
      databases: 0,
      cookies: '',
      caches: 0,
      connections: 0,
    });
    expect(visitor.requests.filter((address) => address.startsWith('ws'))).toEqual([]);
  });

  test('serves fifty buttons by one socket', async ({ enter }) => {
    const visitor = await enter(`${site.url}/fifty`);
    const walk = new Walk(visitor.page);
    await walk.contact('chat', '#seller-7').click();
    await walk.write('Hello, seven');
    await expect(walk.line('Hello, seven')).toContainText('Sent');
    await walk.chat.getByRole('button', { name: 'Close' }).click();
    await walk.contact('chat', '#seller-49').click();
    await walk.write('Hello, forty-nine');
    await expect(walk.line('Hello, forty-nine')).toContainText('Sent');
    await expect(walk.line('Hello, seven')).toHaveCount(0);

    expect(visitor.requests.filter((address) => address.startsWith('ws'))).toHaveLength(1);
  });

  test('does no harm when it is there several times', async ({ enter }) => {
    const visitor = await enter(`${site.url}/twice`);
    const walk = new Walk(visitor.page);
    await walk.contact('chat', '#seller-1').click();
    await expect(walk.chat).toHaveCount(1);
    await walk.write('Once');
    await expect(walk.line('Once')).toContainText('Sent');
    await expect(walk.line('Once')).toHaveCount(1);
    expect(visitor.requests.filter((address) => address.startsWith('ws'))).toHaveLength(1);
  });

  test('asks nobody but the broker', async ({ broker, enter }) => {
    const visitor = await enter(site.url);
    const walk = new Walk(visitor.page);
    await walk.contact('videoCall', '#seller-0').click();
    await expect(walk.callStatus.filter({ hasText: /Calling…|Ringing…/ })).toBeVisible();
    await walk.hangUp();
    await walk.contact('chat', '#seller-0').click();
    await walk.write('Hello');
    await expect(walk.line('Hello')).toContainText('Sent');

    const hosts = new Set(visitor.requests.map((address) => new URL(address).host));
    expect([...hosts].sort()).toEqual([new URL(broker.url).host, new URL(site.url).host].sort());
    const servers = await visitor.page.evaluate(() =>
      window.recordedConnections.flatMap((each) => each.getConfiguration().iceServers ?? []),
    );
    expect(servers).toEqual([]);
  });
});
