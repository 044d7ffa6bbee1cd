import { afterAll, beforeAll, expect, it } from 'vitest';
import { Issuer, makeKey, type IssuerKey } from '../../support/issuer.js';
import { connectDevice } from '../../support/broker/connect-device.js';
import { startBroker, type BrokerHandle } from '../../support/start-broker.js';

let key: IssuerKey;
let issuer: Issuer;
let broker: BrokerHandle;

const signed = (claims: object = {}) => {
  const nowS = Math.floor(Date.now() / 1000);
  return key.sign({ sub: 'seller-42', aud: 'chat', iat: nowS, exp: nowS + 3600, ...claims });
};

beforeAll(async () => {
  key = await makeKey('RS256', 'one');
  issuer = await Issuer.start(key);
  broker = await startBroker({
    AUTH_SECRET: '',
    AUTH_JWKS_URL: issuer.url,
    AUTH_AUDIENCE: 'chat',
  });
});
afterAll(async () => {
  await broker.close();
  await issuer.close();
});

it('lets in whom the issuer signed in, at the API and at the socket', async () => {
  const token = await signed({ name: 'Blue Door Motors' });
  const { status, body } = await broker.api('/api/me', { token });
  expect([status, body]).toEqual([
    200,
    expect.objectContaining({ id: 'seller-42', name: 'Blue Door Motors' }),
  ]);
  const device = await connectDevice(broker, token);
  await device.close();
});

it('refuses what the issuer signed for others', async () => {
  const { status } = await broker.api('/api/me', { token: await signed({ aud: 'shop' }) });
  expect(status).toBe(401);
});

it('has guests of its own beside them', async () => {
  const guest = await broker.api<{ token: string }>('/api/guests', { json: { name: 'Ann' } });
  expect(guest.status).toBe(201);
  expect((await broker.api('/api/me', { token: guest.body.token })).status).toBe(200);
});

it('is not in development mode, where anybody gets a token', async () => {
  expect((await broker.api('/api/dev-token?sub=seller-42')).status).toBe(404);
});

it('says that it cannot tell, not that they are wrong, while the issuer was never reached', async () => {
  const away = await Issuer.start(key);
  const { url } = away;
  await away.close();
  const lonely = await startBroker({ AUTH_JWKS_URL: url, AUTH_AUDIENCE: 'chat' });
  const { status, body } = await lonely.api('/api/me', { token: await signed() });
  expect([status, body]).toEqual([503, expect.objectContaining({ code: 'unavailable' })]);
  await lonely.close();
});
