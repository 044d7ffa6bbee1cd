import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/e2e.js';
import { page as sitePage, startSite } from '../support/e2e-site.js';
import { attach } from '../support/e2e-kinds.js';
import { Walk } from '../support/e2e-walk.js';

/** What a browser says of a broker that is away, and of a file that it would not take. */
const AWAY = /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|WebSocket|413/;
const DIRECTLY = 'You are chatting directly';

/** Without the browser's own dialog, which no script can answer. */
function hideSavePicker(): void {
  Reflect.deleteProperty(window, 'showSaveFilePicker');
}

async function untilLinked(...pages: Page[]): Promise<void> {
  for (const page of pages) {
    await page.waitForFunction(() =>
      window.recordedConnections.some(({ connectionState }) => connectionState === 'connected'),
    );
  }
}

const connectionsOf = (page: Page): Promise<number> =>
  page.evaluate(() => window.recordedConnections.length);

test.describe('two people who have both written', () => {
  test('go on talking while the broker is away, and have one order when it is back', async ({
    broker,
    enter,
  }) => {
    const guest = new Walk((await enter('/', { expectComplaints: AWAY })).page);
    await guest.contact('chat').click();
    await guest.write('hello');
    const seller = new Walk((await enter('/seller.html', { expectComplaints: AWAY })).page);
    await seller.openConversation('hello');
    expect(await connectionsOf(guest.page)).toBe(0);
    await seller.write('good morning');
    await untilLinked(guest.page, seller.page);

    await broker.kill();
    await expect(guest.chat.getByText(DIRECTLY)).toBeVisible();
    await expect(seller.chat.getByText(DIRECTLY)).toBeVisible();
    await guest.write('is it still there?');
    await expect(seller.line('is it still there?')).toBeVisible();
    await seller.write('it is');
    await expect(guest.line('it is')).toBeVisible();
    await guest.write('I will come');
    await expect(seller.line('I will come')).toBeVisible();

    await broker.start();
    await expect(guest.chat.getByText(DIRECTLY)).toBeHidden({ timeout: 30_000 });

    const token = await broker.tokenOf('seller-42');
    const ask = async <T>(path: string) => (await broker.ask(token, 'GET', path)).body as T;
    const { items } = await ask<{ items: { id: string }[] }>('/api/conversations');
    const storedTexts = async () => {
      const path = `/api/conversations/${items[0]?.id}/messages`;
      const page = await ask<{ items: { text: string }[] }>(path);
      return page.items.reverse().map(({ text }) => text);
    };
    const said = ['I will come', 'good morning', 'hello', 'is it still there?', 'it is'];
    await expect.poll(async () => (await storedTexts()).sort(), { timeout: 30_000 }).toEqual(said);
    const texts = await storedTexts();
    const third = new Walk((await enter('/seller.html')).page);
    await third.openConversation(texts.at(-1) ?? '');
    const inOrder = texts.map((text) => new RegExp(text.replace('?', '\\?')));
    for (const side of [guest, seller, third]) await expect(side.lines).toHaveText(inOrder);
  });

  test('have no direct link when one of them wants none', async ({ broker, enter }) => {
    const site = await startSite({
      '/': {
        body: sitePage(
          `<script type="module" src="${broker.url}/deskbell.js" data-direct="never"></script>`,
          `<p id="estate-car"><contact-button to="seller-42" name="Blue Door Motors"></contact-button></p>`,
        ),
      },
    });
    const guest = new Walk((await enter(site.url)).page);
    await guest.contact('chat').click();
    await guest.write('hello');
    const seller = new Walk((await enter('/seller.html')).page);
    await seller.openConversation('hello');
    await seller.write('good morning');
    // Asked for, and left without an answer.
    await seller.page.waitForRequest(/\/api\/peers$/);
    await guest.write('by the broker, please');
    await expect(seller.line('by the broker, please')).toBeVisible();
    for (const side of [guest, seller]) expect(await connectionsOf(side.page)).toBe(0);
    await site.close();
  });

  test.describe('and share a file that the broker would not take', () => {
    test.use({ settings: { MAX_UPLOAD_BYTES: '1000000' } });

    test('have the same file', async ({ broker, enter }) => {
      const guest = new Walk((await enter('/', { expectComplaints: AWAY })).page);
      await guest.contact('chat').click();
      await guest.write('hello');
      const { page } = await enter('/healthz');
      await page.addInitScript(hideSavePicker);
      await page.goto(`${broker.url}/seller.html`);
      const seller = new Walk(page);
      await seller.openConversation('hello');
      await seller.write('good morning');
      await untilLinked(guest.page, seller.page);

      const bytes = randomBytes(5_000_000);
      await attach(guest, { name: 'plans.zip', mimeType: 'application/zip', buffer: bytes });

      const line = seller.line('plans.zip');
      const downloading = page.waitForEvent('download');
      await line.getByRole('button', { name: 'Receive' }).click();
      const download = await downloading;
      expect(download.suggestedFilename()).toBe('plans.zip');
      const got = await readFile(await download.path());
      const digest = (data: Buffer) => createHash('sha256').update(data).digest('hex');
      expect(digest(got)).toBe(digest(bytes));
    });
  });
});
