import { expect, fixture, html } from '@open-wc/testing';
import { setPageHost } from '../../src/controllers/session-context.js';
import '../../src/elements/presence-badge.js';
import type { PresenceBadge } from '../../src/elements/presence-badge.js';
import { fakeHost, SELLER } from '../support/fake-session.js';
import { cleanUp } from '../support/page.js';

async function badge() {
  const fake = fakeHost();
  setPageHost(fake.host);
  const element = await fixture<PresenceBadge>(
    html`<presence-badge for=${SELLER}></presence-badge>`,
  );
  await fake.host.session();
  const show = async (online: boolean, lastSeenAt?: string): Promise<string> => {
    const presence = { userId: SELLER, online, ...(lastSeenAt && { lastSeenAt }) };
    fake.session.set({ presence: new Map([[SELLER, presence]]) });
    await element.updateComplete;
    return element.shadowRoot!.textContent!.trim();
  };
  return { element, show };
}

describe('presence-badge', () => {
  afterEach(cleanUp);

  it('is accessible', async () => {
    const { element, show } = await badge();
    await show(true);
    await expect(element).to.be.accessible();
  });

  it('is empty until something is known', async () => {
    const { element } = await badge();
    expect(element.shadowRoot!.textContent!.trim()).to.equal('');
  });

  it('says online, or when the person was last seen', async () => {
    const { element, show } = await badge();
    expect(await show(true)).to.equal('Online');
    expect(element.matches(':state(online)')).to.equal(true);
    expect(await show(false)).to.equal('Offline');
    expect(element.matches(':state(online)')).to.equal(false);
    expect(await show(false, new Date().toISOString())).to.match(/^Last seen today at \d/);
    const dayBefore = new Date(Date.now() - 86_400_000).toISOString();
    expect(await show(false, dayBefore)).to.match(/^Last seen yesterday at \d/);
    expect(await show(false, '2020-02-03T12:00:00.000Z')).to.match(
      /^Last seen February 3, 2020 at/,
    );
  });
});
