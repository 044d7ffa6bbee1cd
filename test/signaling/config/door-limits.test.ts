import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../signaling/config.js';
import { createDoorLimits } from '../../../signaling/door-limits.js';

const OFFICE = '203.0.113.7';

const limitsWith = (env: Record<string, string>) => createDoorLimits(readConfig(env).rateLimits);

describe('limits at the door', () => {
  it('count each person apart and say when to come back', async () => {
    const limits = limitsWith({ RATE_LIMIT_REQUESTS: '2/1m' });
    await limits.takeRequest('a', OFFICE);
    await limits.takeRequest('a', OFFICE);
    await expect(limits.takeRequest('a', OFFICE)).rejects.toMatchObject({
      code: 'rate_limited',
      options: { retryAfterMs: expect.closeTo(60_000, -3) },
    });
    await limits.takeRequest('b', OFFICE);
  });

  it('give an address back what a person over their own limit took of it, and no more', async () => {
    const limits = limitsWith({
      RATE_LIMIT_REQUESTS: '1/1m',
      RATE_LIMIT_ADDRESS_REQUESTS: '3/1m',
    });
    const ask = async (userId: string) => {
      await limits.takeAddressRequest(OFFICE);
      await limits.takeRequest(userId, OFFICE);
    };
    await ask('a');
    for (let i = 0; i < 5; i++) await expect(ask('a')).rejects.toThrow('rate_limited');
    await ask('b');
    await ask('c');
    await expect(limits.takeAddressRequest(OFFICE)).rejects.toThrow('rate_limited');
  });

  it('take a /64 of IPv6 for one address, and an IPv4 for itself however it is written', async () => {
    const limits = limitsWith({ RATE_LIMIT_GUESTS: '1/1m' });
    await limits.takeGuest('2001:db8:0:1::1');
    await expect(limits.takeGuest('2001:db8::1:ffff:0:0:2')).rejects.toThrow();
    await limits.takeGuest('2001:db8:0:2::1');
    await limits.takeGuest('203.0.113.7');
    await expect(limits.takeGuest('::ffff:203.0.113.7')).rejects.toThrow();
    await limits.takeGuest('203.0.113.8');
    await limits.takeGuest('::1');
  });

  it('hold sockets until they are given back, once', () => {
    const limits = limitsWith({ RATE_LIMIT_SOCKETS: '1' });
    const release = limits.holdSocket('a');
    expect(() => limits.holdSocket('a')).toThrow('rate_limited');
    limits.holdSocket('b');
    release();
    release();
    limits.holdSocket('a');
    expect(() => limits.holdSocket('a')).toThrow('rate_limited');
  });

  it('are off when switched off', async () => {
    const limits = limitsWith({ RATE_LIMITS: 'off', RATE_LIMIT_REQUESTS: '1/1m' });
    for (let i = 0; i < 100; i++) await limits.takeRequest('a', OFFICE);
  });
});
