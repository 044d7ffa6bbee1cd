import { describe, expect, it } from 'vitest';
import { startBroker } from '../../support/start-broker.js';

const ON = { RATE_LIMITS: 'on' };

describe('rate limits', () => {
  it('hold one person, say for how long, and leave their neighbours alone', async () => {
    const broker = await startBroker({ ...ON, RATE_LIMIT_REQUESTS: '3/1m' });
    const [a, b] = [await broker.token('a'), await broker.token('b')];
    for (let i = 0; i < 3; i++)
      expect((await broker.api('/api/me', { token: a })).status).toBe(200);
    const { status, body, headers } = await broker.api('/api/me', { token: a });
    expect([status, body]).toEqual([429, expect.objectContaining({ code: 'rate_limited' })]);
    const retryAfterSeconds = Number(headers.get('retry-after'));
    expect(retryAfterSeconds).toBeGreaterThan(0);
    expect(retryAfterSeconds).toBeLessThanOrEqual(60);
    expect((await broker.api('/api/me', { token: b })).status).toBe(200);
    await broker.close();
  });

  it('hold one address, before any token is looked at', async () => {
    const broker = await startBroker({ ...ON, RATE_LIMIT_ADDRESS_REQUESTS: '3/1m' });
    for (let i = 0; i < 3; i++) expect((await broker.api('/api/me')).status).toBe(401);
    const { status, headers } = await broker.api('/api/me', {
      headers: { origin: 'https://shop.example.com' },
    });
    expect(status).toBe(429);
    expect(headers.get('access-control-allow-origin')).toBe('https://shop.example.com');
    expect(headers.get('access-control-expose-headers')).toContain('retry-after');
    expect((await broker.api('/healthz')).status).toBe(200);
    await broker.close();
  });

  it('hold the making of guests, whatever X-Forwarded-For says', async () => {
    const broker = await startBroker({ ...ON, RATE_LIMIT_GUESTS: '2/1m' });
    const ask = (address: string) =>
      broker.api('/api/guests', { method: 'POST', headers: { 'x-forwarded-for': address } });
    expect((await ask('198.51.100.1')).status).toBe(201);
    expect((await ask('198.51.100.2')).status).toBe(201);
    expect((await ask('198.51.100.3')).status).toBe(429);
    await broker.close();
  });

  it('count what a trusted proxy says instead', async () => {
    const broker = await startBroker({
      ...ON,
      RATE_LIMIT_GUESTS: '1/1m',
      TRUSTED_PROXIES: '127.0.0.0/8',
    });
    const ask = (address: string) =>
      broker.api('/api/guests', { method: 'POST', headers: { 'x-forwarded-for': address } });
    expect((await ask('198.51.100.1')).status).toBe(201);
    expect((await ask('198.51.100.2')).status).toBe(201);
    expect((await ask('203.0.113.9, 198.51.100.2')).status).toBe(429);
    await broker.close();
  });

  it('are off when switched off', async () => {
    const broker = await startBroker({ RATE_LIMITS: 'off', RATE_LIMIT_GUESTS: '1/1m' });
    for (let i = 0; i < 5; i++) {
      expect((await broker.api('/api/guests', { method: 'POST' })).status).toBe(201);
    }
    await broker.close();
  });
});
