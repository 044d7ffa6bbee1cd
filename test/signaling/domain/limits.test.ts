import { describe, expect, it } from 'vitest';
import { createDomainLimits, type DomainLimits } from '../../../signaling/domain/limits.js';

const rate = { points: 1, windowMs: 60_000 };
const settings = {
  messages: rate,
  calls: rate,
  conversations: rate,
  uploads: rate,
  uploadBytes: rate,
  frames: rate,
};

describe('the limit of', () => {
  it.each<[string, 'takeReport' | 'takeLink', number]>([
    ['reports', 'takeReport', 20],
    ['links', 'takeLink', 60],
  ])('%s is each person’s own, and says when to come back', async (_what, take, points) => {
    const limits: DomainLimits = createDomainLimits(settings);
    for (let i = 0; i < points; i++) await limits[take]('a');
    const refusal = await limits[take]('a').catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'rate_limited' });
    expect(refusal).toHaveProperty('options.retryAfterMs', expect.any(Number));
    await limits[take]('b');
  });

  it('searches is each person’s own, and their office’s for some of them together', async () => {
    const limits = createDomainLimits({ ...settings, networks: settings });
    const searches = async (userId: string, points: number, network = 'office') => {
      for (let i = 0; i < points; i++) await limits.takeSearch({ userId, network });
    };
    await searches('a', 120);
    for (let i = 0; i < 600; i++) {
      await expect(searches('a', 1)).rejects.toMatchObject({ code: 'rate_limited' });
    }
    for (const userId of ['b', 'c', 'd', 'e']) await searches(userId, 120);
    await expect(searches('f', 1)).rejects.toHaveProperty('options.retryAfterMs');
    await searches('g', 1, 'home');
  });
});
