import { expect, oneEvent } from '@open-wc/testing';
import { previewOf } from '../../../src/elements/bubbles/preview.js';
import type { LogEntry } from '../../../src/core/message-log.js';
import { LocaleController } from '../../../src/controllers/locale-controller.js';
import { everyKind, storedEntry } from '../../support/entries.js';
import { CONVERSATION_ID, entry, ME, SELLER } from '../../support/fake-session.js';
import { cleanUp } from '../../support/page.js';
import { showEntries, showPanel } from '../../support/panel.js';
import { waitUntil } from '../../support/wait-until.js';

const lastVoice = everyKind(SELLER).find(({ type }) => type === 'VOICE')!;

describe('messages of every kind', () => {
  afterEach(cleanUp);

  for (const [side, senderId] of [
    ['own', ME],
    ['received', SELLER],
  ] as const) {
    for (const scheme of ['light', 'dark'] as const) {
      it(`are accessible, ${side} and ${scheme}`, async () => {
        document.documentElement.style.colorScheme = scheme;
        const { one, panel } = await showPanel(everyKind(senderId));
        await one('deskbell-bid');
        await one('.deleted');
        await expect(panel).to.be.accessible();
        document.documentElement.style.colorScheme = '';
      });
    }
  }

  it('fit into a narrow panel that reads from right to left', async () => {
    const { one, panel, scroller } = await showPanel(everyKind(SELLER), {}, {}, { locale: 'ar' });
    panel.style.inlineSize = '320px';
    await one('deskbell-bid');
    await waitUntil(() => panel.shadowRoot!.querySelector('section')!.dir === 'rtl');
    expect(scroller.scrollWidth).to.equal(scroller.clientWidth);
  });

  it('need nothing more for plain text', async () => {
    const { all } = await showPanel([entry({ text: 'Is it 10:30 (noon)? a/b, 5 > 3.' })]);
    expect(all('.text')[0]!.textContent).to.equal('Is it 10:30 (noon)? a/b, 5 > 3.');
    expect(all('.text strong, .text a')).to.have.length(0);
  });

  it('have one line that stands for each', () => {
    const words = new LocaleController(
      Object.assign(document.createElement('p'), {
        addController: () => undefined,
        removeController: () => undefined,
        requestUpdate: () => undefined,
        updateComplete: Promise.resolve(true),
      }),
    );
    const lines = everyKind(SELLER).map((each) => previewOf(each, words));
    expect(lines).to.deep.equal([
      '*Bold* https://example.com',
      'Photo · The door',
      'Video',
      'File · papers.pdf',
      'Voice message · 0:12',
      'Location · Blue Door Yard',
      'Offer · €1,250',
      'Video call · 0:32',
      'This message was deleted',
    ]);
  });

  it('reserve the place of a picture and open it large', async () => {
    const picture = everyKind(SELLER)[1]!;
    const { one } = await showPanel([picture]);
    const image = await one<HTMLImageElement>('deskbell-picture >>> img');
    expect(image.getAttribute('width')).to.equal('320');
    expect(new URL(image.src).pathname).to.equal('/api/files/x/thumbnail');
    const canvas = await one<HTMLCanvasElement>('deskbell-picture >>> canvas');
    await waitUntil(() => canvas.width === 4);
    expect([...canvas.getContext('2d')!.getImageData(1, 1, 1, 1).data]).to.deep.equal([
      0x33, 0x66, 0x99, 255,
    ]);
    (await one('deskbell-picture >>> button')).click();
    const box = await one<HTMLDialogElement>('deskbell-lightbox >>> dialog');
    await waitUntil(() => box.open);
  });

  it('draw a picture that is still on its way, with how far it is and a way to stop', async () => {
    const source = new OffscreenCanvas(64, 32);
    source.getContext('2d')!.fillRect(0, 0, 64, 32);
    const local = await source.convertToBlob();
    const waiting: LogEntry = {
      id: 'on-its-way',
      senderId: ME,
      type: 'IMAGE',
      createdAt: new Date().toISOString(),
      media: { name: 'door.png', mimeType: 'image/png', size: 1_000 },
      transfer: { loadedBytes: 250, totalBytes: 1_000, local },
    };
    const { one, session } = await showPanel([waiting]);
    const canvas = await one<HTMLCanvasElement>('deskbell-picture >>> canvas');
    await waitUntil(() => canvas.width === 64 && canvas.height === 32);
    const bar = await one<HTMLProgressElement>('progress');
    expect(bar.value / bar.max).to.equal(0.25);
    expect(bar.getAttribute('aria-label')).to.equal('Transfer of door.png');
    (await one('[data-action=cancel]')).click();
    expect(session.verbsNamed('discardMessage')).to.deep.equal([
      ['discardMessage', CONVERSATION_ID, waiting.id],
    ]);
  });

  it('offer a file for download, or to be received from its sender', async () => {
    const media = { name: 'papers.pdf', mimeType: 'application/pdf', size: 1_400_000 };
    const stored = storedEntry({
      type: 'FILE',
      text: '',
      media: { ...media, url: '/api/files/y' },
    });
    const direct = storedEntry({ type: 'FILE', text: '', media });
    const { one, session } = await showPanel([stored, direct]);
    const link = await one<HTMLAnchorElement>('a.get');
    expect(link.getAttribute('aria-label')).to.equal('Download papers.pdf');
    expect(link.rel).to.equal('noopener noreferrer');
    (await one('[data-action=receive]')).click();
    await waitUntil(() => session.verbsNamed('receiveFile').length === 1);
    expect(session.verbsNamed('receiveFile')[0]).to.deep.equal([
      'receiveFile',
      CONVERSATION_ID,
      direct.id,
    ]);
  });

  it('play a voice message by a named button and a slider that tells where it is', async () => {
    const { one } = await showPanel([lastVoice]);
    const slider = await one<HTMLInputElement>('deskbell-voice >>> input');
    expect(slider.getAttribute('aria-valuetext')).to.equal('0:00 of 0:12');
    slider.value = '6';
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    await waitUntil(() => slider.getAttribute('aria-valuetext') === '0:06 of 0:12');
    const rate = await one('deskbell-voice >>> .rate');
    const rates = [];
    for (let press = 0; press < 4; press++) {
      rates.push(rate.textContent!.trim());
      rate.click();
      await (rate.getRootNode() as ShadowRoot & { host: HTMLElement & { updateComplete: unknown } })
        .host.updateComplete;
    }
    expect(rates).to.deep.equal(['1×', '1.5×', '2×', '1×']);
  });

  it('show where something is without asking anybody for a map', async () => {
    const place = everyKind(SELLER)[5]!;
    const { one, all } = await showPanel([place]);
    const link = await one<HTMLAnchorElement>('.place a');
    expect(link.textContent!.trim()).to.equal('Open map');
    expect(new URL(link.href).origin).to.equal('https://www.openstreetmap.org');
    expect(all('.place img')).to.have.length(0);
  });

  it('show one picture of a map where the site says who draws it', async () => {
    const place = everyKind(SELLER)[5]!;
    const tileUrl = `${location.origin}/tiles/{z}/{x}/{y}.png`;
    const { one, all } = await showPanel([place], {}, {}, { tileUrl });
    expect((await one<HTMLImageElement>('.place img')).src).to.equal(
      `${location.origin}/tiles/15/17604/10746.png`,
    );
    expect(all('.place img')).to.have.length(1);
  });

  it('begin the name of a file at the side where the page begins', async () => {
    const { one } = await showPanel(everyKind(ME), {}, {}, { locale: 'ar' });
    const range = document.createRange();
    range.selectNodeContents(await one('.file-name'));
    const { right } = (await one('.file-about')).getBoundingClientRect();
    expect(range.getBoundingClientRect().right).to.be.closeTo(right, 1);
  });

  it('let an offer of the other side be accepted, declined or answered', async () => {
    const bid = everyKind(SELLER)[6]!;
    const { one, all, session, panel } = await showPanel([bid]);
    await one('deskbell-bid >>> button');
    const labels = all('deskbell-bid >>> button').map((each) => each.textContent!.trim());
    expect(labels).to.deep.equal(['Accept', 'Counter', 'Decline']);
    expect((await one('deskbell-bid >>> time')).textContent).to.equal('Expires in 3 days');
    panel.addEventListener('bid-request', (event) => event.preventDefault(), { once: true });
    (await one('[data-action=accept]')).click();
    expect(session.verbsNamed('decideBid')).to.have.length(0);
    (await one('[data-action=decline]')).click();
    await waitUntil(() => session.verbsNamed('decideBid').length === 1);
    expect(session.verbsNamed('decideBid')[0]).to.deep.equal(['decideBid', bid.id, 'decline']);
    const asked = oneEvent(panel.shadowRoot!.querySelector('section')!, 'deskbell-counter');
    (await one('[data-action=counter]')).click();
    expect((await asked).detail.bid.amount).to.equal('1250');
  });

  it('let an own offer be withdrawn, and none that is decided', async () => {
    const own = everyKind(ME)[6]!;
    const closed = { ...own, id: entry().id, bid: { ...own.bid!, status: 'accepted' as const } };
    const { one, all } = await showPanel([own, closed]);
    await one('deskbell-bid >>> button');
    expect(all('deskbell-bid >>> button').map((each) => each.textContent!.trim())).to.deep.equal([
      'Withdraw',
    ]);
    expect(all('deskbell-bid >>> .head')[2]!.textContent!.trim()).to.equal('Offer accepted');
  });

  it('call back from the line of a call, after asking the page', async () => {
    const call = everyKind(SELLER)[7]!;
    const { one, session, panel } = await showPanel([call]);
    const asked = oneEvent(panel, 'call-start-request');
    (await one('[data-action=call]')).click();
    expect((await asked).detail.type).to.equal('VIDEO');
    await waitUntil(() => session.verbsNamed('startCall').length === 1);
  });

  it('say that they were forwarded, changed, starred and played', async () => {
    const line = storedEntry(
      { senderId: ME, text: 'Again', forwarded: true },
      { editedAt: new Date().toISOString() },
    );
    const note = { ...everyKind(ME)[4]! };
    const played = { ...note, message: { ...note.message!, playedBy: [SELLER] } };
    const { one, all } = await showPanel([line, played], { starredIds: [line.id] });
    expect((await one('.origin')).textContent!.trim()).to.equal('Forwarded');
    const [first, second] = all('.meta');
    expect(first!.textContent).to.contain('Starred').and.to.contain('edited');
    expect(second!.textContent).to.contain('Played');
  });

  it('show who reacted and let one join in', async () => {
    const line = storedEntry(
      { text: 'Deal' },
      {
        reactions: [
          { emoji: '👍', userIds: [SELLER, ME] },
          { emoji: '🎉', userIds: [SELLER] },
        ],
      },
    );
    const { one, all, session } = await showPanel([line]);
    await one('.reaction');
    expect(all('.reaction').map((each) => each.getAttribute('aria-label'))).to.deep.equal([
      '👍 Blue Door Motors and You',
      '🎉 Blue Door Motors',
    ]);
    for (const each of all('.reaction')) each.click();
    await waitUntil(() => session.verbsNamed('react').length === 2);
    expect(session.verbsNamed('react').map((verb) => verb.slice(2))).to.deep.equal([
      [line.id, '👍', false],
      [line.id, '🎉', true],
    ]);
  });

  it('quote what they answer and lead there', async () => {
    const first = entry({ text: 'How much is it?' });
    const filler = Array.from({ length: 80 }, (_, i) => entry({ text: `Line ${i}` }));
    const reply = storedEntry({ senderId: ME, text: 'Twelve', replyTo: first.id });
    const shown = await showPanel([first, ...filler, reply]);
    const quote = await shown.one('.quote');
    expect(quote.textContent).to.contain('Blue Door Motors').and.to.contain('How much is it?');
    expect(shown.all(`article[data-id="${first.id}"]`)).to.have.length(0);
    quote.click();
    const row = await shown.one(`article[data-id="${first.id}"]`);
    await waitUntil(() => row.matches(':focus'));
    const box = shown.scroller.getBoundingClientRect();
    expect(row.getBoundingClientRect().top).to.be.within(box.top - 1, box.bottom);
  });

  it('say that the message they answer cannot be found', async () => {
    const reply = storedEntry({ text: 'Yes', replyTo: '0198c0de-0000-7000-8000-00000000dead' });
    const { one, log } = await showPanel([reply]);
    expect((await one('.quote')).textContent).to.contain('The original message is not here');
    (await one('.quote')).click();
    const status = log.shadowRoot!.querySelector('[role=status]')!;
    await waitUntil(() => status.textContent!.includes('not here'));
  });

  it('keep a changed message in its place', async () => {
    const line = storedEntry({ text: 'Before' });
    const shown = await showPanel([line]);
    const article = shown.all('article')[0]!;
    const changed = storedEntry({ ...line, text: 'After' }, { editedAt: line.createdAt });
    await showEntries(shown, [changed]);
    await shown.one('.meta span');
    expect(shown.all('article')[0]).to.equal(article);
    expect(shown.all('.text')[0]!.textContent).to.equal('After');
  });
});
