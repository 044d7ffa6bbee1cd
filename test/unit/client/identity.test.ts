import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { guestsHere, Identity, type IdentityOptions } from '../../../src/client/identity.js';
import { BROKER, tokenOf } from '../../support/fake-broker.js';
import { memoryStorage } from '../../support/sessions.js';

const TOKEN_URL = 'https://shop.example.com/chat-token';

let asked: { url: string; init: RequestInit }[];
let answers: (() => Response)[];
let renewed: number;
let identity: Identity | undefined;

function make(options: Partial<IdentityOptions> = {}): Identity {
  identity = new Identity({
    broker: BROKER,
    storage: memoryStorage(),
    tabStorage: memoryStorage(),
    fetch: async (input, init = {}) => {
      asked.push({ url: String(input), init });
      const answer = answers.shift();
      if (!answer) throw new TypeError('Failed to fetch');
      return answer();
    },
    onRenewed: () => renewed++,
    ...options,
  });
  return identity;
}

const bare = (token: string) => () => new Response(`${token}\n`);
const down = () => (): Response => {
  throw new TypeError('Failed to fetch');
};
const json = (body: object) => () => Response.json(body);

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  answers = [];
  renewed = 0;
});

afterEach(() => {
  identity?.close();
  identity = undefined;
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('a token of the page', () => {
  it('is used as it is, and tells who its person is', async () => {
    const token = tokenOf('seller-42');
    const me = make({ token });
    expect(me.userId).toBe('seller-42');
    expect(await me.token()).toBe(token);
    expect(asked).toEqual([]);
  });

  it('cannot be renewed without a place to get another', async () => {
    await expect(make({ token: tokenOf('seller-42') }).renew()).rejects.toMatchObject({
      code: 'token_expired',
    });
  });

  it('gives way to the one the page sets', async () => {
    const me = make({ token: tokenOf('seller-42', 10) });
    const fresh = tokenOf('seller-42', 3_600);
    me.set(fresh);
    expect(await me.token()).toBe(fresh);
    expect(renewed).toBe(1);
  });

  it.each(['', 'no.token', 'a.%%%.c', `x.${btoa('[1]')}.y`])(
    'need not be one we can read (%#)',
    (t) => {
      expect(make({ token: t }).userId).toBeUndefined();
    },
  );
});

describe('a token of the site', () => {
  it.each([
    ['bare', bare],
    ['in JSON', (token: string) => json({ token })],
  ])('is fetched with cookies, %s', async (_name, answer) => {
    const token = tokenOf('seller-42');
    answers = [answer(token)];
    const me = make({ tokenUrl: TOKEN_URL });
    expect(await me.token()).toBe(token);
    expect(asked).toMatchObject([{ url: TOKEN_URL, init: { credentials: 'include' } }]);
  });

  it('is fetched once for all who ask at once', async () => {
    answers = [bare(tokenOf('seller-42'))];
    const me = make({ tokenUrl: TOKEN_URL });
    await Promise.all([me.token(), me.token(), me.token()]);
    expect(asked).toHaveLength(1);
  });

  it('is renewed before it expires', async () => {
    const [first, second] = [tokenOf('seller-42', 600), tokenOf('seller-42', 1_200)];
    answers = [bare(first), bare(second)];
    const me = make({ tokenUrl: TOKEN_URL });
    await me.token();
    await vi.advanceTimersByTimeAsync(530_000);
    expect(renewed).toBe(0);
    await vi.advanceTimersByTimeAsync(15_000);
    expect(renewed).toBe(1);
    expect(await me.token()).toBe(second);
  });

  it('is tried again while it lasts when it cannot be renewed', async () => {
    const fresh = tokenOf('seller-42', 1_200);
    answers = [bare(tokenOf('seller-42', 600)), down(), down(), bare(fresh)];
    const me = make({ tokenUrl: TOKEN_URL });
    await me.token();
    await vi.advanceTimersByTimeAsync(545_000);
    expect([asked.length, renewed]).toEqual([2, 0]);
    await vi.advanceTimersByTimeAsync(22_000);
    expect([asked.length, renewed]).toEqual([4, 1]);
    expect(await me.token()).toBe(fresh);
  });

  it('is not asked for without end once it has ended', async () => {
    answers = [bare(tokenOf('seller-42', 600)), ...Array.from({ length: 20 }, () => down())];
    const me = make({ tokenUrl: TOKEN_URL });
    await me.token();
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(asked.length).toBeLessThan(10);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('that is short-lived is renewed before it expires too', async () => {
    answers = [bare(tokenOf('seller-42', 10)), bare(tokenOf('seller-42', 3_600))];
    const me = make({ tokenUrl: TOKEN_URL });
    await me.token();
    await vi.advanceTimersByTimeAsync(9_500);
    expect(renewed).toBe(1);
  });

  it('takes the place of an ageing one on the page', async () => {
    const fresh = tokenOf('seller-42', 3_600);
    answers = [bare(fresh)];
    const me = make({ token: tokenOf('seller-42', -1), tokenUrl: TOKEN_URL });
    expect(await me.token()).toBe(fresh);
  });

  it.each([
    ['no token', json({ login: 'please' }), 'token_missing'],
    ['a login page', () => new Response('<html>sign in</html>'), 'token_missing'],
    ['forbidden', () => new Response('', { status: 403 }), 'forbidden'],
    ['too many', () => new Response('', { status: 429 }), 'rate_limited'],
  ])('that is %s is refused by a code', async (_name, answer, code) => {
    answers = [answer];
    await expect(make({ tokenUrl: TOKEN_URL }).token()).rejects.toMatchObject({ code });
  });

  it('that cannot be had now may be had later', async () => {
    const me = make({ tokenUrl: TOKEN_URL });
    await expect(me.token()).rejects.toMatchObject({ code: 'network', retryable: true });
    answers = [bare(tokenOf('seller-42'))];
    expect(await me.token()).toContain('.');
  });

  it('is not waited for without end', async () => {
    const me = make({
      tokenUrl: TOKEN_URL,
      fetch: (_input, init) =>
        new Promise((_resolve, reject) => {
          init?.signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
        }),
    });
    const waiting = expect(me.token()).rejects.toMatchObject({ code: 'timeout' });
    await vi.advanceTimersByTimeAsync(11_000);
    await waiting;
  });
});

describe('a guest', () => {
  it('goes by the name the page gives', async () => {
    answers = [json({ userId: 'guest-1', token: tokenOf('guest-1') })];
    await make({ guestName: 'Somebody' }).token();
    expect(asked[0]?.url).toBe(`${BROKER}/api/guests`);
    expect(asked[0]?.init.body).toBe('{"name":"Somebody"}');
  });

  it('is kept for the next page, but not a token that is none', async () => {
    const storage = memoryStorage();
    storage.set(`deskbell:guest:${BROKER}`, 'garbage');
    const token = tokenOf('guest-1');
    answers = [json({ userId: 'guest-1', token })];
    await make({ storage }).token();
    expect(storage.get(`deskbell:guest:${BROKER}`)).toBe(token);
  });

  it('shows their token of an earlier visit, also one that ran out, to be known again', async () => {
    const storage = memoryStorage();
    const former = tokenOf('guest-old', -3_600);
    storage.set(`deskbell:guest:${BROKER}`, former);
    answers = [json({ userId: 'guest-old', token: tokenOf('guest-old') })];
    const me = make({ storage });
    await me.token();
    expect(new Headers(asked[0]?.init.headers).get('authorization')).toBe(`Bearer ${former}`);
    expect(me.userId).toBe('guest-old');
  });

  it('has a new token before the old one runs out', async () => {
    answers = [json({ userId: 'guest-1', token: tokenOf('guest-1', 600) })];
    await make().token();
    answers = [json({ userId: 'guest-1', token: tokenOf('guest-1', 1_200) })];
    await vi.advanceTimersByTimeAsync(590_000);
    expect([asked.length, renewed]).toEqual([2, 1]);
  });

  it('whose token the broker refuses becomes another', async () => {
    const storage = memoryStorage();
    storage.set(`deskbell:guest:${BROKER}`, tokenOf('guest-old'));
    const me = make({ storage });
    await me.token();
    expect(me.userId).toBe('guest-old');
    answers = [json({ userId: 'guest-2', token: tokenOf('guest-2') })];
    await me.renew();
    expect(me.userId).toBe('guest-2');
  });

  it('who signed in is never a guest again: their token ages, and that is said', async () => {
    const me = make();
    answers = [json({ userId: 'guest-1', token: tokenOf('guest-1') })];
    await me.token();
    expect(guestsHere.has(me)).toBe(true);
    me.set(tokenOf('member', 600));
    expect(guestsHere.has(me)).toBe(false);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(asked).toHaveLength(1);
    await expect(me.renew()).rejects.toMatchObject({ code: 'token_expired' });
    expect(me.userId).toBe('member');
  });

  describe('who signs in while they are made', () => {
    let answer: (how: Response | Promise<never>) => void;
    let tabStorage: ReturnType<typeof memoryStorage>;
    let storage: ReturnType<typeof memoryStorage>;
    const member = tokenOf('member');

    function signIn(options: Partial<IdentityOptions> = {}): Promise<string> {
      [storage, tabStorage] = [memoryStorage(), memoryStorage()];
      const fetch = () => new Promise<Response>((resolve) => (answer = resolve));
      const me = make({ fetch, storage, tabStorage, ...options });
      const asking = me.token();
      me.set(member);
      return asking;
    }

    it('is the member, and the tab was no guest', async () => {
      const asking = signIn();
      answer(Response.json({ userId: 'guest-1', token: tokenOf('guest-1') }));
      expect(await asking).toBe(member);
      expect(identity!.userId).toBe('member');
      expect(guestsHere.has(identity!)).toBe(false);
      const key = `deskbell:guest:${BROKER}`;
      expect([storage.get(key), tabStorage.get(key)]).toEqual([undefined, undefined]);
    });

    it('need not know that no guest could be made', async () => {
      const asking = signIn();
      answer(Promise.reject(new TypeError('Failed to fetch')));
      expect(await asking).toBe(member);
    });

    it('is who the page says last, whatever the site was asked before', async () => {
      const asking = signIn({ tokenUrl: TOKEN_URL });
      answer(new Response(tokenOf('seller-42')));
      expect(await asking).toBe(member);
      expect(identity!.userId).toBe('member');
    });
  });
});
