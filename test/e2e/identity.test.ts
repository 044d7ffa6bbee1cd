import type { Page } from '@playwright/test';
import { expect, test } from '../support/e2e.js';
import { page, startSite, type Site } from '../support/e2e-site.js';
import { Walk } from '../support/e2e-walk.js';

/** A shop that signs its customers in: what a page says of its visitor is in its address. */
async function openShop(broker: string, customers: readonly string[]): Promise<Site> {
  const button = '<contact-button to="seller-42" name="Blue Door Motors"></contact-button>';
  const pages = await Promise.all(
    ['', ...customers].map(async (id): Promise<[string, { body: string }]> => {
      const token = id && (await tokenOf(broker, id));
      const script = `<script type="module" src="${broker}/deskbell.js" data-token="${token}"></script>`;
      return [`/${id}`, { body: page(script, button) }];
    }),
  );
  return startSite(Object.fromEntries(pages));
}

async function tokenOf(broker: string, id: string): Promise<string> {
  const answer = await fetch(`${broker}/api/dev-token?sub=${id}&name=Customer+${id}`);
  return ((await answer.json()) as { token: string }).token;
}

async function chatOn(shown: Page): Promise<Walk> {
  await shown.getByRole('button', { name: 'Chat', exact: true }).click();
  return new Walk(shown);
}

test.describe('a guest', () => {
  test('who signs in keeps what they had, and the seller sees one person', async ({
    broker,
    enter,
  }) => {
    const shop = await openShop(broker.url, ['sam', 'kim']);
    const { page: tab } = await enter(`${shop.url}/`);
    const guest = await chatOn(tab);
    await guest.write('Is the estate car still there?');
    await expect(guest.line('still there')).toContainText('Sent');
    const seller = new Walk((await enter('/seller.html')).page);
    await seller.openConversation('still there');
    await seller.write('It is.');
    await expect(guest.line('It is.')).toBeVisible();

    await tab.goto(`${shop.url}/sam`);
    const member = await chatOn(tab);
    await expect(member.line('still there')).toBeVisible();
    await expect(member.line('It is.')).toBeVisible();
    await expect(seller.page.getByRole('heading', { name: 'Customer sam' })).toBeVisible();
    await member.write('I come on Saturday.');
    await expect(seller.line('on Saturday')).toBeVisible();
    await expect(seller.lines).toHaveCount(3);

    // Somebody else, later, at the same computer.
    const other = await chatOn(await openTab(tab, `${shop.url}/kim`));
    await other.write('Hello, I am new here.');
    await expect(seller.conversation('new here')).toBeVisible();
    await expect(other.lines).toHaveCount(1);
    await shop.close();
  });

  test('finds what they said after what they had said as a member, in every tab', async ({
    broker,
    enter,
  }) => {
    const shop = await openShop(broker.url, ['sam']);
    // What is part of another one now is asked for once more.
    const expectComplaints = /404 .*\/api\/conversations\//;
    const { page: tab } = await enter(`${shop.url}/sam`, { expectComplaints });
    const member = await chatOn(tab);
    await member.write('From home.');
    const seller = new Walk((await enter('/seller.html', { expectComplaints })).page);
    await seller.openConversation('From home.');

    const second = await openTab(tab, `${shop.url}/`);
    const guest = await chatOn(second);
    await guest.write('From the library.');
    await expect(seller.conversation('From the library.')).toBeVisible();
    await second.goto(`${shop.url}/sam`);
    const again = await chatOn(second);
    for (const walk of [again, member, seller]) {
      await expect(walk.lines.filter({ hasText: 'From' })).toHaveText([
        /From home/,
        /From the library/,
      ]);
    }
    await again.write('From here on.');
    for (const walk of [member, seller]) await expect(walk.line('From here on.')).toBeVisible();
    await expect(
      seller.page.getByRole('list', { name: 'Conversations' }).getByRole('listitem'),
    ).toHaveCount(1);
    await shop.close();
  });

  test('who leaves is nobody that the next member becomes', async ({ broker, enter }) => {
    const shop = await openShop(broker.url, ['kim']);
    const { page: tab } = await enter(`${shop.url}/`);
    const guest = await chatOn(tab);
    await guest.write('This is between us.');
    await expect(guest.line('between us')).toContainText('Sent');
    const next = await openTab(tab, `${shop.url}/kim`);
    await tab.close();
    const member = await chatOn(next);
    await member.write('Hello.');
    await expect(member.line('Hello.')).toContainText('Sent');
    await expect(member.lines).toHaveCount(1);
    await shop.close();
  });
});

test('signing out takes everything off the device, in every tab', async ({ broker, enter }) => {
  const shop = await openShop(broker.url, ['sam']);
  const { page: tab } = await enter(`${shop.url}/sam`);
  await tab.evaluate(() => localStorage.setItem('cart', 'one car'));
  const member = await chatOn(tab);
  await member.write('Is the estate car still there?');
  await expect(member.line('still there')).toContainText('Sent');
  await member.chat.getByRole('textbox', { name: 'Message' }).fill('not sent yet');
  const kept = () =>
    tab.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('deskbell')));
  await expect.poll(kept).not.toEqual([]);

  const other = await openTab(tab, `${shop.url}/`);
  await other.evaluate(async (script) => {
    const { signOut } = (await import(script)) as { signOut(): Promise<void> };
    await signOut();
  }, `${broker.url}/sign-out.js`);
  await expect(member.lines).toHaveCount(0);
  expect(await kept()).toEqual([]);
  await expect(member.chat.getByText('This chat was closed. Reload the page')).toBeVisible();
  expect(await tab.evaluate(() => localStorage.getItem('cart'))).toBe('one car');
  const databases = await tab.evaluate(async () =>
    (await indexedDB.databases()).map(({ name }) => name),
  );
  expect(databases).not.toContain('deskbell');
  await shop.close();
});

async function openTab(beside: Page, address: string): Promise<Page> {
  const opened = await beside.context().newPage();
  await opened.goto(address);
  return opened;
}
