import { setTimeout as pass } from 'node:timers/promises';
import { expectMediaToFlow } from '../support/e2e-media.js';
import { recorded, Recording } from '../support/e2e-recorder.js';
import { figure } from '../support/figures.js';
import { expect, expectSoundBack, test } from '../support/network/network.js';

const SECOND = 1000;

test('a call lives through a path that is cut for 1, 3 and 8 seconds', async ({ talk, world }) => {
  const people = await talk('voiceCall');
  for (const seconds of [1, 3, 8]) {
    for (const { page } of people) await expectMediaToFlow(page, { video: false });
    const mend = await world.internet.cutBetween(people[0].home, people[1].home);
    await pass(seconds * SECOND);
    await mend();
    await expectSoundBack(people, `cut for ${seconds} s`, Date.now(), 1000);
    for (const person of people) await person.expectCallInProgress();
  }
  for (const { page } of people) {
    expect(
      (await Recording.of(page)).statuses().filter((status) => /ended|lost/i.test(status)),
    ).toEqual([]);
  }
});

test('a call lives through a computer that is cut off for 35 seconds', async ({ talk, world }) => {
  test.setTimeout(120_000);
  const people = await talk('voiceCall');
  const cutMs = Date.now();
  const mend = await world.internet.cutOff(people[0].home);
  for (const { id, page } of people) {
    const said = (words: RegExp) =>
      recorded(page, (recording) => recording.saidAfterMs(words, cutMs));
    figure(
      `cut off: the ${id} is told`,
      await said(/Unstable connection|Reconnecting…/),
      2000,
      4000,
    );
    await said(/Reconnecting…/);
  }
  await pass(cutMs + 35 * SECOND - Date.now());
  await mend();
  await expectSoundBack(people, 'cut off for 35 s', Date.now(), 3000);
  for (const person of people) await person.expectCallInProgress();
});

test('a call is given up after a minute without a path, and can be dialled again', async ({
  talk,
  world,
}) => {
  test.setTimeout(150_000);
  const people = await talk('voiceCall');
  const cutMs = Date.now();
  const mend = await world.internet.cutOff(people[0].home);
  for (const { page } of people) {
    const lost = (recording: Recording) => recording.saidAfterMs(/Call lost/, cutMs);
    const lostMs = await recorded(page, lost, 90_000);
    expect(lostMs).toBeGreaterThanOrEqual(60_000);
    figure('no path: given up after', lostMs, 75_000);
  }
  await mend();
  const [guest, seller] = people;
  await guest.page.getByRole('button', { name: 'Redial' }).click();
  await seller.accept();
  await guest.expectCallInProgress();
  for (const { page } of people) await expectMediaToFlow(page, { video: false });
});
