import { expectMediaReleased } from '../support/e2e-media.js';
import { recorded, Recording } from '../support/e2e-recorder.js';
import { figure } from '../support/figures.js';
import { expect, test, type Person } from '../support/network/network.js';

/** How long after that moment somebody reads that the call is over. */
const endedAfterMs = ({ page }: Person, saidMs: number) =>
  recorded(page, (recording) => recording.saidAfterMs(/Call ended|The call is over/, saidMs));

test('hanging up is heard while the broker is away', async ({ broker, talk }) => {
  const [guest, seller] = await talk('voiceCall');
  await broker.kill();
  const saidMs = await guest.hangUpAtOnce();
  figure('broker dead: hang-up', await endedAfterMs(seller, saidMs), 1000, 3000);
  await expectMediaReleased(seller.page);

  await broker.start();
  for (const person of [guest, seller]) {
    await expect.poll(() => person.isOnline(), { timeout: 40_000 }).toBe(true);
    const rung = (await Recording.of(person.page)).saidAfterMs(/is calling you/, saidMs);
    expect(rung).toBeUndefined();
  }
  await expect.poll(() => guest.lastCall()).toMatchObject({ status: 'ENDED' });
});

test('hanging up is heard while there is no direct path', async ({ talk, world }) => {
  const [guest, seller] = await talk('voiceCall');
  await world.internet.cutBetween(guest.home, seller.home);
  const saidMs = await guest.hangUpAtOnce();
  figure('no path: hang-up', await endedAfterMs(seller, saidMs), 1000, 3000);
});
