import { get } from 'node:http';
import type { Page } from '@playwright/test';
import { SCENARIOS, filesOf, gzipBytes, readManifest } from '../../scripts/size.js';
import { expect, test } from '../support/e2e.js';
import { page as sitePage, startSite } from '../support/e2e-site.js';
import { Walk } from '../support/e2e-walk.js';

const manifest = readManifest();
const scenarios = SCENARIOS.map(({ chunks, budgetBytes }) => ({
  files: filesOf(manifest, chunks),
  budgetBytes,
}));
const [touchless, reading, writing, calling] = scenarios;

type Scenario = (typeof scenarios)[number];

/** Expects from now on that exactly the scripts of a scenario were loaded from the broker. */
function watchScripts(page: Page, broker: string): (scenario?: Scenario) => Promise<void> {
  const scripts: string[] = [];
  page.on('response', (response) => {
    const { origin, pathname } = new URL(response.url());
    if (origin === broker && pathname.endsWith('.js') && response.ok())
      scripts.push(pathname.slice(1));
  });
  return async (scenario) => {
    expect(scenario).toBeDefined();
    if (!scenario) return;
    await page.waitForLoadState('networkidle');
    expect([...scripts].sort()).toEqual([...scenario.files].sort());
    expect(gzipBytes(scripts)).toBeLessThanOrEqual(scenario.budgetBytes);
  };
}

test('what a page really loads is what the budget counts, and within it', async ({
  broker,
  enter,
}) => {
  const pageWith = (attributes: string) => ({
    body: sitePage(
      `<script type="module" src="${broker.url}/deskbell.js" ${attributes}></script>`,
      `<p id="estate-car"><contact-button to="seller-42" name="Blue Door Motors"></contact-button></p>`,
    ),
  });
  const site = await startSite({ '/': pageWith(''), '/call': pageWith('data-direct="calls"') });
  const { page } = await enter('/healthz');
  const expectLoaded = watchScripts(page, broker.url);

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

  // The call alone: beside it, a chat on show draws its line and a direct link may be opened.
  const seller = new Walk((await enter('/seller.html')).page);
  const other = (await enter('/healthz')).page;
  const expectCallLoaded = watchScripts(other, broker.url);
  await other.goto(new URL('/call', site.url).href);
  const caller = new Walk(other);
  await caller.contact('videoCall').click();
  await seller.accept();
  await caller.expectCallInProgress();
  await expectCallLoaded(calling);
  await caller.hangUp();
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
