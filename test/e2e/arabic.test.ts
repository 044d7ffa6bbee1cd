import { expect, test } from '../support/e2e.js';
import { expectMediaReleased, expectMediaToFlow, expectPicture } from '../support/e2e-media.js';
import { Walk } from '../support/e2e-walk.js';
import { ARABIC } from '../support/e2e-arabic.js';

test.describe('in Arabic, right to left', () => {
  test('the same walk: chat, ticks, a video call, its length', async ({ enter }) => {
    const guest = new Walk((await enter('/ar/')).page, ARABIC);
    await guest.contact('chat').click();
    await expect(guest.chat).toBeVisible();
    await guest.write('هل السيارة ما زالت متاحة؟');
    await expect(guest.line('متاحة')).toContainText(ARABIC.sent);

    const seller = new Walk((await enter('/ar/seller.html')).page, ARABIC);
    await seller.openConversation('متاحة');
    await expect(guest.line('متاحة')).toContainText(ARABIC.read);
    await seller.write('نعم، تفضل يوم السبت.');
    await expect(guest.line('السبت')).toBeVisible();

    await guest.chat.getByRole('button', { name: ARABIC.videoCall, exact: true }).click();
    await expect(seller.incoming).toBeVisible();
    await seller.accept();
    await guest.expectCallInProgress();
    await seller.expectCallInProgress();
    await expectMediaToFlow(guest.page, { video: true });
    await expectMediaToFlow(seller.page, { video: true });
    await expectPicture(guest.call.getByLabel('سيارات الباب الأزرق', { exact: true }));
    await seller.hangUp();
    await expect(guest.call).toBeHidden();
    await expect(guest.chat.getByRole('log').getByText(ARABIC.callWithLength)).toBeVisible();
    await expectMediaReleased(guest.page);
  });

  test('one’s own bubbles stand at the left, the other’s at the right', async ({ enter }) => {
    const guest = new Walk((await enter('/ar/')).page, ARABIC);
    await guest.contact('chat').click();
    await guest.write('مرحبا');
    const seller = new Walk((await enter('/ar/seller.html')).page, ARABIC);
    await seller.openConversation('مرحبا');
    await seller.write('أهلا');

    expect(
      await guest.chat.getByRole('log').evaluate((log) => getComputedStyle(log).direction),
    ).toBe('rtl');
    const centre = async (text: string) => {
      const box = await guest.line(text).getByText(text).boundingBox();
      return (box?.x ?? 0) + (box?.width ?? 0) / 2;
    };
    await expect(guest.line('أهلا')).toBeVisible();
    expect(await centre('مرحبا')).toBeLessThan(await centre('أهلا'));
  });

  test('shows no word of English', async ({ enter }) => {
    const guest = new Walk((await enter('/ar/')).page, ARABIC);
    await guest.contact('chat').click();
    await guest.write('مرحبا');
    await expect(guest.line('مرحبا')).toContainText(ARABIC.sent);
    const names = await guest.page
      .getByRole('button')
      .evaluateAll((buttons) =>
        buttons.map((button) => button.getAttribute('aria-label') ?? button.textContent ?? ''),
      );
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((name) => /[A-Za-z]{2,}/.test(name))).toEqual([]);
    expect(await guest.chat.innerText()).not.toMatch(/[A-Za-z]{3,}/);
  });
});
