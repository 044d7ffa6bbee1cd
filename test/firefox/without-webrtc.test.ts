import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { E2eBroker } from '../support/e2e-broker.js';
import { launchFirefox, Visitor } from '../support/two-browsers.js';

let broker: E2eBroker;
let browser: Browser;
beforeAll(async () => {
  [broker, browser] = await Promise.all([
    E2eBroker.start(),
    launchFirefox({ 'media.peerconnection.enabled': false }),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await broker?.close();
});

test('chat works in a browser that has no WebRTC, and a call is explained away', async () => {
  const guest = await Visitor.enter(browser, broker.url);
  expect(await guest.page.evaluate(() => typeof RTCPeerConnection)).toBe('undefined');
  await guest.press('#estate-car contact-button >>> [part~="chat-button"]');
  await guest.write('Can you hear me?');
  await guest.seeLine('Can you hear me?', 'Sent');

  const seller = await Visitor.enter(browser, `${broker.url}/seller.html`);
  await seller.press('chat-inbox >>> li button');
  await seller.seeLine('Can you hear me?');
  await seller.write('I can read you.');
  await guest.seeLine('I can read you.');

  await guest.press('body >>> [part~="voice-button"]');
  await guest.see('body >>> ::-p-text(This browser cannot make calls)');
  expect([...guest.errors, ...seller.errors]).toEqual([]);
});
