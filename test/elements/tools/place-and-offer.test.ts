import { expect, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { find, namesOf } from '../../support/accessible.js';
import {
  appear,
  asked,
  buttonNamed,
  openPanel,
  vanish,
  type OpenPanel,
} from '../../support/composer.js';
import { CONVERSATION_ID, entry } from '../../support/fake-session.js';
import { cleanUp } from '../../support/page.js';
import { waitUntil } from '../../support/wait-until.js';

type Answer = (found: PositionCallback, refused: PositionErrorCallback) => void;

let asks = 0;

/** Lets the browser's question for the place be answered like this. */
function answerPlace(answer: Answer): void {
  asks = 0;
  navigator.geolocation.getCurrentPosition = (found, refused) => {
    asks += 1;
    answer(found, refused!);
  };
}

const here: Answer = (found) =>
  found({ coords: { latitude: 52.5163, longitude: 13.3777, accuracy: 28 } } as GeolocationPosition);

const refusedWith =
  (code: number): Answer =>
  (_found, refused) =>
    refused({ code } as GeolocationPositionError);

describe('sharing a location', () => {
  afterEach(async () => {
    await cleanUp();
    Reflect.deleteProperty(navigator.geolocation, 'getCurrentPosition');
  });

  it('asks on a press only, shows what was found, and sends it when told to', async () => {
    answerPlace(here);
    const open = await openPanel();
    expect(asks).to.equal(0);
    (await buttonNamed(open.panel, 'Share location')).click();
    const found = await appear(open.panel, '.found');
    expect(asks).to.equal(1);
    expect(found.textContent).to.contain('52.5163, 13.3777').and.contain('28 m');
    expect(open.session.verbsNamed('sendLocation')).to.have.length(0);
    await expect(open.panel).to.be.accessible();
    const sheet = await appear(open.panel, 'deskbell-place');
    find<HTMLInputElement>(sheet, 'input').value = ' At the gate ';
    const request = oneEvent(open.panel, 'message-send-request');
    (await buttonNamed(sheet, 'Send')).click();
    expect((await request).detail).to.deep.include({
      type: 'LOCATION',
      text: 'At the gate',
      location: { latitude: 52.5163, longitude: 13.3777 },
    });
    expect((await asked(open, 'sendLocation')).slice(0, 4)).to.deep.equal([
      CONVERSATION_ID,
      52.5163,
      13.3777,
      'At the gate',
    ]);
    await vanish(open.panel, 'dialog');
  });

  for (const [code, sentence] of [
    [1, /does not tell this site/],
    [2, /could not be found/],
    [3, /took too long/],
  ] as const) {
    it(`says why there is none (${code}), and tries again`, async () => {
      answerPlace(refusedWith(code));
      const open = await openPanel();
      (await buttonNamed(open.panel, 'Share location')).click();
      expect((await appear(open.panel, '[role=alert]')).textContent).to.match(sentence);
      answerPlace(here);
      (await buttonNamed(open.panel, 'Retry')).click();
      await appear(open.panel, '.found');
    });
  }

  it('forgets an answer that comes after it was closed', async () => {
    let late: PositionCallback | undefined;
    answerPlace((found) => (late = found));
    const open = await openPanel();
    (await buttonNamed(open.panel, 'Share location')).click();
    (await buttonNamed(open.panel, 'Cancel')).click();
    await vanish(open.panel, 'deskbell-place');
    here(late!, () => undefined);
    expect(open.session.verbsNamed('sendLocation')).to.have.length(0);
  });
});

async function offer(open: OpenPanel): Promise<HTMLElement> {
  (await buttonNamed(open.panel, 'Make an offer')).click();
  await appear(open.panel, 'dialog[open]');
  return appear(open.panel, 'deskbell-offer');
}

function write(sheet: Element, amount: string): void {
  const input = find<HTMLInputElement>(sheet, 'input');
  input.value = amount;
  input.dispatchEvent(new InputEvent('input'));
}

describe('making an offer', () => {
  afterEach(cleanUp);

  it('is possible on a listing only', async () => {
    const without = await openPanel({}, null);
    without.panel.focusComposer();
    const names = await namesOf('button');
    expect(names).to.include('Share location').and.not.include('Make an offer');
    await cleanUp();
    await openPanel();
    expect(await namesOf('button')).to.include('Make an offer');
  });

  it('sends amount, currency of the listing and how long it stands', async () => {
    const open = await openPanel();
    const sheet = await offer(open);
    expect(sheet.shadowRoot!.textContent).to.contain('Family car').and.contain('€14,500');
    await expect(open.panel).to.be.accessible();
    write(sheet, '12,500.50');
    const select = find<HTMLSelectElement>(sheet, 'select');
    select.value = String(24 * 3600);
    select.dispatchEvent(new Event('change'));
    const request = oneEvent(open.panel, 'bid-request');
    (await buttonNamed(sheet, 'Send offer')).click();
    const bid = { amount: '12500.5', currency: 'EUR', expiresInSeconds: 86_400 };
    expect((await request).detail).to.deep.include({ step: 'offer', bid });
    expect(await asked(open, 'sendBid')).to.deep.equal([CONVERSATION_ID, bid]);
    await vanish(open.panel, 'dialog');
  });

  it('takes Arabic and Persian digits', async () => {
    document.documentElement.lang = 'ar';
    const open = await openPanel();
    (await appear(open.panel, '.offer')).click();
    const sheet = await appear(open.panel, 'deskbell-offer');
    await appear(sheet, 'dialog[open]');
    write(sheet, '١٢٬٥٠٠٫٥');
    find<HTMLFormElement>(sheet, 'form').requestSubmit();
    const [, bid] = await asked(open, 'sendBid');
    expect(bid).to.include({ amount: '12500.5' });
  });

  for (const [amount, sentence] of [
    ['', 'Write how much you offer.'],
    ['soon', 'This is not an amount. Write digits, such as 1500.'],
    ['1.999', 'There are too many digits after the decimal point.'],
    ['9999999999999', 'This amount is too large.'],
  ] as const) {
    it(`says what is wrong with “${amount}”`, async () => {
      const open = await openPanel();
      const sheet = await offer(open);
      write(sheet, amount);
      await sendKeys({ press: 'Enter' });
      const problem = await appear(sheet, '.problem:not([hidden])');
      expect(problem.textContent!.trim()).to.equal(sentence);
      expect(find(sheet, 'input').getAttribute('aria-invalid')).to.equal('true');
      expect(find(sheet, 'input').matches(':focus')).to.equal(true);
      expect(open.session.verbsNamed('sendBid')).to.have.length(0);
    });
  }

  it('answers an offer with another one, in its currency', async () => {
    const open = await openPanel();
    const bid = {
      amount: '9000',
      currency: 'GBP',
      status: 'open',
      expiresAt: new Date().toISOString(),
    } as const;
    const theirs = entry({ type: 'BID', bid });
    find(open.panel, 'deskbell-log').dispatchEvent(
      new CustomEvent('deskbell-counter', { detail: theirs, bubbles: true }),
    );
    const sheet = await appear(open.panel, 'deskbell-offer');
    await appear(sheet, 'dialog[open]');
    expect(find(sheet, 'h2').textContent).to.equal('Make a counter-offer');
    expect(find<HTMLInputElement>(sheet, 'input').value).to.equal('9000');
    write(sheet, '9500');
    const request = oneEvent(open.panel, 'bid-request');
    (await buttonNamed(sheet, 'Send offer')).click();
    expect((await request).detail).to.include({ step: 'counter', messageId: theirs.id });
    const [, counter] = await asked(open, 'sendBid');
    expect(counter).to.include({ amount: '9500', currency: 'GBP', counterTo: theirs.id });
  });

  it('lets the currency be chosen when the listing has none', async () => {
    const open = await openPanel({}, { id: 'car-9' });
    const sheet = await offer(open);
    const currency = find<HTMLSelectElement>(sheet, 'select');
    currency.value = 'JPY';
    currency.dispatchEvent(new Event('change'));
    write(sheet, '5000');
    (await buttonNamed(sheet, 'Send offer')).click();
    const [, bid] = await asked(open, 'sendBid');
    expect(bid).to.include({ amount: '5000', currency: 'JPY' });
  });

  it('stays open when the page objects', async () => {
    const open = await openPanel();
    open.panel.addEventListener('bid-request', (event) => event.preventDefault());
    const sheet = await offer(open);
    write(sheet, '100');
    const request = oneEvent(open.panel, 'bid-request');
    (await buttonNamed(sheet, 'Send offer')).click();
    await request;
    await waitUntil(() => find(sheet, 'dialog').matches('[open]'));
    expect(open.session.verbsNamed('sendBid')).to.have.length(0);
  });
});
