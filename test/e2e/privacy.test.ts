import { expect, test } from '../support/e2e.js';
import { page, startSite } from '../support/e2e-site.js';
import { Walk } from '../support/e2e-walk.js';

const CONSENT = 'We keep what you write for 90 days: https://shop.example/privacy';
const BUTTON = '<contact-button to="seller-42" name="Blue Door Motors"></contact-button>';

test('a guest agrees once, then writes; what they have deleted is gone for the seller, too', async ({
  broker,
  enter,
}) => {
  const script = `<script type="module" src="${broker.url}/deskbell.js" data-consent="${CONSENT}"></script>`;
  const site = await startSite({ '/': { body: page(script, BUTTON) } });
  const guest = new Walk((await enter(`${site.url}/`)).page);
  await guest.page.getByRole('button', { name: 'Chat' }).click();
  await expect(guest.chat.getByText('We keep what you write')).toBeVisible();
  await expect(guest.chat.getByRole('textbox', { name: 'Message' })).toBeHidden();
  await guest.chat.getByRole('button', { name: 'Agree and continue' }).click();
  await guest.write('Is the estate car still there?');
  await expect(guest.line('still there')).toContainText('Sent');

  const seller = new Walk((await enter('/seller.html')).page);
  await seller.openConversation('still there');
  await seller.write('It is.');
  await expect(guest.line('It is.')).toBeVisible();

  await guest.page.reload();
  await guest.page.getByRole('button', { name: 'Chat' }).click();
  await expect(guest.line('It is.')).toBeVisible();
  await expect(guest.chat.getByRole('button', { name: 'Agree and continue' })).toBeHidden();

  const status = await guest.page.evaluate(async (origin) => {
    const token = localStorage.getItem(`deskbell:guest:${origin}`) ?? '';
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(`${origin}/api/me`, { method: 'DELETE', headers })).status;
  }, broker.url);
  expect(status).toBe(204);
  await expect(seller.chat.getByText('still there')).toBeHidden();
  await expect(seller.chat.getByText('This message was deleted')).toBeVisible();
  await expect(seller.chat.getByRole('heading', { name: 'Deleted account' })).toBeVisible();
  await expect(seller.line('It is.')).toBeVisible();
  await site.close();
});
