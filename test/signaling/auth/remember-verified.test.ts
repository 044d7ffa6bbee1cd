import { beforeEach, describe, expect, it } from 'vitest';
import { rememberVerified } from '../../../signaling/auth/remember-verified.js';
import { BrokerError } from '../../../signaling/domain/broker-error.js';
import type { Identity } from '../../../signaling/domain/types.js';

const NOW_S = 1_800_000_000;

let clockMs: number;
let verified: string[];
let expiresAt: number;
let verify: (token: string) => Promise<Identity>;

beforeEach(() => {
  clockMs = NOW_S * 1000;
  verified = [];
  expiresAt = NOW_S + 3600;
  verify = rememberVerified(
    async (token) => {
      verified.push(token);
      if (token.startsWith('bad')) throw new BrokerError('unauthorized');
      return { userId: `user of ${token}`, role: 'user', expiresAt };
    },
    { skewSeconds: 60, now: () => clockMs },
  );
});

describe('a token that was verified', () => {
  it('is not verified again for a minute, and then is', async () => {
    const first = await verify('a');
    clockMs += 59_999;
    expect(await verify('a')).toEqual(first);
    expect(verified).toEqual(['a']);
    clockMs += 1;
    await verify('a');
    expect(verified).toEqual(['a', 'a']);
  });

  it('ends when it says so, also when it is remembered', async () => {
    expiresAt = NOW_S - 30;
    await verify('a');
    clockMs += 29_999;
    await verify('a');
    clockMs += 1;
    await expect(verify('a')).rejects.toMatchObject({ code: 'token_expired' });
  });

  it('is verified anew after the clock was set back', async () => {
    await verify('a');
    clockMs -= 1;
    await verify('a');
    expect(verified).toEqual(['a', 'a']);
  });

  it('never speaks for another one', async () => {
    expect(await verify('a')).toMatchObject({ userId: 'user of a' });
    expect(await verify('a.')).toMatchObject({ userId: 'user of a.' });
    await expect(verify('bad')).rejects.toMatchObject({ code: 'unauthorized' });
    expect(await verify('a')).toMatchObject({ userId: 'user of a' });
  });
});

describe('what is remembered', () => {
  it('is nothing of a token that was refused', async () => {
    await expect(verify('bad')).rejects.toThrow();
    await expect(verify('bad')).rejects.toThrow();
    expect(verified).toEqual(['bad', 'bad']);
  });

  it('is bounded: the eldest is verified again', async () => {
    for (let index = 0; index <= 10_000; index++) await verify(`t${index}`);
    verified = [];
    await verify('t1');
    expect(verified).toEqual([]);
    await verify('t0');
    expect(verified).toEqual(['t0']);
  });
});
