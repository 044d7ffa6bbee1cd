import { expect, test, type Person, type PersonOptions } from '../support/e2e.js';
import { expectMediaReleased, expectMediaToFlow, expectPicture } from '../support/e2e-media.js';
import { Walk } from '../support/e2e-walk.js';
import type { Locator, Page } from '@playwright/test';

type Enter = (address: string, options?: PersonOptions) => Promise<Person>;

const CHOICE = 'Audio and video';

async function meet(enter: Enter): Promise<{ guest: Walk; seller: Walk }> {
  const seller = new Walk((await enter('/seller.html')).page);
  const guest = new Walk((await enter('/')).page);
  await guest.contact('chat').click();
  await guest.write('May I call you?');
  return { guest, seller };
}

/** The choice of devices, opened from the menu of the chat. */
async function openChoice(guest: Walk): Promise<Locator> {
  await guest.chat.getByRole('button', { name: 'More', exact: true }).click();
  await guest.page.getByRole('menuitem', { name: CHOICE }).click();
  const dialog = guest.page.getByRole('dialog', { name: CHOICE });
  await expectPicture(dialog.getByLabel('You', { exact: true }));
  return dialog;
}

/** Names of the cameras whose picture goes out. */
function camerasSent(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    window.recordedConnections
      .filter(({ connectionState }) => connectionState === 'connected')
      .flatMap((connection) => connection.getSenders())
      .flatMap(({ track }) => (track?.kind === 'video' ? [track.label] : [])),
  );
}

test.describe('a camera', () => {
  test('chosen before a call is used in it, and remembered over a reload', async ({ enter }) => {
    const { guest, seller } = await meet(enter);
    const choice = await openChoice(guest);
    await choice.getByLabel('Camera').selectOption({ label: 'fake_device_2' });
    const shown = () =>
      choice.getByLabel('You', { exact: true }).evaluate((video) => {
        const stream = (video as HTMLVideoElement).srcObject as MediaStream | null;
        return stream?.getVideoTracks()[0]?.label;
      });
    await expect.poll(shown).toBe('fake_device_2');
    await expectPicture(choice.getByLabel('You', { exact: true }));
    await choice.getByRole('button', { name: 'Close' }).click();
    await expect(choice).toBeHidden();

    await guest.page.reload();
    await guest.contact('videoCall').click();
    await seller.accept();
    await guest.expectCallInProgress();
    await expect.poll(() => camerasSent(guest.page)).toEqual(['fake_device_2']);
    await expectMediaToFlow(seller.page, { video: true });
    await guest.hangUp();
    await expectMediaReleased(guest.page);
  });

  test('chosen during a call takes over, and the picture goes on', async ({ enter }) => {
    const { guest, seller } = await meet(enter);
    await guest.contact('videoCall').click();
    await seller.accept();
    await guest.expectCallInProgress();
    await expect.poll(() => camerasSent(guest.page)).toEqual(['fake_device_0']);
    await expectMediaToFlow(seller.page, { video: true });

    await guest.call.getByRole('button', { name: 'More', exact: true }).click();
    await guest.page.getByRole('menuitem', { name: CHOICE }).click();
    const choice = guest.page.getByRole('dialog', { name: CHOICE });
    await expectPicture(choice.getByLabel('You', { exact: true }));
    await choice.getByLabel('Camera').selectOption({ label: 'fake_device_2' });
    await expect
      .poll(() => camerasSent(guest.page), { timeout: 20_000 })
      .toEqual(['fake_device_2']);
    await expectPicture(choice.getByLabel('You', { exact: true }));
    await choice.getByRole('button', { name: 'Close' }).click();

    await expectMediaToFlow(seller.page, { video: true });
    await expectMediaToFlow(guest.page, { video: true });
    await guest.hangUp();
    await expect(seller.call).toBeHidden();
    await expectMediaReleased(guest.page);
    await expectMediaReleased(seller.page);
  });
});
