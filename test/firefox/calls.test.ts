import type { Browser } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { E2eBroker } from '../support/e2e-broker.js';
import { recordConnections } from '../support/e2e-media.js';
import { launchChromium, launchFirefox, Visitor } from '../support/two-browsers.js';

/** Sound without loudness plays where there is no device for it, too. */
const SILENT = { 'media.default_volume': '0.0' };

let broker: E2eBroker;
let browsers: Record<'Firefox' | 'Chromium', Browser>;
beforeAll(async () => {
  const started = await Promise.all([
    E2eBroker.start({ RATE_LIMITS: 'off' }),
    launchFirefox(SILENT),
    launchChromium(),
  ]);
  broker = started[0];
  browsers = { Firefox: started[1], Chromium: started[2] };
});
afterAll(async () => {
  await Promise.all([browsers?.Firefox.close(), browsers?.Chromium.close()]);
  await broker?.close();
});

const part = (name: string) => `call-modal >>> [part~="${name}"]`;
const say = (words: string) => `call-modal >>> ::-p-text(${words})`;

/** What has come in on the call that is up. */
function inbound(): Promise<{ sound: number; frames: number }> {
  return window.recordedConnections
    .filter((each) => each.connectionState === 'connected' && each.getTransceivers().length > 0)
    .reduce(
      async (sum, connection) => {
        const { sound, frames } = await sum;
        let [soundHere, framesHere] = [0, 0];
        (await connection.getStats()).forEach((report: Record<string, string | number>) => {
          if (report.type !== 'inbound-rtp') return;
          if (report.kind === 'audio') soundHere += Number(report.packetsReceived ?? 0);
          else framesHere += Number(report.framesDecoded ?? 0);
        });
        return { sound: sound + soundHere, frames: frames + framesHere };
      },
      Promise.resolve({ sound: 0, frames: 0 }),
    );
}

/** What a call that is silent is in, and what its person is told. */
function whatIsWrong(): string {
  const states = window.recordedConnections.map((each) =>
    [each.connectionState, each.iceConnectionState, each.signalingState].join('/'),
  );
  const dialog = document.querySelector('call-modal')?.shadowRoot?.querySelector('.root');
  return `${states.join(', ')}; ${dialog?.textContent?.replace(/\s+/g, ' ') ?? 'no call'}`;
}

/** From now on this arrives. */
async function hears(visitor: Visitor, kind: 'sound' | 'frames'): Promise<void> {
  const before = (await visitor.page.evaluate(inbound))[kind];
  const arrives = expect.poll(
    async () => (await visitor.page.evaluate(inbound))[kind] > before + 5,
    { timeout: 15_000 },
  );
  try {
    await arrives.toBe(true);
  } catch (cause) {
    throw new Error(`no ${kind}: ${await visitor.page.evaluate(whatIsWrong)}`, { cause });
  }
}

/** Nothing is left of it, its last words included, which are in the way of the next call. */
async function expectNoCall(visitor: Visitor): Promise<void> {
  await visitor.page.waitForFunction(
    () => !document.querySelector('call-modal')?.shadowRoot?.querySelector('[part~="dialog"]'),
  );
  await visitor.page.waitForFunction(() =>
    window.recordedConnections.every(
      (each) => each.connectionState === 'closed' || each.getTransceivers().length === 0,
    ),
  );
}

describe.each([
  ['Firefox', 'Chromium'],
  ['Chromium', 'Firefox'],
] as const)('%s calls %s', (from, to) => {
  let guest: Visitor;
  let seller: Visitor;
  beforeAll(async () => {
    guest = await Visitor.enter(browsers[from], broker.url, recordConnections);
    await guest.press('#estate-car contact-button >>> [part~="chat-button"]');
    await guest.write(`Hello from ${from}`);
    await guest.seeLine('Hello', 'Sent');
    seller = await Visitor.enter(browsers[to], `${broker.url}/seller.html`, recordConnections);
    await seller.press(`chat-inbox >>> li button ::-p-text(Hello from ${from})`);
    await guest.seeLine('Hello', 'Read');
  });
  afterEach(async () => {
    for (const side of [guest, seller]) await expectNoCall(side);
  });
  afterAll(async () => {
    expect([...guest.errors, ...seller.errors]).toEqual([]);
    await Promise.all([guest.page.browserContext().close(), seller.page.browserContext().close()]);
  });

  async function talk(kind: 'voice' | 'video'): Promise<void> {
    await guest.press(`chat-panel >>> [part~="${kind}-button"]`);
    await seller.press(part('accept-button'));
    for (const side of [guest, seller]) await side.see(say('Call in progress'));
  }

  test('by voice, and the caller hangs up', async () => {
    await talk('voice');
    for (const side of [guest, seller]) await hears(side, 'sound');
    await guest.press(part('end-button'));
    for (const side of [guest, seller]) await expectNoCall(side);
    await seller.seeLine('Voice call');
  });

  test('by video, and the callee hangs up', async () => {
    await talk('video');
    for (const side of [guest, seller]) {
      await hears(side, 'sound');
      await hears(side, 'frames');
    }
    await seller.press(part('end-button'));
    for (const side of [guest, seller]) await expectNoCall(side);
    await guest.seeLine('Video call');
  });

  test('and is told of a muted microphone, a dark camera and a hold', async () => {
    await talk('video');
    for (const side of [guest, seller]) await hears(side, 'frames');
    await guest.press(part('mute-button'));
    await seller.see(part('remote-muted'));
    await guest.press(part('mute-button'));
    await seller.page.waitForSelector(part('remote-muted'), { hidden: true });

    await seller.press(part('camera-button'));
    await guest.see(say('turned the camera off'));
    await seller.press(part('camera-button'));
    await hears(guest, 'frames');

    await guest.press(part('hold-button'));
    for (const side of [guest, seller]) await side.see(say('On hold'));
    await guest.press(part('hold-button'));
    for (const side of [guest, seller]) await side.see(say('Call in progress'));
    await hears(seller, 'sound');
    await hears(guest, 'frames');
    await guest.press(part('end-button'));
  });

  test('and shares a screen beside the camera', async () => {
    await talk('video');
    await hears(seller, 'frames');
    // A browser without a head has no screen to choose from.
    await guest.page.evaluate(() => {
      navigator.mediaDevices.getDisplayMedia = () => {
        const canvas = document.createElement('canvas');
        const context = canvas.getContext('2d')!;
        setInterval(() => context.fillRect(Math.random() * 300, 0, 9, 150), 100);
        return Promise.resolve(canvas.captureStream(10));
      };
    });
    await guest.press(part('share-button'));
    await seller.see('call-modal >>> video[aria-label$="’s screen"]');
    await hears(guest, 'frames');
    await guest.press(part('share-button'));
    await seller.page.waitForSelector('call-modal >>> video[aria-label$="’s screen"]', {
      hidden: true,
    });
    await hears(seller, 'frames');
    await guest.press(part('end-button'));
  });

  test('and asks for a picture in a voice call', async () => {
    await talk('voice');
    for (const side of [guest, seller]) await hears(side, 'sound');
    await guest.press(part('more-button'));
    await guest.press('call-modal >>> ::-p-text(Turn on video)');
    await seller.press('call-modal >>> .wish .accept');
    await hears(seller, 'frames');
    await seller.press(part('camera-button'));
    await hears(guest, 'frames');
    await seller.press(part('end-button'));
  });

  test('and mends the path by an ICE restart', async () => {
    await talk('voice');
    for (const side of [guest, seller]) await hears(side, 'sound');
    const credentials = (visitor: Visitor) =>
      visitor.page.evaluate(
        () =>
          window.recordedConnections
            .filter(
              (each) => each.connectionState === 'connected' && each.getTransceivers().length > 0,
            )
            .map((each) => /ice-ufrag:(\S+)/.exec(each.currentLocalDescription?.sdp ?? '')?.[1])[0],
      );
    const before = await Promise.all([guest, seller].map(credentials));
    // As a browser does by itself where the network changes.
    await guest.page.evaluate(() => {
      const [call] = window.recordedConnections.filter(
        (each) => each.connectionState === 'connected' && each.getTransceivers().length > 0,
      );
      call?.restartIce();
    });
    const areNew = expect.poll(
      async () => {
        const now = await Promise.all([guest, seller].map(credentials));
        return now.every((each, i) => each !== undefined && each !== before[i]);
      },
      { timeout: 15_000 },
    );
    await areNew.toBe(true);
    for (const side of [guest, seller]) await hears(side, 'sound');
    await seller.press(part('end-button'));
  });
});
