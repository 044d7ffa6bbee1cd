import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { SCENARIOS, filesOf, gzipBytes, readManifest } from '../../scripts/size.js';
import { expect, test } from '../support/e2e.js';
import { page as sitePage, startSite } from '../support/e2e-site.js';
import { Walk } from '../support/e2e-walk.js';

interface Script {
  readonly path: string;
  readonly gzip: number;
}

/** Keeps every script of the broker that the page loads, with what it weighs in gzip. */
function recordScripts(page: Page, broker: string): Script[] {
  const scripts: Script[] = [];
  page.on('response', async (response) => {
    const { origin, pathname } = new URL(response.url());
    if (origin !== broker || !pathname.endsWith('.js') || !response.ok()) return;
    const script = { path: pathname.slice(1), gzip: 0 };
    scripts.push(script);
    script.gzip = gzipSync(await response.body(), { level: 9 }).length;
  });
  return scripts;
}

const manifest = readManifest();
const [touchless, chatting, calling] = SCENARIOS.map(({ chunks, budgetBytes }) => ({
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
    expect(scripts.map(({ path }) => path).sort()).toEqual([...scenario.files].sort());
    const bytes = scripts.reduce((sum, { gzip }) => sum + gzip, 0);
    expect(bytes).toBe(gzipBytes(scenario.files));
    expect(bytes).toBeLessThanOrEqual(scenario.budgetBytes);
  };

  await page.goto(site.url);
  const guest = new Walk(page);
  await expect(guest.contact('chat')).toBeVisible();
  await expectLoaded(touchless);

  await guest.contact('chat').click();
  await guest.write('Hello');
  await expect(guest.line('Hello')).toContainText('Sent');
  await expectLoaded(chatting);

  const seller = new Walk((await enter('/seller.html')).page);
  await guest.chat.getByRole('button', { name: 'Video call' }).click();
  await seller.accept();
  await guest.expectCallInProgress();
  await expectLoaded(calling);
  await guest.hangUp();
  await site.close();
});

test('the broker sends the script compressed', async ({ broker }) => {
  const response = await fetch(`${broker.url}/deskbell.js`, {
    headers: { 'accept-encoding': 'gzip' },
  });
  expect(response.headers.get('content-encoding')).toBe('gzip');
});
