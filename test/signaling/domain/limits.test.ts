import { describe, expect, it } from 'vitest';
import { createDomainLimits, type DomainLimits } from '../../../signaling/domain/limits.js';

const rate = { points: 1, windowMs: 60_000 };
const settings = {
  messages: rate,
  calls: rate,
  conversations: rate,
  uploads: rate,
  frames: rate,
};

describe('the limit of', () => {
  it.each<[string, 'takeReport' | 'takeSearch' | 'takeLink', number]>([
    ['reports', 'takeReport', 20],
    ['searches', 'takeSearch', 120],
    ['links', 'takeLink', 60],
  ])('%s is each person’s own, and says when to come back', async (_what, take, points) => {
    const limits: DomainLimits = createDomainLimits(settings);
    for (let i = 0; i < points; i++) await limits[take]('a');
    const refusal = await limits[take]('a').catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'rate_limited' });
    expect(refusal).toHaveProperty('options.retryAfterMs', expect.any(Number));
    await limits[take]('b');
  });
});
