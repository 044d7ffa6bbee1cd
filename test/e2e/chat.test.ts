import { expect, test } from '../support/e2e.js';
import { Walk } from '../support/e2e-walk.js';

test.describe('a chat', () => {
  test('goes from a visitor to the seller with its ticks, and back', async ({ enter }) => {
    const guest = new Walk((await enter('/')).page);
    await guest.contact('chat').click();
    await guest.write('Is the estate car still there?');
    await expect(guest.line('still there')).toContainText('Sent');
    await expect(guest.line('still there')).not.toContainText(/Delivered|Read/);

    const seller = new Walk((await enter('/seller.html')).page);
    await expect(seller.conversation('still there')).toContainText('1');
    await expect(guest.line('still there')).toContainText('Delivered');

    await seller.openConversation('still there');
    await expect(seller.line('still there')).toBeVisible();
    await expect(guest.line('still there')).toContainText('Read');

    await seller.write('It is. Come and see it on Saturday.');
    await expect(guest.line('on Saturday')).toBeVisible();
    await expect(seller.line('on Saturday')).toContainText('Read');
  });

  test('shows who is typing and stops showing it', async ({ enter }) => {
    const guest = new Walk((await enter('/')).page);
    await guest.contact('chat').click();
    await guest.write('Hello');
    const seller = new Walk((await enter('/seller.html')).page);
    await seller.openConversation('Hello');

    const box = seller.chat.getByRole('textbox', { name: 'Message' });
    await box.pressSequentially('Let me look');
    await expect(guest.chat.getByText('typing…')).toBeVisible();
    await box.press('Enter');
    await expect(guest.line('Let me look')).toBeVisible();
    await expect(guest.chat.getByText('typing…')).toBeHidden();
  });

  test('shows a new message at once where the conversation is open, as text', async ({ enter }) => {
    const guest = new Walk((await enter('/')).page);
    await guest.contact('chat').click();
    await guest.write('Hello');
    const seller = new Walk((await enter('/seller.html')).page);
    await seller.openConversation('Hello');

    await guest.write('<img src=x onerror="alert(1)"> & <b>bold</b>');
    await expect(seller.line('<img src=x onerror="alert(1)"> & <b>bold</b>')).toBeVisible();
    await expect(seller.chat.getByRole('log').locator('img[src="x"]')).toHaveCount(0);
  });

  test('is still there after a reload, for both, in the same order', async ({ enter }) => {
    const guest = new Walk((await enter('/')).page);
    await guest.contact('chat').click();
    for (const text of ['one', 'two', 'three']) await guest.write(text);
    await expect(guest.line('three')).toContainText('Sent');

    await guest.page.reload();
    await guest.contact('chat').click();
    await expect(guest.lines).toHaveText([/one/, /two/, /three/]);

    const seller = new Walk((await enter('/seller.html')).page);
    await seller.openConversation('three');
    await expect(seller.lines).toHaveText([/one/, /two/, /three/]);
  });

  test('reaches every window of a person', async ({ enter }) => {
    const first = new Walk((await enter('/seller.html')).page);
    const second = new Walk((await enter('/seller.html')).page);
    const guest = new Walk((await enter('/')).page);
    await guest.contact('chat').click();
    await guest.write('Who is there?');
    await first.openConversation('Who is there?');
    await second.openConversation('Who is there?');

    await first.write('I am');
    await expect(second.line('I am')).toBeVisible();
    await expect(guest.line('I am')).toHaveCount(1);
    await expect(second.line('I am')).toHaveCount(1);
  });
});
