import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { actorOf, startDomain, type TestDomain } from '../../support/broker/test-domain.js';

let domain: TestDomain;
let id: string;
const buyer = actorOf('buyer-7');
const seller = actorOf('seller-42');

beforeEach(async () => {
  domain = await startDomain();
  ({ id } = await domain.introduce('buyer-7', 'seller-42'));
});
afterEach(() => domain.close());

async function say(text: string, conversationId = id, actor = buyer): Promise<string> {
  const draft = { id: randomUUID(), type: 'TEXT', text } as const;
  return (await domain.messages.send(actor, conversationId, draft)).message.id;
}

async function find(q: string, options: { conversationId?: string; actor?: typeof buyer } = {}) {
  const { actor = buyer, ...scope } = options;
  return (await domain.search.search(actor, { q, limit: 50, ...scope })).items;
}
const textsOf = async (...args: Parameters<typeof find>) =>
  (await find(...args)).map(({ text }) => text);

describe('search', () => {
  it.each([
    ['Arabic', 'أهلاً وسهلاً بك في متجرنا', 'اهلا متجر'],
    ['Persian', 'سلام، می‌خواهم ماشین را ببینم', 'میخواهم ماشین'],
    ['Hindi', 'क्या यह गाड़ी अब भी उपलब्ध है?', 'गाडी उपलब्ध'],
    ['Uzbek', 'Bu mashina hali ham sotuvdami? Oʻzim koʻraman', "o'zim ko'r"],
    ['English', 'Is the car still available?', 'AVAIL car'],
  ])('finds words of %s, for both people', async (_language, text, query) => {
    await say(text);
    await say('something else');
    expect(await textsOf(query)).toEqual([text]);
    expect(await textsOf(query, { actor: seller })).toEqual([text]);
  });

  it('answers newest first, in pages that neither repeat nor skip when more is written', async () => {
    for (let i = 1; i <= 7; i++) await say(`car ${i}`, id, i % 2 ? buyer : seller);
    const first = await domain.search.search(buyer, { q: 'car', limit: 3 });
    expect(first.items.map(({ text }) => text)).toEqual(['car 7', 'car 6', 'car 5']);
    await say('car 8');
    const before = first.nextCursor!;
    const second = await domain.search.search(buyer, { q: 'car', limit: 3, before });
    expect(second.items.map(({ text }) => text)).toEqual(['car 4', 'car 3', 'car 2']);
    const last = await domain.search.search(buyer, {
      q: 'car',
      limit: 3,
      before: second.nextCursor!,
    });
    expect(last).toEqual({ items: [expect.objectContaining({ text: 'car 1' })] });
  });

  it('finds the new words of an edited message at its old place, and not the old ones', async () => {
    const old = await say('first blue');
    await say('second green');
    await domain.messages.edit(buyer, old, 'first green');
    expect(await textsOf('blue')).toEqual([]);
    expect(await textsOf('green')).toEqual(['second green', 'first green']);
  });

  it('never finds what was deleted', async () => {
    const gone = await say('a secret number');
    await domain.messages.remove(buyer, gone);
    expect(await find('secret')).toEqual([]);
    expect(await find('secret', { actor: seller })).toEqual([]);
  });

  it('finds the place of a location by its address', async () => {
    const location = { latitude: 1, longitude: 2, address: 'Old Harbour Road' };
    await domain.messages.send(buyer, id, { id: randomUUID(), type: 'LOCATION', location });
    expect(await find('harbour')).toMatchObject([{ location }]);
  });

  it('keeps to one conversation when asked, and there finds what newer matches elsewhere hide', async () => {
    await say('old car');
    const { id: other } = await domain.introduce('buyer-7', 'seller-43');
    for (let i = 0; i < 60; i++) await say(`car ${i}`, other);
    expect(await textsOf('car', { conversationId: id })).toEqual(['old car']);
    expect(await find('car')).toHaveLength(50);
  });

  it('finds after a restart what was written before it', async () => {
    await say('remember the lighthouse');
    await domain.stop();
    const again = await startDomain({ databaseFile: domain.databaseFile });
    const { items } = await again.search.search(buyer, { q: 'light', limit: 50 });
    expect(items).toHaveLength(1);
    await again.close();
  });

  it.each([
    '"*',
    '"',
    '*',
    'NEAR(',
    'NEAR(car, 2)',
    ':',
    'text:car',
    'terms : car',
    '^car',
    '-car',
    '{a b}:car',
    'car AND',
    'OR',
    'NOT car',
    '(',
    '))',
    "'; drop table messages; --",
    '\\',
    '%',
    '\u0000',
    '\ud800',
    '…!?',
    '🚗🚗',
    '‏سيارة‎',
    'e\u0301\u0301',
    'x'.repeat(8_192),
    'a '.repeat(4_096),
    '("'.repeat(4_000),
  ])('answers a hostile query (%#) with what is one’s own, or nothing', async (query) => {
    await say('my car');
    const { id: theirs } = await domain.introduce('x', 'y');
    await say('my car, NEAR and terms: not yours', theirs, actorOf('x'));
    for (const message of await find(query)) expect(message.conversationId).toBe(id);
  });

  it('answers any query at all without failing', async () => {
    await say('my car');
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (query) => {
        for (const message of await find(query)) expect(message.conversationId).toBe(id);
      }),
      { numRuns: 200 },
    );
  });

  it('shows nobody else anything', async () => {
    await say('my car');
    expect(await find('car', { actor: actorOf('stranger') })).toEqual([]);
    const scoped = domain.search.search(actorOf('stranger'), {
      q: 'car',
      conversationId: id,
      limit: 50,
    });
    await expect(scoped).rejects.toMatchObject({ code: 'not_found' });
    const absent = domain.search.search(buyer, {
      q: 'car',
      conversationId: randomUUID(),
      limit: 50,
    });
    await expect(absent).rejects.toMatchObject({ code: 'not_found' });
  });

  it.each(['x', '-1', '1.5', '9'.repeat(20), ''])('refuses the cursor %j', async (before) => {
    const page = domain.search.search(buyer, { q: 'car', before, limit: 50 });
    await expect(page).rejects.toMatchObject({ code: 'bad_request' });
  });
});
