import { expect, test } from '../support/e2e.js';
import { expectMediaToFlow } from '../support/e2e-media.js';
import { Walk } from '../support/e2e-walk.js';

/** What a browser says of a broker that is away. */
const AWAY = /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|WebSocket/;

test.describe('a broker that is killed', () => {
  test('loses nothing and doubles nothing of a chat', async ({ broker, enter }) => {
    const guest = new Walk((await enter('/', { expectComplaints: AWAY })).page);
    await guest.contact('chat').click();
    await guest.write('message 0');
    const seller = new Walk((await enter('/seller.html', { expectComplaints: AWAY })).page);
    await seller.openConversation('message 0');

    for (let n = 1; n <= 4; n++) await guest.write(`message ${n}`);
    await broker.kill();
    for (let n = 5; n <= 7; n++) await guest.write(`message ${n}`);
    await seller.write('answer 8');
    await expect(guest.line('message 7')).toContainText('Pending');
    await expect(seller.line('answer 8')).toContainText('Pending');
    await broker.start();

    const texts = Array.from({ length: 8 }, (_, n) => `message ${n}`);
    for (const side of [guest, seller]) {
      await expect(side.lines).toHaveCount(9, { timeout: 30_000 });
      for (const text of [...texts, 'answer 8']) await expect(side.line(text)).toHaveCount(1);
    }
    await expect(guest.line('message 7')).toContainText(/Delivered|Read/);

    // What is stored: every message once, in the order of writing, seqs without a gap.
    const token = await broker.tokenOf('seller-42');
    const list = (await broker.ask(token, 'GET', '/api/conversations')).body as {
      items: { id: string }[];
    };
    expect(list.items).toHaveLength(1);
    const page = (
      await broker.ask(token, 'GET', `/api/conversations/${list.items[0]?.id}/messages`)
    ).body as { items: { seq: number; text: string; senderId: string }[] };
    const stored = page.items.reverse();
    expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, index) => index + 1));
    expect(
      stored.filter(({ senderId }) => senderId !== 'seller-42').map(({ text }) => text),
    ).toEqual(texts);
    expect(stored).toHaveLength(9);

    await guest.page.reload();
    await guest.contact('chat').click();
    await expect(guest.lines).toHaveCount(9);
  });

  test('sends what was written in a page that was closed meanwhile', async ({ broker, enter }) => {
    const guest = new Walk((await enter('/', { expectComplaints: AWAY })).page);
    await guest.contact('chat').click();
    await guest.write('before');
    await expect(guest.line('before')).toContainText('Sent');
    await broker.kill();
    await guest.write('while you were away');
    await expect(guest.line('while you were away')).toContainText('Pending');
    await guest.page.goto('about:blank');
    await broker.start();

    await guest.page.goto(broker.url);
    await guest.contact('chat').click();
    await expect(guest.line('while you were away')).toContainText('Sent', { timeout: 20_000 });
    const seller = new Walk((await enter('/seller.html')).page);
    await seller.openConversation('while you were away');
    await expect(seller.lines).toHaveText([/before/, /while you were away/]);
  });

  test('does not end a call, which can still be ended', async ({ broker, enter }) => {
    const seller = new Walk((await enter('/seller.html', { expectComplaints: AWAY })).page);
    const guest = new Walk((await enter('/', { expectComplaints: AWAY })).page);
    await guest.contact('videoCall').click();
    await seller.accept();
    await guest.expectCallInProgress();
    await seller.expectCallInProgress();
    await broker.kill();
    await expectMediaToFlow(guest.page, { video: true });
    await expectMediaToFlow(seller.page, { video: true });
    await broker.start();
    await expectMediaToFlow(guest.page, { video: true });
    await guest.hangUp();
    await expect(guest.call).toBeHidden();
    await expect(seller.call).toBeHidden({ timeout: 30_000 });
  });
});
