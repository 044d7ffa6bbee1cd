import { setTimeout as pass } from 'node:timers/promises';
import { expectMediaReleased, expectMediaToFlow } from '../support/e2e-media.js';
import { recorded, Recording } from '../support/e2e-recorder.js';
import { figure } from '../support/figures.js';
import { expect, test } from '../support/network/network.js';

test('a call does not notice that the broker is killed', async ({ broker, talk }) => {
  test.setTimeout(150_000);
  const people = await talk('voiceCall');
  const [guest, seller] = people;
  for (const { page } of people) await expectMediaToFlow(page, { video: false });
  const killedMs = Date.now();
  await broker.kill();

  await guest.control('Mute').click();
  await expect(seller.page.getByRole('img', { name: 'Guest is muted' })).toBeVisible();
  await guest.control('Unmute').click();
  await expect(seller.page.getByRole('img', { name: 'Guest is muted' })).toBeHidden();
  await guest.control('Hold').click();
  await expect(seller.call.getByText('On hold', { exact: true })).toBeVisible();
  await guest.control('Resume').click();
  await seller.expectCallInProgress();
  const resumedMs = Date.now();
  await pass(killedMs + 60_000 - Date.now());

  await broker.start();
  for (const person of people) {
    await expect.poll(() => person.isOnline(), { timeout: 40_000 }).toBe(true);
    await person.expectCallInProgress();
  }
  for (const { id, page } of people) {
    const recording = await Recording.of(page);
    const gapMs = recording.longestGapMs('soundPackets', resumedMs + 1000, Date.now());
    figure(`broker killed: longest silence for the ${id}`, gapMs, 1000, 3000);
    expect(recording.saidAfterMs(/is calling you|ended|Reconnecting/, killedMs)).toBeUndefined();
  }
  await guest.hangUp();
  for (const { page } of people) await expectMediaReleased(page);
  await expect.poll(() => guest.lastCall()).toMatchObject({ status: 'ENDED' });
});

test('a browser that is killed lets the other side go', async ({ talk, enter }) => {
  test.setTimeout(90_000);
  const [guest, seller] = await talk('videoCall');
  for (const { page } of [guest, seller]) await expectMediaToFlow(page, { video: true });
  const killedMs = Date.now();
  await seller.home.computer.powerOff();

  const said = (words: RegExp) => (recording: Recording) => recording.saidAfterMs(words, killedMs);
  const goneMs = await recorded(guest.page, said(/Call lost|The connection was lost/), 40_000);
  const unstableMs = await recorded(guest.page, said(/Unstable connection|Reconnecting…/));
  figure('other browser killed: unstable', unstableMs, 2000, 4000);
  figure('other browser killed: gone', goneMs, 20_000);
  const darkMs = await recorded(guest.page, (recording) => recording.devicesOffAfterMs(killedMs));
  figure('other browser killed: camera off after “gone”', darkMs - goneMs, 1000, 3000);

  const friend = await enter('friend', { calls: 'guest' });
  await friend.ring('voiceCall');
  await expect(guest.incoming).toBeVisible();
  figure('other browser killed: can be called again', Date.now() - killedMs, 30_000);
});
