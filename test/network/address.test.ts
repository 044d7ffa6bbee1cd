import { expectMediaToFlow } from '../support/e2e-media.js';
import { expectSoundBack, test } from '../support/network/network.js';

test('a call goes on from another address', async ({ talk, world }) => {
  const people = await talk('voiceCall');
  const [guest] = people;
  await world.internet.move(guest.home);
  await expectSoundBack(people, 'another address', Date.now(), 3000);
  for (const person of people) await person.expectCallInProgress();
  for (const { page } of people) await expectMediaToFlow(page, { video: false });
});
