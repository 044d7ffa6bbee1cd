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

test('works on a strict page of another site, with SRI, and breaks no rule', async ({
  broker,
  enter,
}) => {
  const site = await startSite({
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
