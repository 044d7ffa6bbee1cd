import { expect, test } from '../support/e2e.js';
import { violationsOf } from '../support/e2e-axe.js';
import { ENGLISH, LISTING } from '../support/e2e-walk.js';

const PAGES = [
  '/',
  '/estate-car.html',
  '/seller.html',
  '/split.html',
  '/ar/',
  '/ar/estate-car.html',
  '/ar/seller.html',
  '/ar/split.html',
];

for (const path of PAGES) {
  test(`the demo page ${path} is whole, accessible and breaks no rule of its policy`, async ({
    broker,
    enter,
  }) => {
    const { page, requests } = await enter(path);
    await page.waitForLoadState('networkidle');
    expect(new Set(requests.map((address) => new URL(address).host))).toEqual(
      new Set([new URL(broker.url).host]),
    );
    const links = await page
      .getByRole('link')
      .evaluateAll((anchors) => anchors.map((anchor) => (anchor as HTMLAnchorElement).href));
    for (const link of new Set(links)) expect((await fetch(link)).status, link).toBe(200);

    expect(await violationsOf(page)).toEqual([]);
  });
}

test('side by side, one person can be both', async ({ enter }) => {
  const { page } = await enter('/split.html');
  const visitor = page.frameLocator('iframe').first();
  const seller = page.frameLocator('iframe').last();
  await visitor.locator(LISTING).getByRole('button', { name: ENGLISH.videoCall }).click();
  await seller.getByRole('alertdialog').getByRole('button', { name: ENGLISH.accept }).click();
  for (const side of [visitor, seller]) {
    await expect(side.getByRole('dialog').getByText(ENGLISH.inProgress)).toBeVisible();
  }
  await expect(page.locator('#events')).toContainText('call-connected');
  await visitor.getByRole('dialog').getByRole('button', { name: ENGLISH.endCall }).click();
  await expect(seller.getByRole('dialog')).toBeHidden();
  await expect(page.locator('#events')).toContainText('call-ended');
});

test('side by side, each is who they were after a reload', async ({ enter }) => {
  const { page } = await enter('/split.html');
  const visitor = page.frameLocator('iframe').first();
  const seller = page.frameLocator('iframe').last();
  const openChat = () =>
    visitor.locator(LISTING).getByRole('button', { name: ENGLISH.chat, exact: true }).click();
  const write = async (text: string) => {
    await visitor.getByRole('textbox', { name: ENGLISH.message, exact: true }).fill(text);
    await visitor.getByRole('button', { name: ENGLISH.send, exact: true }).click();
  };
  await openChat();
  await write('Is the car still there?');
  const talks = seller.getByRole('list', { name: ENGLISH.conversations }).getByRole('listitem');
  await expect(talks.filter({ hasText: 'Is the car still there?' })).toBeVisible();

  await page.reload();
  await expect(talks.filter({ hasText: 'Is the car still there?' })).toBeVisible();
  await openChat();
  await expect(visitor.getByRole('log')).toContainText('Is the car still there?');
  await write('Then I will come tomorrow.');
  await expect(talks.filter({ hasText: 'Then I will come tomorrow.' })).toBeVisible();
  await expect(talks).toHaveCount(1);
});
