import { expect } from '@open-wc/testing';
import type { LogEntry } from '../../../src/core/log-entry.js';
import { entry, ME } from '../../support/fake-session.js';
import { idOf, numbered, openInbox, rowOf } from '../../support/inbox.js';
import { cleanUp } from '../../support/page.js';

const at = new Date().toISOString();

/** The line under the name, of a conversation that ends with this entry. */
async function lineOf(last: Partial<LogEntry>): Promise<string> {
  const { id, createdAt, senderId } = entry();
  const type = 'TEXT';
  const { element } = await openInbox([
    numbered(1, {}, { entries: [{ id, createdAt, senderId, type, seq: 1, ...last }] }),
  ]);
  const line = rowOf(element, 1).querySelector('[part=last-message]')!.textContent;
  await cleanUp();
  return line.replace(/\s+/g, ' ').trim();
}

describe('a row of chat-inbox', () => {
  afterEach(cleanUp);

  it('tells of every kind of message in one line', async () => {
    const senderId = 'user-1';
    const media = { name: 'plan.pdf', mimeType: 'application/pdf', size: 9, durationSeconds: 7 };
    const call = { id: 'c', type: 'VOICE', status: 'MISSED', durationSeconds: null } as const;
    const bid = { amount: '8200', currency: 'EUR', status: 'open', expiresAt: at } as const;
    const location = { latitude: 1, longitude: 2, address: 'North Pier' };
    expect(await lineOf({ senderId, text: 'Hello' })).to.equal('Hello');
    expect(await lineOf({ senderId, type: 'IMAGE', text: 'Look' })).to.contain('Photo');
    expect(await lineOf({ senderId, type: 'VOICE', media })).to.contain('0:07');
    expect(await lineOf({ senderId, type: 'FILE', media })).to.contain('plan.pdf');
    expect(await lineOf({ senderId, type: 'LOCATION', location })).to.contain('North Pier');
    expect(await lineOf({ senderId, type: 'BID', bid })).to.contain('€8,200');
    expect(await lineOf({ senderId, type: 'CALL_MISSED', call })).to.equal('Missed voice call');
  });

  it('marks an own last message with “You” and how far it has come', async () => {
    const { element, session } = await openInbox([
      numbered(1, {}, { entries: [entry({ id: 'own', senderId: ME, text: 'Sold', seq: 1 })] }),
    ]);
    const line = () => rowOf(element, 1).querySelector('[part=last-message]')!.textContent;
    expect(line()).to.contain('You: Sold').and.to.contain('Sent');
    session.deliveryStates.set('own', 'read');
    session.set({ connection: 'reconnecting' });
    await element.updateComplete;
    expect(line()).to.contain('Read');
  });

  it('tells who types before anything else, and of a draft where nobody does', async () => {
    const { element, session, host } = await openInbox([numbered(1), numbered(2)]);
    host.drafts.set(idOf(1), 'I was going to');
    session.setConversation(numbered(2, {}, { typingUserIds: ['user-2'] }));
    await element.updateComplete;
    expect(rowOf(element, 1).textContent).to.contain('Draft: I was going to');
    expect(rowOf(element, 2).textContent).to.contain('typing…');
    element.conversation = idOf(1);
    await element.updateComplete;
    expect(rowOf(element, 1).textContent).to.not.contain('Draft');
  });

  it('marks the muted, the blocked and the archived in words', async () => {
    const { element } = await openInbox([
      numbered(1, { mutedUntil: '9999-01-01T00:00:00.000Z' }),
      numbered(2, { blocked: true }),
      numbered(3, { mutedUntil: '2020-01-01T00:00:00.000Z' }),
    ]);
    const marks = (n: number) => rowOf(element, n).querySelector('.marks')!.textContent.trim();
    expect([marks(1), marks(2), marks(3)]).to.deep.equal(['Muted', 'Blocked', '']);
  });

  it('shows what the conversation is about, and only pictures from the web', async () => {
    const listing = { id: 'car', title: 'Estate car', image: 'https://site.invalid/car.png' };
    const { element, session } = await openInbox([numbered(1, { listing })]);
    expect(rowOf(element, 1).querySelector('[part=listing]')!.textContent).to.equal('Estate car');
    const image = rowOf(element, 1).querySelector<HTMLImageElement>('[part=listing-image]');
    expect(image!.src).to.equal(listing.image);
    session.setConversation(numbered(1, { listing: { ...listing, image: 'data:image/png,' } }));
    await element.updateComplete;
    expect(rowOf(element, 1).querySelector('[part=listing-image]')).to.equal(null);
  });

  it('counts no further than 99 on the badge, and exactly in words', async () => {
    const { element } = await openInbox([numbered(1, { unreadCount: 240 })]);
    expect(rowOf(element, 1).querySelector('[part=unread]')!.textContent).to.equal('99+');
    expect(rowOf(element, 1).textContent).to.contain('240 unread messages');
  });
});
