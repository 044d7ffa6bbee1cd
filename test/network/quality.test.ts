import type { CallQuality, QualityScore } from '../../src/core/call-quality.js';
import { RUNGS } from '../../src/core/quality-ladder.js';
import { expectMediaToFlow } from '../support/e2e-media.js';
import { recorded, Recording } from '../support/e2e-recorder.js';
import { known } from '../support/figures.js';
import { expect, test, type Person } from '../support/network/network.js';

/** The first look since that moment that is like this. */
const look = ({ page }: Person, sinceMs: number, like: (quality: CallQuality) => boolean) =>
  recorded(
    page,
    (recording) => {
      const facts = recording.factsOf('call-quality', sinceMs);
      return facts.map(({ detail }) => detail.quality as CallQuality).find(like);
    },
    40_000,
  );

const isAtMost = (most: QualityScore) => (quality: CallQuality) => quality.score <= most;
const rungOf = ({ ownPicture = 'full' }: CallQuality) =>
  RUNGS.findIndex(({ step }) => step === ownPicture);

test('a weak upload is named to both, costs some of the picture, and gives it back', async ({
  talk,
  world,
}) => {
  test.setTimeout(150_000);
  const people = await talk('videoCall');
  const [guest, seller] = people;
  for (const { page } of people) await expectMediaToFlow(page, { video: true });
  const startedMs = Date.now();
  for (const person of people) await look(person, startedMs, ({ score }) => score >= 4);

  const weakMs = Date.now();
  const mend = await world.internet.loseFrom(guest.home, 0.25);
  expect((await look(guest, weakMs, isAtMost(2))).cause).toBe('upload');
  expect((await look(seller, weakMs, isAtMost(2))).cause).toBe('download');
  await expect(guest.call).toContainText('Your upload is weak');
  const lowest = await look(guest, weakMs, (quality) => rungOf(quality) > 0);
  for (const { page } of people) {
    const recording = await Recording.of(page);
    expect(recording.longestGapMs('soundPackets', weakMs, Date.now())).toBeLessThan(1000);
  }

  await mend();
  const mendedMs = Date.now();
  for (const person of people) await look(person, mendedMs, ({ score }) => score >= 4);
  await look(guest, mendedMs, (quality) => rungOf(quality) < rungOf(lowest));
  await guest.hangUp();
  const kept = await known(async () => {
    const call = await guest.lastCall();
    const { quality } = (call?.metadata ?? {}) as {
      quality?: { caller?: { worst: number }; callee?: object };
    };
    return quality?.caller && quality.callee && quality;
  }, 10_000);
  expect(kept.caller).toMatchObject({ callType: 'VIDEO', relayed: false });
  expect(kept.caller?.worst).toBeLessThanOrEqual(2);
  expect(kept.caller).toHaveProperty('setupMs');
  expect(kept.callee).toHaveProperty('lossPercent');
});
