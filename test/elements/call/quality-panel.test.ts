import { expect, fixture, html } from '@open-wc/testing';
import type { CallQuality } from '../../../src/core/call-quality.js';
import '../../../src/elements/call/quality-panel.js';
import type { CallQualityPanel } from '../../../src/elements/call/quality-panel.js';
import { findAll } from '../../support/accessible.js';
import { waitUntil } from '../../support/wait-until.js';

const QUALITY: CallQuality = {
  score: 2,
  cause: 'upload',
  roundTripMs: 84.4,
  jitterMs: 12,
  lossInPercent: 0.44,
  lossOutPercent: 12.3,
  kbitsIn: 1_240,
  kbitsOut: 96,
  audioCodec: 'opus',
  videoCodec: 'VP8',
  width: 1280,
  height: 720,
  framesPerSecond: 24,
  path: 'relayed',
  ownPicture: 'smaller',
};

const show = (quality: CallQuality | undefined, locale = 'en') =>
  fixture<CallQualityPanel>(
    html`<deskbell-call-quality .quality=${quality} locale=${locale}></deskbell-call-quality>`,
  );
const rowsOf = (element: CallQualityPanel) =>
  findAll(element.shadowRoot!, 'tr').map((row) =>
    [...row.children].map((cell) => cell.textContent?.replace(/\s/g, ' ').trim()),
  );
const textOf = (element: CallQualityPanel, selector: string) =>
  findAll(element.shadowRoot!, selector).map((each) => each.textContent?.trim());

describe('<deskbell-call-quality>', () => {
  it('has every number of a connection, in the units of the language', async () => {
    const element = await show(QUALITY);
    expect(rowsOf(element)).to.deep.equal([
      ['Path', 'Relayed'],
      ['Round trip', '84 ms'],
      ['Jitter', '12 ms'],
      ['Lost, received', '0.4%'],
      ['Lost, sent', '12.3%'],
      ['Receiving', '1.2 Mb/s'],
      ['Sending', '96 kb/s'],
      ['Sound', 'opus'],
      ['Picture', 'VP8'],
      ['Picture size', '1,280 × 720, 24 a second'],
    ]);
    await expect(element).to.be.accessible();
  });

  it('says in words what is weak, and what is done about it', async () => {
    const element = await show(QUALITY);
    expect(textOf(element, 'p')).to.deep.equal([
      'Your upload is weak · Your picture is reduced to keep the sound clear',
    ]);
    element.quality = { ...QUALITY, ownPicture: 'paused', cause: 'delay' };
    await element.updateComplete;
    expect(textOf(element, 'p')[0]).to.equal(
      'The connection has a long delay · Your picture is paused to keep the sound clear',
    );
    element.quality = { ...QUALITY, score: 5, cause: 'none', ownPicture: 'full' };
    await element.updateComplete;
    expect(textOf(element, 'p')).to.deep.equal([]);
  });

  for (const score of [1, 2, 3, 4, 5] as const) {
    it(`shows ${score} of five bars, and says so`, async () => {
      const element = await show({ ...QUALITY, score });
      const [bars] = findAll(element.shadowRoot!, '.quality-bars');
      expect(bars?.querySelectorAll('.full')).to.have.length(score);
      expect(bars?.querySelectorAll('.empty')).to.have.length(5 - score);
      expect(bars?.getAttribute('role')).to.equal('img');
      expect(bars?.getAttribute('aria-label')).to.match(/^Connection: (very )?(good|fair|weak)$/);
    });
  }

  it('leaves out what a voice call does not have, and what a browser does not tell', async () => {
    const element = await show({ score: 5, cause: 'none', path: 'direct', audioCodec: 'opus' });
    expect(rowsOf(element)).to.deep.equal([
      ['Path', 'Direct'],
      ['Sound', 'opus'],
    ]);
  });

  it('says that it is measuring until there is something', async () => {
    const element = await show(undefined);
    expect(textOf(element, 'p')).to.deep.equal(['Measuring…']);
    await expect(element).to.be.accessible();
  });

  it('speaks Arabic from right to left, with its own digits where a reader has them', async () => {
    const element = await show(QUALITY, 'ar-EG');
    const root = () => element.shadowRoot?.querySelector('.root');
    await waitUntil(() => root()?.getAttribute('dir') === 'rtl', 'it is not in Arabic');
    const rows = rowsOf(element);
    expect(rows[0]).to.deep.equal(['المسار', 'عبر خادم وسيط']);
    expect(rows[1]?.[1]).to.contain('٨٤');
    expect(textOf(element, 'p')[0]).to.contain('سرعة الرفع لديك ضعيفة');
    await expect(element).to.be.accessible();
  });
});
