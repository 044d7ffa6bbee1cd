import { expect, test, type Person, type PersonOptions } from '../support/e2e.js';
import { expectMediaReleased, expectMediaToFlow, expectPicture } from '../support/e2e-media.js';
import { Walk } from '../support/e2e-walk.js';

type Enter = (address: string, options?: PersonOptions) => Promise<Person>;

/** A visitor and a seller who both have the conversation open. */
async function meet(enter: Enter): Promise<{ guest: Walk; seller: Walk }> {
  const guest = new Walk((await enter('/')).page);
  await guest.contact('chat').click();
  await guest.write('May I call you?');
  const seller = new Walk((await enter('/seller.html')).page);
  await seller.openConversation('May I call you?');
  return { guest, seller };
}

test.describe('a video call', () => {
  test('rings the seller anywhere in the page and connects both ways', async ({ enter }) => {
    const seller = new Walk((await enter('/seller.html')).page);
    const guest = new Walk((await enter('/')).page);
    await guest.contact('videoCall').click();
    await expect(guest.callStatus.filter({ hasText: /Calling…|Ringing…/ })).toBeVisible();
    await expect(seller.incoming).toBeVisible();
    await expect(guest.callStatus.filter({ hasText: 'Ringing…' })).toBeVisible();

    await seller.accept();
    await guest.expectCallInProgress();
    await seller.expectCallInProgress();
    await expectMediaToFlow(guest.page, { video: true });
    await expectMediaToFlow(seller.page, { video: true });
    await expectPicture(guest.call.getByLabel('Blue Door Motors', { exact: true }));
    await expectPicture(guest.call.getByLabel('You', { exact: true }));
    await expect(guest.call.getByRole('timer')).toHaveText(/[1-9]/);

    await guest.hangUp();
    await expect(guest.call).toBeHidden();
    await expect(seller.call).toBeHidden();
    await expectMediaReleased(guest.page);
    await expectMediaReleased(seller.page);
  });

  test('is told in the conversation with its length', async ({ enter }) => {
    const { guest, seller } = await meet(enter);
    await guest.chat.getByRole('button', { name: 'Video call' }).click();
    await seller.accept();
    await guest.expectCallInProgress();
    await expect(guest.call.getByRole('timer')).toHaveText(/0:0?[2-9]/);
    await seller.hangUp();

    for (const side of [guest, seller]) {
      await expect(side.chat.getByRole('log').getByText(/Video call · 0?0:0[2-9]/)).toBeVisible();
    }
  });

  test('is muted and darkened by its buttons', async ({ enter }) => {
    const { guest, seller } = await meet(enter);
    await guest.chat.getByRole('button', { name: 'Video call' }).click();
    await seller.accept();
    await guest.expectCallInProgress();
    const sends = (kind: string) =>
      guest.page.evaluate(
        (wanted) =>
          window.recordedConnections
            .flatMap((connection) => connection.getSenders())
            .some(({ track }) => track?.kind === wanted && track.enabled),
        kind,
      );

    await guest.call.getByRole('button', { name: 'Mute', exact: true }).click();
    await expect(guest.call.getByRole('button', { name: 'Unmute' })).toBeVisible();
    expect(await sends('audio')).toBe(false);
    await guest.call.getByRole('button', { name: 'Unmute' }).click();
    await expect.poll(() => sends('audio')).toBe(true);

    await guest.call.getByRole('button', { name: 'Turn camera off' }).click();
    await expect(guest.call.getByRole('button', { name: 'Turn camera on' })).toBeVisible();
    await expect.poll(() => sends('video')).toBe(false);
    await guest.call.getByRole('button', { name: 'Turn camera on' }).click();
    await expect.poll(() => sends('video')).toBe(true);
    await expectMediaToFlow(seller.page, { video: true });
    await guest.hangUp();
    await expect(seller.call).toBeHidden();
  });
});

test.describe('a voice call', () => {
  test('goes from the seller to the visitor, sound only', async ({ enter }) => {
    const { guest, seller } = await meet(enter);
    await seller.chat.getByRole('button', { name: 'Voice call' }).click();
    await expect(guest.incoming).toHaveAccessibleName('Blue Door Motors is calling you…');
    await guest.accept();
    await seller.expectCallInProgress();
    await guest.expectCallInProgress();
    await expectMediaToFlow(guest.page, { video: false });
    await expectMediaToFlow(seller.page, { video: false });

    await seller.hangUp();
    await expect(guest.call).toBeHidden();
    await expect(guest.chat.getByRole('log').getByText(/Voice call · \d/)).toBeVisible();
  });
});

test.describe('a call that comes to nothing', () => {
  test('tells the caller that it was rejected', async ({ enter }) => {
    const { guest, seller } = await meet(enter);
    await guest.chat.getByRole('button', { name: 'Video call' }).click();
    await seller.reject();
    await expect(guest.page.getByText('Call was rejected')).toBeVisible();
    await expect(seller.incoming).toBeHidden();
    await expect(guest.chat.getByRole('log').getByText('Video call · Declined')).toBeVisible();
    await expectMediaReleased(guest.page);
  });

  test('stops ringing when the caller gives up', async ({ enter }) => {
    const { guest, seller } = await meet(enter);
    await guest.chat.getByRole('button', { name: 'Voice call' }).click();
    await expect(seller.incoming).toBeVisible();
    await guest.hangUp();
    await expect(seller.incoming).toBeHidden();
    await expect(seller.chat.getByRole('log').getByText('Missed voice call')).toBeVisible();
    await expectMediaReleased(guest.page);
  });
});

test.describe('a call nobody answers', () => {
  test.use({ settings: { RING_TIMEOUT: '2s' } });

  test('ends as missed on both sides', async ({ enter }) => {
    const { guest, seller } = await meet(enter);
    await guest.chat.getByRole('button', { name: 'Video call' }).click();
    await expect(seller.incoming).toBeVisible();
    await expect(guest.page.getByText('No answer', { exact: true }).first()).toBeVisible();
    await expect(seller.incoming).toBeHidden();
    await expect(seller.chat.getByRole('log').getByText('Missed video call')).toBeVisible();
    await expect(guest.chat.getByRole('log').getByText('Video call · No answer')).toBeVisible();
    await expectMediaReleased(guest.page);
  });

  test('is missed by somebody who was not there', async ({ enter }) => {
    const guest = new Walk((await enter('/')).page);
    await guest.contact('voiceCall').click();
    await expect(guest.page.getByText('No answer', { exact: true }).first()).toBeVisible();
    const seller = new Walk((await enter('/seller.html')).page);
    await expect(seller.conversation('Missed voice call')).toBeVisible();
  });
});
