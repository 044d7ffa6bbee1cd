import { beforeEach, describe, expect, it, vi } from 'vitest';
import { claimGuest } from '../../../src/client/claim-guest.js';
import { memoryOutbox, type OutboxMessage } from '../../../src/client/outbox.js';
import type { RestClient } from '../../../src/client/rest-client.js';
import type { SenderDoor } from '../../../src/client/sender-door.js';
import { DeskbellError } from '../../../src/core/errors.js';
import { BROKER, FakeBroker, tokenOf } from '../../support/fake-broker.js';
import { memoryStorage, sessionOf } from '../../support/sessions.js';

const KEY = `deskbell:guest:${BROKER}`;
const TOKEN = tokenOf('guest-1');
const draftOf = (userId: string, place: string) => `deskbell:draft:${BROKER}\n${userId}\n${place}`;

let storage: ReturnType<typeof memoryStorage>;
let tabStorage: ReturnType<typeof memoryStorage>;
let outbox: ReturnType<typeof memoryOutbox>;
let asked: unknown[];
let resent: number;
let refusal: DeskbellError | undefined;
let joined: { id: string; intoId: string }[];

beforeEach(() => {
  [storage, tabStorage, outbox] = [memoryStorage(), memoryStorage(), memoryOutbox()];
  [asked, resent, refusal, joined] = [[], 0, undefined, []];
  storage.set(KEY, TOKEN);
});

const waiting = (id: string, owner: string): OutboxMessage => ({
  id,
  owner: `${BROKER}\n${owner}`,
  conversationId: 'of-the-guest',
  createdAt: '2026-01-02T03:04:05.678Z',
  draft: { id, text: 'not sent yet' },
});

function claim(note = `guest-1 ${Date.now()}`): Promise<void> {
  tabStorage.set(KEY, note);
  const sending = {
    outbox,
    sender: { resendAll: async () => void resent++ },
  };
  return claimGuest({
    broker: BROKER,
    note,
    meId: 'member',
    rest: {
      async ask(path: string, _schema: unknown, { json }: { json: unknown }) {
        asked.push([path, json]);
        if (refusal) throw refusal;
        return { guestId: 'guest-1', joined };
      },
    } as unknown as RestClient,
    sender: { open: async () => sending } as unknown as SenderDoor,
    storage,
    tabStorage,
  });
}

describe('somebody who was a guest in this tab and signed in', () => {
  it('shows the broker the guest’s token, once, and is that guest no more', async () => {
    await claim();
    expect(asked).toEqual([['me/guests', { token: TOKEN }]]);
    expect([storage.get(KEY), tabStorage.get(KEY)]).toEqual([undefined, undefined]);
  });

  it('sends what the guest had not sent, and nobody else’s', async () => {
    await outbox.put(waiting('1', 'guest-1'));
    await outbox.put(waiting('2', 'guest-of-before'));
    joined = [{ id: 'of-the-guest', intoId: 'of-the-member' }];
    await claim();
    expect(await outbox.list(`${BROKER}\nmember`)).toMatchObject([
      { id: '1', conversationId: 'of-the-member' },
    ]);
    expect(await outbox.list(`${BROKER}\nguest-of-before`)).toMatchObject([{ id: '2' }]);
    expect(resent).toBe(1);
  });

  it('has the guest’s drafts, but not in the place of their own', async () => {
    const names = [
      draftOf('guest-1', 'a'),
      draftOf('guest-1', 'b'),
      draftOf('guest-of-before', 'c'),
      draftOf('member', 'b'),
    ];
    for (const name of names) storage.set(name, `text of ${name}`);
    storage.set(`deskbell:drafts:${BROKER}`, names.join('\n\n'));
    await claim();
    expect(storage.get(draftOf('member', 'a'))).toBe(`text of ${names[0]}`);
    expect(storage.get(draftOf('member', 'b'))).toBe(`text of ${names[3]}`);
    expect(storage.get(draftOf('guest-1', 'a'))).toBeUndefined();
    expect(storage.get(names[2]!)).toBe(`text of ${names[2]}`);
    expect(storage.get(`deskbell:drafts:${BROKER}`)!.split('\n\n')).toHaveLength(3);
  });

  it('tries again with the next connection when the broker cannot be asked', async () => {
    refusal = new DeskbellError('network');
    await expect(claim()).rejects.toBe(refusal);
    expect([storage.get(KEY), tabStorage.get(KEY)]).toEqual([TOKEN, expect.any(String)]);
  });

  it('gives up when the broker knows no such guest', async () => {
    refusal = new DeskbellError('not_found');
    await claim();
    expect(tabStorage.get(KEY)).toBeUndefined();
  });

  it('waits for a member when the site’s token is a guest’s, too', async () => {
    refusal = new DeskbellError('forbidden');
    await claim();
    expect(tabStorage.get(KEY)).toBeDefined();
  });
});

describe('never asked for is', () => {
  it.each([
    ['a guest who has left this tab hours ago', `guest-1 ${Date.now() - 5 * 3_600_000}`],
    ['a guest whom this tab was not', `guest-2 ${Date.now()}`],
    ['a guest of whom it is not known since when', 'guest-1'],
  ])('%s', async (_name, note) => {
    await claim(note);
    expect(asked).toEqual([]);
    expect([storage.get(KEY), tabStorage.get(KEY)]).toEqual([TOKEN, undefined]);
  });

  it('a guest whose token was wiped off the browser meanwhile', async () => {
    storage.remove(KEY);
    await claim();
    expect(asked).toEqual([]);
  });
});

describe('a session', () => {
  let claims: string[];

  async function online(userId: string | undefined, note: string | undefined): Promise<void> {
    const broker = new FakeBroker();
    claims = [];
    if (note) tabStorage.set(KEY, note);
    const fetch: typeof globalThis.fetch = async (input, init) => {
      if (!String(input).endsWith('/api/me/guests')) return broker.fetch(input, init);
      claims.push(String(init?.body));
      return Response.json({ guestId: 'guest-1', joined: [] });
    };
    const session = sessionOf(broker, userId, { fetch, storage, tabStorage });
    await session.connect();
    // What a welcome sets off is asked for by then.
    if (note) await vi.waitFor(() => expect(tabStorage.get(KEY)).toBeUndefined());
    await session.close();
  }

  it('of a member claims the guest that the tab was', async () => {
    await online('member', `guest-1 ${Date.now()}`);
    expect(claims).toEqual([JSON.stringify({ token: TOKEN })]);
  });

  it('of a member in a tab that was nobody claims nobody: a guest may lie in the browser', async () => {
    await online('member', undefined);
    expect(claims).toEqual([]);
    expect(storage.get(KEY)).toBe(TOKEN);
  });

  it('of a guest notes who the tab is, and claims nobody', async () => {
    await online(undefined, undefined);
    expect(claims).toEqual([]);
    expect(tabStorage.get(KEY)).toMatch(/^guest-1 \d+$/);
  });
});
