import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBroker, type BrokerHandle } from '../../support/start-broker.js';

const SITE = 'https://shop.example.com';
const IMAGES = 'https://images.example.com';

let broker: BrokerHandle;
beforeAll(async () => {
  broker = await startBroker({ ALLOWED_ORIGINS: SITE, IMAGE_ORIGINS: IMAGES });
});
afterAll(() => broker.close());

const ask = (headers: Record<string, string>, init: RequestInit = {}) =>
  broker.api('/api/guests', { method: 'POST', ...init, headers });

describe('the API', () => {
  it('is open to pages of an allowed site', async () => {
    const { status, headers } = await ask({ origin: SITE });
    expect(status).toBe(201);
    expect(headers.get('access-control-allow-origin')).toBe(SITE);
    expect(headers.get('vary')).toMatch(/origin/i);
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('answers their preflight without a token', async () => {
    const { status, headers } = await broker.api('/api/conversations', {
      method: 'OPTIONS',
      headers: {
        origin: SITE,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-headers')).toMatch(/authorization/i);
  });

  it('is open to its own pages and to programs', async () => {
    expect((await ask({ origin: broker.url })).status).toBe(201);
    expect((await ask({})).status).toBe(201);
  });

  it.each([
    'null',
    'http://shop.example.com',
    'https://shop.example.com.evil.example',
    `${SITE}:8443`,
  ])('is closed to pages of %s', async (origin) => {
    const { status, body, headers } = await ask({ origin });
    expect([status, body]).toEqual([403, expect.objectContaining({ code: 'origin_not_allowed' })]);
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});

const SELLER = 'seller-42';

describe('a picture that a visitor names of a listing', () => {
  const shown = async (image: string) => {
    const { body } = await broker.api('/api/conversations', {
      method: 'POST',
      token: await broker.token('visitor'),
      json: { userId: SELLER, listing: { id: image, title: 'A boat', image } },
    });
    return (body as { listing: unknown }).listing;
  };

  it.each([`${SITE}/boat.jpg`, `${IMAGES}/boat.jpg`])('is kept from %s', async (image) => {
    expect(await shown(image)).toEqual({ id: image, title: 'A boat', image });
  });

  it('is kept from the broker itself', async () => {
    const image = `${broker.url}/boat.jpg`;
    expect(await shown(image)).toMatchObject({ image });
  });

  it.each([
    'https://evil.example/pixel.png?seller-42',
    'https://shop.example.com.evil.example/boat.jpg',
    'https://shop.example.com@evil.example/boat.jpg',
    'http://shop.example.com/boat.jpg',
    'https://shop.example.com:8443/boat.jpg',
  ])('is left out from %s, which would hear of who looks', async (image) => {
    expect(await shown(image)).toEqual({ id: image, title: 'A boat' });
  });
});
