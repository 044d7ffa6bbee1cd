import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { E2eBroker } from '../support/e2e-broker.js';
import { launchChromium, launchFirefox, Visitor } from '../support/two-browsers.js';

let broker: E2eBroker;
let firefox: Browser;
let chromium: Browser;
beforeAll(async () => {
  [broker, firefox, chromium] = await Promise.all([
    E2eBroker.start(),
    launchFirefox(),
    launchChromium(),
  ]);
});
afterAll(async () => {
  await Promise.all([firefox?.close(), chromium?.close()]);
  await broker?.close();
});

test('text goes from Firefox to Chromium with its ticks, and back', async () => {
  const guest = await Visitor.enter(firefox, broker.url);
  await guest.press('#estate-car contact-button >>> [part~="chat-button"]');
  await guest.write('Is the estate car still there?');
  await guest.seeLine('still there', 'Sent');

  const seller = await Visitor.enter(chromium, `${broker.url}/seller.html`);
  await seller.press('chat-inbox >>> li button');
  await seller.seeLine('still there');
  await guest.seeLine('still there', 'Read');

  await seller.write('It is. Come on Saturday.');
  await guest.seeLine('on Saturday');
  await seller.seeLine('on Saturday', 'Read');
  expect([...guest.errors, ...seller.errors]).toEqual([]);
});
