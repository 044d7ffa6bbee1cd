import { get } from 'node:http';
import type { Page } from '@playwright/test';
import { SCENARIOS, filesOf, gzipBytes, readManifest } from '../../scripts/size.js';
import { expect, test } from '../support/e2e.js';
import { page as sitePage, startSite } from '../support/e2e-site.js';
import { Walk } from '../support/e2e-walk.js';

/** Keeps the path of every script of the broker that the page loads. */
function recordScripts(page: Page, broker: string): string[] {
  const paths: string[] = [];
  page.on('response', (response) => {
    const { origin, pathname } = new URL(response.url());
    if (origin === broker && pathname.endsWith('.js') && response.ok())
      paths.push(pathname.slice(1));
  });
  return paths;
}

const manifest = readManifest();
const [touchless, reading, writing, calling] = SCENARIOS.map(({ chunks, budgetBytes }) => ({
  files: filesOf(manifest, chunks),
  budgetBytes,
}));

test('what a page really loads is what the budget counts, and within it', async ({
  broker,
  enter,
}) => {
  const site = await startSite({
    '/': {
      body: sitePage(
        `<script type="module" src="${broker.url}/deskbell.js"></script>`,
        `<p id="estate-car"><contact-button to="seller-42" name="Blue Door Motors"></contact-button></p>`,
      ),
    },
  });
  const { page } = await enter('/healthz');
  const scripts = recordScripts(page, broker.url);
  const expectLoaded = async (scenario: { files: string[]; budgetBytes: number } | undefined) => {
    expect(scenario).toBeDefined();
    if (!scenario) return;
    await page.waitForLoadState('networkidle');
    expect([...scripts].sort()).toEqual([...scenario.files].sort());
    expect(gzipBytes(scripts)).toBeLessThanOrEqual(scenario.budgetBytes);
  };

  await page.goto(site.url);
  const guest = new Walk(page);
  await expect(guest.contact('chat')).toBeVisible();
  await expectLoaded(touchless);

  await guest.contact('chat').click();
  await expect(guest.chat.getByRole('textbox')).toBeFocused();
  await expectLoaded(reading);

  await guest.write('Hello');
  await expect(guest.line('Hello')).toContainText('Sent');
  await expectLoaded(writing);

  const seller = new Walk((await enter('/seller.html')).page);
  await guest.chat.getByRole('button', { name: 'Video call' }).click();
  await seller.accept();
  await guest.expectCallInProgress();
  await expectLoaded(calling);
  await guest.hangUp();
  await site.close();
});

test('the broker sends the very bytes that the budget counts', async ({ broker }) => {
  const sentBytes = await new Promise<number>((resolve, reject) => {
    const headers = { 'accept-encoding': 'gzip' };
    get(`${broker.url}/deskbell.js`, { headers }, (response) => {
      let bytes = 0;
      response.on('data', (piece: Buffer) => (bytes += piece.length));
      response.on('end', () => resolve(bytes));
    }).on('error', reject);
  });
  expect(sentBytes).toBe(gzipBytes(['deskbell.js']));
});
