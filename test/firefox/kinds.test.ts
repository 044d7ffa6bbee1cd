import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, ElementHandle } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { E2eBroker } from '../support/e2e-broker.js';
import { PICTURE } from '../support/e2e-kinds.js';
import { launchChromium, launchFirefox, Visitor } from '../support/two-browsers.js';

const PAPER = { name: 'service book.txt', text: '92,000 km' };
/** Sound without loudness plays where there is no device for it, too. */
const SILENT = { 'media.default_volume': '0.0' };
const PLACE = { latitude: 52.52, longitude: 13.405 };

let broker: E2eBroker;
let browsers: Record<'Firefox' | 'Chromium', Browser>;
let folder: string;
beforeAll(async () => {
  const started = await Promise.all([E2eBroker.start(), launchFirefox(SILENT), launchChromium()]);
  broker = started[0];
  browsers = { Firefox: started[1], Chromium: started[2] };
  folder = await mkdtemp(join(tmpdir(), 'deskbell-files-'));
  await writeFile(join(folder, PICTURE.name), PICTURE.buffer);
  await writeFile(join(folder, PAPER.name), PAPER.text);
});
afterAll(async () => {
  await Promise.all([browsers?.Firefox.close(), browsers?.Chromium.close()]);
  await broker?.close();
  await rm(folder, { recursive: true, force: true });
});

const tool = (name: string) => `deskbell-composer >>> [aria-label="${name}"]`;
const item = (name: string) => `deskbell-menu >>> ::-p-text(${name})`;

describe.each([
  ['Firefox', 'Chromium'],
  ['Chromium', 'Firefox'],
] as const)('from %s to %s', (from, to) => {
  let guest: Visitor;
  let seller: Visitor;
  beforeAll(async () => {
    guest = await Visitor.enter(browsers[from], broker.url);
    if (from === 'Chromium') {
      await guest.page.browserContext().overridePermissions(broker.url, ['geolocation']);
      await guest.page.setGeolocation(PLACE);
    }
    await guest.press('#estate-car contact-button >>> [part~="chat-button"]');
    await guest.write(`Hello from ${from}`);
    await guest.seeLine('Hello', 'Sent');
    seller = await Visitor.enter(browsers[to], `${broker.url}/seller.html`);
    await seller.press(`chat-inbox >>> li button ::-p-text(Hello from ${from})`);
    await guest.seeLine('Hello', 'Read');
  });
  afterAll(async () => {
    expect([...guest.errors, ...seller.errors]).toEqual([]);
    await Promise.all([guest.page.browserContext().close(), seller.page.browserContext().close()]);
  });

  test('go a picture and a file', async () => {
    // The input comes with the tools, which come when somebody is about to use one.
    const attach = await guest.see('body >>> [aria-label="Attach file"]');
    await attach.evaluate((button) => {
      button.dispatchEvent(new PointerEvent('pointerover', { bubbles: true, composed: true }));
    });
    const composer = await guest.see('body >>> deskbell-composer');
    const holdsInput = (element: Element) =>
      element.shadowRoot?.querySelector('deskbell-tools')?.shadowRoot?.querySelector('input') !=
      null;
    await guest.until(composer, holdsInput);
    const input = await guest.page.$('body >>> deskbell-composer >>> [type=file]');
    await (input as ElementHandle<HTMLInputElement>).uploadFile(
      join(folder, PICTURE.name),
      join(folder, PAPER.name),
    );
    await guest.press('body >>> deskbell-attachments >>> .send');

    const picture = await seller.see('body >>> deskbell-picture >>> img.here');
    expect(await picture.evaluate((img) => (img as HTMLImageElement).naturalWidth)).toBe(2);
    const link = await seller.see(`body >>> [aria-label="Download ${PAPER.name}"]`);
    const text = link.evaluate(async (a) => (await fetch((a as HTMLAnchorElement).href)).text());
    expect(await text).toBe(PAPER.text);
    await guest.seeLine(PAPER.name, 'Read');
  });

  test('goes a voice note, which is heard to its end and told as played', async () => {
    await guest.press(`body >>> ${tool('Record voice message')}`);
    const timer = await guest.see('body >>> deskbell-recorder >>> [role=timer]');
    await guest.until(timer, (time) => /[1-9]/.test(time.textContent ?? ''));
    await guest.press('body >>> deskbell-recorder >>> .send');

    await seller.press('body >>> deskbell-voice >>> [aria-label="Play"]');
    const position = await seller.see('body >>> deskbell-voice >>> [type=range]');
    await seller.until(position, (range) => (range as HTMLInputElement).valueAsNumber > 0.2);
    await guest.seeLine('Played');
    await seller.see('body >>> deskbell-voice >>> [aria-label="Play"]');
    await seller.until(position, (range) => (range as HTMLInputElement).valueAsNumber === 0);
  });

  test('goes a place', async () => {
    await guest.press(`body >>> ${tool('Share location')}`);
    await guest.press('body >>> deskbell-place >>> .send:enabled');
    const link = await seller.see('body >>> article a ::-p-text(Open map)');
    expect(await link.evaluate((a) => (a as HTMLAnchorElement).href)).toContain('52.52');
    await guest.seeLine('52.52', 'Read');
  });

  test('goes an offer, and its acceptance back', async () => {
    await guest.press(`body >>> ${tool('Make an offer')}`);
    const amount = await guest.see('body >>> deskbell-offer >>> input');
    await amount.type('7900');
    await guest.press('body >>> deskbell-offer >>> .send');
    await seller.seeLine('7,900', 'Accept');
    await seller.press('body >>> deskbell-bid >>> ::-p-text(Accept)');
    await guest.seeLine('7,900', 'Offer accepted');
    await seller.seeLine('7,900', 'Offer accepted');
  });

  test('go a reaction, an edit and a deletion', async () => {
    await guest.write('Until Saturday');
    await seller.seeLine('Until Saturday');
    const openMenu = async (visitor: Visitor) => {
      await (await visitor.see('body >>> article ::-p-text(Until Saturday)')).hover();
      await visitor.press('body >>> article:hover [aria-label="Message actions"]');
    };
    await openMenu(seller);
    await seller.press(`body >>> [aria-label="React with 👍"]`);
    await guest.seeLine('Until Saturday', '👍');

    await openMenu(guest);
    await guest.press(`body >>> ${item('Edit')}`);
    await guest.see('body >>> ::-p-text(Editing message)');
    await guest.write(' noon');
    await seller.seeLine('Until Saturday noon', '👍', 'edited');

    await openMenu(guest);
    await guest.press(`body >>> ${item('Delete')}`);
    await guest.press('body >>> deskbell-ask >>> .danger');
    await seller.seeLine('This message was deleted');
    await guest.seeLine('This message was deleted');
  });
});
