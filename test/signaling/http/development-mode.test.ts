import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendRaw } from '../../support/raw-http.js';
import { startBroker, type BrokerHandle } from '../../support/start-broker.js';

describe('in development mode', () => {
  let broker: BrokerHandle;
  beforeAll(async () => {
    broker = await startBroker({ AUTH_SECRET: '' });
  });
  afterAll(() => broker.close());

  it('anybody gets a token for the demo', async () => {
    const { status, body } = await broker.api<{ token: string }>(
      '/api/dev-token?sub=seller-42&name=Blue%20Door+Motors',
    );
    expect(status).toBe(200);
    const me = await broker.api('/api/me', { token: body.token });
    expect(me.body).toMatchObject({ id: 'seller-42', name: 'Blue Door Motors' });
  });

  it.each(['', '?sub=', '?sub=a&sub=b', `?sub=${'x'.repeat(129)}`, '?sub=%00', '?sub=%E0%A4%A'])(
    'but not with %s',
    async (query) => {
      expect((await broker.api(`/api/dev-token${query}`)).status).toBe(400);
    },
  );

  it('a site on the same machine may fetch one, credentials and all', async () => {
    const origin = 'http://localhost:3000';
    const { status, headers } = await broker.api('/api/dev-token?sub=a', { headers: { origin } });
    expect(status).toBe(200);
    expect(headers.get('access-control-allow-origin')).toBe(origin);
    expect(headers.get('access-control-allow-credentials')).toBe('true');
  });

  it.each(['https://evil.example', 'null', 'http://localhost.evil.example:3000'])(
    'a page of %s that a developer happens to visit may not',
    async (origin) => {
      const { status, body } = await broker.api('/api/dev-token?sub=a', { headers: { origin } });
      expect([status, body]).toEqual([
        403,
        expect.objectContaining({ code: 'origin_not_allowed' }),
      ]);
    },
  );
});

describe('in development mode, a name that was led here', () => {
  const statusFor = async (host: string, settings = {}) => {
    const broker = await startBroker({ AUTH_SECRET: '', ...settings });
    const answer = await sendRaw(
      broker.url,
      `GET /api/dev-token?sub=a HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
    );
    await broker.close();
    return Number(answer.split(' ')[1]);
  };

  it.each([
    'evil.example',
    'evil.example:7000',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
  ])('gets no token: %s', async (host) => expect(await statusFor(host)).toBe(403));

  it.each(['localhost:7000', 'shop.localhost', '127.0.0.1', '192.168.1.7:7000', '[::1]:7000'])(
    'is not a name of this machine: %s',
    async (host) => expect(await statusFor(host)).toBe(200),
  );

  it('may be the one of PUBLIC_URL', async () => {
    expect(await statusFor('box.lan', { PUBLIC_URL: 'http://box.lan' })).toBe(200);
  });
});

describe('with AUTH_SECRET', () => {
  it('there is no such thing', async () => {
    const broker = await startBroker();
    const { status, body } = await broker.api('/api/dev-token?sub=seller-42');
    expect([status, body]).toEqual([404, expect.objectContaining({ code: 'not_found' })]);
    await broker.close();
  });
});
