import {
  act,
  attach,
  button,
  deleteForBoth,
  edit,
  offer,
  PICTURE,
  recordNote,
  sharePlace,
  WILLING,
} from '../support/e2e-kinds.js';
import { Walk } from '../support/e2e-walk.js';
import { expect, test as base } from '../support/e2e.js';

const PAPER = {
  name: 'service book.txt',
  mimeType: 'text/plain',
  buffer: Buffer.from('92,000 km'),
};

/** A visitor who has said hello, and the seller who is reading it. */
const test = base.extend<{ guest: Walk; seller: Walk }>({
  guest: async ({ enter }, use) => {
    const guest = new Walk((await enter('/', WILLING)).page);
    await guest.contact('chat').click();
    await guest.write('Hello');
    await use(guest);
  },
  seller: async ({ enter, guest }, use) => {
    const seller = new Walk((await enter('/seller.html', WILLING)).page);
    await seller.openConversation('Hello');
    await expect(guest.line('Hello')).toContainText('Read');
    await use(seller);
  },
});

test.describe('everything that is more than text', () => {
  test('the listing stands above the conversation, on both sides', async ({ guest, seller }) => {
    for (const { chat } of [guest, seller]) {
      await expect(chat.getByRole('link', { name: 'Estate car, 2016' })).toBeVisible();
      await expect(chat.getByText('€8,400')).toBeVisible();
    }
  });

  test('a picture and a file arrive as what they are', async ({ guest, seller }) => {
    await attach(guest, PICTURE, PAPER);
    const picture = button(seller.lines, 'Open photo').locator('img');
    const width = () => picture.evaluate((img: HTMLImageElement) => img.naturalWidth);
    await expect.poll(width).toBe(2);

    const downloading = seller.page.waitForEvent('download');
    await seller
      .line(PAPER.name)
      .getByRole('link', { name: `Download ${PAPER.name}` })
      .click();
    expect((await downloading).suggestedFilename()).toBe(PAPER.name);
    await expect(guest.line(PAPER.name)).toContainText('Read');
    await expect(guest.lines).toHaveCount(3);
  });

  test('a voice note is recorded, heard, and told as played', async ({ guest, seller }) => {
    const ofVoice = ({ page, lines }: Walk) => lines.filter({ has: page.getByRole('slider') });
    await recordNote(guest);
    await expect(ofVoice(guest)).toContainText('Read');
    await expect(ofVoice(guest)).not.toContainText('Played');
    await button(ofVoice(seller), 'Play').click();
    await expect(ofVoice(guest)).toContainText('Played');
  });

  test('a place arrives as words and a link, and asks no third party', async ({
    broker,
    enter,
    guest,
  }) => {
    const { page, requests } = await enter('/seller.html');
    const seller = new Walk(page);
    await seller.openConversation('Hello');
    await sharePlace(guest);
    const link = seller.lines.getByRole('link', { name: 'Open map' });
    await expect(link).toHaveAttribute('href', /^https:\/\/www\.openstreetmap\.org\/.*52\.52/);
    expect(
      requests.filter((address) => new URL(address).host !== `localhost:${broker.port}`),
    ).toEqual([]);
  });

  test('an offer is countered and accepted, and both see the same', async ({ guest, seller }) => {
    await offer(guest, button(guest.chat, 'Make an offer'), '7900');
    await offer(seller, button(seller.line('7,900'), 'Counter'), '8200');
    await button(guest.line('8,200'), 'Accept').click();
    for (const side of [guest, seller]) {
      await expect(side.line('8,200')).toContainText('Offer accepted');
      await expect(side.line('7,900')).toContainText('Offer countered');
      await expect(button(side.lines, /^(Accept|Decline|Counter|Withdraw)$/)).toHaveCount(0);
    }
  });

  test('a message is answered, reacted to, edited and deleted for both', async ({
    guest,
    seller,
  }) => {
    await act(seller, 'Hello', 'Reply');
    await seller.write('Good day');
    await expect(guest.line('Good day')).toContainText('Hello');

    await act(guest, 'Good day', 'React with 👍');
    await expect(seller.line('Good day')).toContainText('👍');

    await edit(seller, 'Good day', 'Good evening');
    await expect(guest.line('Good evening')).toContainText('edited');
    await expect(guest.line('Good day')).toHaveCount(0);

    await deleteForBoth(seller, 'Good evening');
    for (const side of [guest, seller]) {
      await expect(side.lines).toHaveText([/Hello/, /This message was deleted/]);
    }
  });
});
