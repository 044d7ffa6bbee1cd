import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { page, startSite } from '../support/e2e-site.js';
import { expect, test } from '../support/e2e.js';
import { expectMediaToFlow } from '../support/e2e-media.js';
import { Walk } from '../support/e2e-walk.js';

const SCRIPT = new URL('../../dist/browser/deskbell.js', import.meta.url);
const integrity = `sha384-${createHash('sha384').update(readFileSync(SCRIPT)).digest('base64')}`;

/** The strictest policy that contract and README promise to work under. */
function policy(broker: string): string {
  const socket = broker.replace('http', 'ws');
  return [
    "default-src 'self'",
    `script-src 'self' ${broker}`,
    `connect-src 'self' ${broker} ${socket}`,
    `img-src 'self' ${broker}`,
    `media-src 'self' ${broker}`,
    "require-trusted-types-for 'script'",
  ].join('; ');
}

/** Styles of a site that resets and shouts. */
const SHOUTING = `
  * { all: revert; box-sizing: content-box !important; letter-spacing: 3px; }
  button, div, span, p { font: 40px/3 cursive !important; color: lime !important; float: left !important; }
  :root { font-size: 30px; }
`;

/** A site with that policy, those styles and a button. */
function strictSite(broker: { url: string }): ReturnType<typeof startSite> {
  return startSite({
    '/': {
      headers: { 'content-security-policy': policy(broker.url) },
      body: page(
        `<link rel="stylesheet" href="/site.css">
         <script type="module" crossorigin integrity="${integrity}" src="${broker.url}/deskbell.js"></script>`,
        `<main id="estate-car"><contact-button to="seller-42" name="Blue Door Motors"></contact-button></main>`,
      ),
    },
    '/site.css': { body: SHOUTING, type: 'text/css' },
  });
}

test('works on a strict page of another site, with SRI, and breaks no rule', async ({
  broker,
  enter,
}) => {
  const site = await strictSite(broker);
  try {
    const seller = new Walk((await enter('/seller.html')).page);
    const { page: guestPage, requests } = await enter(site.url);
    const guest = new Walk(guestPage);
    await guest.contact('chat').click();
    await guest.write('From a strict page');
    await seller.openConversation('From a strict page');
    await expect(guest.line('From a strict page')).toContainText('Read');
    await guest.chat.getByRole('button', { name: 'Video call' }).click();
    await seller.accept();
    await guest.expectCallInProgress();
    await expectMediaToFlow(guest.page, { video: true });
    await expectMediaToFlow(seller.page, { video: true });
    await guest.hangUp();
    await expect(seller.call).toBeHidden();

    const origins = new Set(requests.map((address) => new URL(address).host));
    expect([...origins].sort()).toEqual([new URL(broker.url).host, new URL(site.url).host].sort());
  } finally {
    await site.close();
  }
});

interface Floating extends EventTarget {
  readonly window: (Window & typeof globalThis) | null;
}

/** The window of its own has the page's policy: what it refuses is reported as the page's is. */
function reportFloatingViolations(): void {
  const { documentPictureInPicture } = window as Window & { documentPictureInPicture?: Floating };
  documentPictureInPicture?.addEventListener('enter', () => {
    const { document: inside } = documentPictureInPicture.window!;
    inside.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      console.error(`refused by policy in the window: ${violatedDirective} ${blockedURI}`);
    });
  });
}

test('rings, is small and floats on a strict page, and breaks no rule', async ({
  broker,
  enter,
}) => {
  const site = await strictSite(broker);
  try {
    const seller = new Walk((await enter('/seller.html')).page);
    const guest = new Walk((await enter(site.url)).page);
    await guest.page.evaluate(reportFloatingViolations);
    await guest.contact('chat').click();
    await guest.write('Ring me on a strict page');
    await seller.openConversation('Ring me on a strict page');
    await seller.chat.getByRole('button', { name: 'Video call' }).click();
    await expect(guest.incoming).toBeVisible();
    await guest.accept();
    for (const side of [guest, seller]) {
      await side.expectCallInProgress();
      await expectMediaToFlow(side.page, { video: true });
    }

    const press = (name: string) => guest.call.getByRole('button', { name, exact: true }).click();
    await press('Minimise');
    const bubble = guest.call.getByRole('group');
    await expect(bubble).toBeVisible();
    const before = (await bubble.boundingBox())!;
    await bubble.press('ArrowLeft');
    await expect.poll(async () => (await bubble.boundingBox())!.x).toBeLessThan(before.x);
    await press('Back to the call');

    await press('More');
    await guest.page.getByRole('menuitem', { name: 'Picture in picture', exact: true }).click();
    const floating = () =>
      guest.page.evaluate(() => {
        const inside = (window as unknown as { documentPictureInPicture: Floating })
          .documentPictureInPicture.window;
        const video = inside?.document.querySelector<HTMLVideoElement>('video.main');
        return {
          isPlaying: video?.paused === false,
          look: video && getComputedStyle(video).position,
        };
      });
    await expect.poll(floating).toEqual({ isPlaying: true, look: 'absolute' });
    await press('Back to the call');
    await guest.hangUp();
    await expect(seller.call).toBeHidden();
  } finally {
    await site.close();
  }
});

test('a script that is not the one of its hash does not run', async ({ broker, enter }) => {
  const site = await startSite({
    '/': {
      body: page(
        `<script type="module" crossorigin integrity="sha384-${'A'.repeat(64)}" src="${broker.url}/deskbell.js"></script>`,
        `<contact-button to="seller-42"></contact-button>`,
      ),
    },
  });
  try {
    const { page: victim } = await enter(site.url, { expectComplaints: /integrity/ });
    await victim.waitForLoadState('networkidle');
    expect(await victim.evaluate(() => customElements.get('contact-button'))).toBeUndefined();
  } finally {
    await site.close();
  }
});
