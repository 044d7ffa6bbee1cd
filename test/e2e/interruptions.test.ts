import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import {
  act,
  attach,
  button,
  choose,
  deleteForBoth,
  edit,
  offer,
  PICTURE,
  recordNote,
  REFUSALS,
  sharePlace,
  storedMessages,
  WILLING,
  type ChosenFile,
} from '../support/e2e-kinds.js';
import { Line } from '../support/e2e-line.js';
import { startOwnSite } from '../support/e2e-own-site.js';
import type { Site } from '../support/e2e-site.js';
import { Walk } from '../support/e2e-walk.js';
import { expect, test as base, type Person } from '../support/e2e.js';

const BACK_MS = { timeout: 20_000 };
const ROUGH = { ...WILLING, expectComplaints: REFUSALS };

/** A way to the broker that can be cut, and a site that is there when the broker is not. */
const test = base.extend<{ line: Line; site: Site }>({
  line: async ({ broker }, use) => {
    const line = await Line.to(broker.port);
    await use(line);
    await line.close();
  },
  site: async ({ broker, line }, use) => {
    const site = await startOwnSite({ '/': broker.url, '/by-line': line.url });
    await use(site);
    await site.close();
  },
});

type Enter = (address: string, options?: object) => Promise<Person>;

async function greet(enter: Enter, address = '/'): Promise<Walk> {
  const guest = new Walk((await enter(address, ROUGH)).page);
  await guest.contact('chat').click();
  await guest.write('Hello');
  await expect(guest.line('Hello')).toContainText('Sent');
  return guest;
}

async function sit(enter: Enter, address = '/seller.html'): Promise<Walk> {
  const seller = new Walk((await enter(address, ROUGH)).page);
  await seller.openConversation(/Hello|Goodbye/);
  return seller;
}

const archive = (bytes: number): ChosenFile => ({
  name: 'plans.zip',
  mimeType: 'application/zip',
  buffer: randomBytes(bytes),
});
const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const transfers = ({ chat }: Walk) => chat.getByRole('progressbar', { name: /^Transfer of / });

test.describe('a broker that was killed', () => {
  test('gets a picture once that was sent without it', async ({ broker, enter, site }) => {
    const guest = await greet(enter, site.url);
    const seller = await sit(enter);
    await broker.kill();
    await attach(guest, PICTURE);
    const line = guest.lines.last();
    await expect(transfers(guest)).toBeVisible();
    await expect(line).toContainText('Pending');
    await broker.start();

    await expect(line).toContainText('Read', BACK_MS);
    await expect(transfers(guest)).toHaveCount(0);
    for (const side of [guest, seller]) {
      await expect(side.lines).toHaveCount(2);
      await expect(button(side.lines, 'Open photo')).toHaveCount(1);
    }
    expect((await storedMessages(broker)).map(({ type }) => type)).toEqual(['TEXT', 'IMAGE']);
  });

  test('gets a picture, a file and a voice note once, over a reload', async ({
    broker,
    enter,
    site,
  }) => {
    const guest = await greet(enter, site.url);
    const seller = await sit(enter);
    await broker.kill();
    await attach(guest, PICTURE, archive(300_000));
    await expect(guest.lines).toHaveCount(3);
    await recordNote(guest);
    await expect(guest.lines).toHaveCount(4);
    await guest.page.reload();
    await guest.contact('chat').click();
    await broker.start();

    for (const side of [guest, seller]) {
      await expect(side.lines).toHaveCount(4, BACK_MS);
      await expect(button(side.lines, 'Open photo')).toHaveCount(1);
      await expect(side.line('plans.zip')).toHaveCount(1);
      await expect(side.chat.getByRole('slider')).toHaveCount(1);
    }
    for (const n of [1, 2, 3]) await expect(guest.lines.nth(n)).toContainText('Read');
    await button(seller.chat, 'Play').click();
    await expect(guest.lines.filter({ has: guest.page.getByRole('slider') })).toContainText(
      'Played',
    );
    const stored = await storedMessages(broker);
    expect(stored.map(({ type }) => type).sort()).toEqual(['FILE', 'IMAGE', 'TEXT', 'VOICE']);
  });

  test('gets text, a place and an offer once and in order, over a reload', async ({
    broker,
    enter,
    site,
  }) => {
    const guest = await greet(enter, site.url);
    await broker.kill();
    await guest.write('Where shall we meet?');
    await sharePlace(guest);
    await offer(guest, button(guest.chat, 'Make an offer'), '7900');
    await guest.write('Until Sunday');
    await expect(guest.lines).toHaveCount(5);
    await expect(guest.line('Until Sunday')).toContainText('Pending');
    await guest.page.reload();
    await guest.contact('chat').click();
    await broker.start();

    const story = [/Hello/, /Where shall/, /Open map/, /7,900/, /Until Sunday/];
    await expect(guest.lines).toHaveText(story, BACK_MS);
    await expect(guest.line('Until Sunday')).toContainText('Sent', BACK_MS);
    const seller = new Walk((await enter('/seller.html')).page);
    await seller.openConversation('Until Sunday');
    await expect(seller.lines).toHaveText(story);
    const stored = await storedMessages(broker);
    expect(stored.map(({ type }) => type)).toEqual(['TEXT', 'TEXT', 'LOCATION', 'BID', 'TEXT']);
    expect(stored.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
  });
});

test('what was edited and deleted without a line arrives, over a restart of the broker', async ({
  broker,
  line,
  site,
  enter,
}) => {
  const guest = await greet(enter, `${site.url}/by-line`);
  await guest.write('Goodbye');
  const seller = await sit(enter);
  await expect(seller.lines).toHaveCount(2);
  line.cut();
  await edit(guest, 'Hello', 'Good day');
  await deleteForBoth(guest, 'Goodbye');
  await expect(guest.lines).toHaveText([/Good day.*Pending/s, /This message was deleted/]);
  await expect(seller.lines).toHaveText([/Hello/, /Goodbye/]);
  await broker.kill();
  await broker.start();
  line.mend();

  await expect(seller.lines).toHaveText([/Good day/, /This message was deleted/], BACK_MS);
  await expect(seller.line('Good day')).toContainText('edited');
  await expect(guest.line('Good day')).toContainText('Read', BACK_MS);
  const [first, second, ...more] = await storedMessages(broker);
  expect(first).toMatchObject({ text: 'Good day', editedAt: expect.any(String) as unknown });
  expect(second?.deletedAt).toBeTruthy();
  expect(more).toEqual([]);
});

test('an upload goes on after a reload where it was', async ({ broker, enter }) => {
  const guest = await greet(enter);
  const plans = archive(15_000_000);
  const offsets: number[] = [];
  // The first slice goes through; the page is left in the middle of the second.
  await guest.page.route('**/api/uploads/*', async (route, request) => {
    if (request.method() !== 'PATCH') return route.continue();
    const count = offsets.push(Number(await request.headerValue('upload-offset')));
    if (count !== 2) await route.continue();
  });
  await attach(guest, plans);
  await expect.poll(() => offsets.length).toBe(2);
  await guest.page.reload();
  await guest.contact('chat').click();

  await expect(guest.line('plans.zip')).toContainText('Sent', BACK_MS);
  await expect(transfers(guest)).toHaveCount(0);
  await expect(guest.lines).toHaveCount(2);
  expect(offsets[1]).toBeGreaterThan(0);
  expect(offsets[2]).toBe(offsets[1]);
  const stored = await storedMessages(broker);
  expect(stored.map(({ media }) => media?.size)).toEqual([undefined, plans.buffer.length]);

  const seller = new Walk((await enter('/seller.html')).page);
  await seller.openConversation('plans.zip');
  const downloading = seller.page.waitForEvent('download');
  await seller.chat.getByRole('link', { name: 'Download plans.zip' }).click();
  expect(digest(await readFile(await (await downloading).path()))).toBe(digest(plans.buffer));
});

test.describe('two devices of one person', () => {
  test('agree on what was sent and what was read', async ({ enter }) => {
    const guest = await greet(enter);
    const desk = new Walk((await enter('/seller.html')).page);
    const phone = new Walk((await enter('/seller.html')).page);
    for (const device of [desk, phone]) {
      await expect(device.conversation('Hello')).toContainText('1 unread');
    }
    await desk.openConversation('Hello');
    await expect(phone.conversation('Hello')).not.toContainText('unread');
    await expect(guest.line('Hello')).toContainText('Read');

    await attach(desk, PICTURE);
    await phone.openConversation('Photo');
    await expect(button(phone.lines, 'Open photo')).toBeVisible();
    await offer(phone, button(phone.chat, 'Make an offer'), '8100');
    for (const side of [guest, desk, phone]) {
      await expect(side.lines).toHaveCount(3);
      await expect(side.line('8,100')).toHaveCount(1);
    }
  });

  test('agree on what one changed while the other was offline', async ({ enter, line, site }) => {
    const guest = await greet(enter, site.url);
    const desk = await sit(enter);
    const phone = await sit(enter, `${line.url}/seller.html`);
    for (const text of ['one', 'two']) await desk.write(text);
    await expect(phone.line('two')).toBeVisible();
    line.cut();
    await expect(phone.chat).toContainText(/Waiting for network…|You are chatting directly/);
    await edit(desk, 'one', 'first');
    await deleteForBoth(desk, 'two');
    await act(desk, 'Hello', 'React with 👍');
    const after = [/Hello[^]*👍/, /first[^]*edited/, /This message was deleted/];
    await expect(guest.lines).toHaveText(after);
    await expect(phone.lines).toHaveText([/Hello/, /one/, /two/]);
    line.mend();
    for (const device of [desk, phone]) await expect(device.lines).toHaveText(after, BACK_MS);
  });
});

test.describe('what the broker will not take', () => {
  test('says so beside the message of somebody blocked, and goes out once unblocked', async ({
    enter,
  }) => {
    const guest = await greet(enter);
    const seller = await sit(enter);
    const change = async (item: string) => {
      await button(seller.conversation('Hello'), /^Options for /).click();
      await seller.page.getByRole('menuitem', { name: item, exact: true }).click();
    };
    await change('Block');
    await button(seller.page.getByRole('dialog'), 'Block').click();
    await expect(seller.conversation('Hello')).toContainText('Blocked');

    await guest.write('Why?');
    const refused = guest.line('Why?');
    await expect(refused).toContainText('This person does not receive messages from you.');
    await expect(button(refused, 'Remove')).toBeVisible();
    const box = guest.chat.getByRole('textbox', { name: 'Message', exact: true });
    await box.fill('I only wanted to');
    await guest.page.reload();
    await guest.contact('chat').click();
    await expect(refused).toContainText('This person does not receive messages from you.');
    await expect(box).toHaveValue('I only wanted to');

    await change('Unblock');
    await expect(seller.conversation('Hello')).not.toContainText('Blocked');
    await button(refused, 'Retry').click();
    await expect(guest.line('Why?')).toContainText('Read');
    await expect(seller.lines).toHaveText([/Hello/, /Why\?/]);
    await expect(box).toHaveValue('I only wanted to');
  });

  test('keeps a text that is too long until it is short enough', async ({ enter }) => {
    const guest = await greet(enter);
    const box = guest.chat.getByRole('textbox', { name: 'Message', exact: true });
    // 8,193 bytes in UTF-8.
    const long = `${'é'.repeat(4_096)}!`;
    await box.fill(long);
    await expect(guest.chat.getByRole('alert')).toHaveText('This message is too long.');
    await expect(button(guest.chat, 'Send')).toBeDisabled();
    await box.press('Enter');
    await expect(box).toHaveValue(long);
    await box.press('Backspace');
    await box.press('Enter');
    await expect(guest.lines).toHaveCount(2);
    await expect(guest.lines.last()).toContainText('Sent');
  });

  test.describe('as too large', () => {
    test.use({ settings: { MAX_UPLOAD_BYTES: '100000' } });

    test('says so beside the file, over a reload, until it is removed', async ({ enter }) => {
      const guest = await greet(enter);
      await choose(guest, archive(100_001));
      await guest.page.getByRole('dialog').getByRole('textbox').fill('The plans');
      await button(guest.page.getByRole('dialog'), 'Send').click();
      const line = guest.line('plans.zip');
      const isExplained = async () => {
        await expect(line).toContainText('This file is too large to send.');
        await expect(line).toContainText('The plans');
      };
      await isExplained();
      await button(line, 'Retry').click();
      await isExplained();
      await guest.page.reload();
      await guest.contact('chat').click();
      await isExplained();
      await button(line, 'Remove').click();
      await expect(guest.lines).toHaveCount(1);
      await guest.page.reload();
      await guest.contact('chat').click();
      await expect(guest.lines).toHaveText([/Hello/]);
    });
  });
});
