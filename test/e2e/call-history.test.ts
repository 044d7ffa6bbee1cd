import { expect, test } from '../support/e2e.js';
import { expectMediaToFlow } from '../support/e2e-media.js';
import { Walk } from '../support/e2e-walk.js';

/** The history of calls, wherever it stands on the page. */
const historyOf = ({ page }: Walk) => page.locator('call-history');

/** Puts a history on a page that has none, as its site might. */
async function withHistory(walk: Walk): Promise<void> {
  await walk.page.evaluate(() => {
    document.querySelector('main')?.append(document.createElement('call-history'));
  });
}

test.describe('the history of calls', () => {
  test('tells both of a call that was, at once, and calls back', async ({ enter }) => {
    const seller = new Walk((await enter('/seller.html')).page);
    const guest = new Walk((await enter('/')).page);
    await expect(historyOf(seller).getByText('No calls yet')).toBeVisible();
    await withHistory(guest);

    await guest.contact('voiceCall').click();
    await seller.accept();
    await guest.expectCallInProgress();
    await seller.expectCallInProgress();
    await expect(guest.call.getByRole('timer')).toHaveText(/0:0?[2-9]/);
    await seller.hangUp();

    const incoming = historyOf(seller).getByRole('list', { name: 'Calls Today' });
    await expect(incoming.getByRole('listitem')).toHaveCount(1);
    await expect(incoming.getByRole('listitem')).toContainText(/Incoming voice call.*0:0[2-9]/s);
    const outgoing = historyOf(guest).getByRole('list', { name: 'Calls Today' });
    await expect(outgoing.getByRole('listitem')).toHaveCount(1);
    await expect(outgoing.getByRole('listitem')).toContainText(
      /Blue Door Motors.*Outgoing voice call.*0:0[2-9]/s,
    );

    await expect(seller.call).toBeHidden();
    await historyOf(seller).getByRole('button', { name: 'Call back' }).click();
    await expect(guest.incoming).toHaveAccessibleName('Blue Door Motors is calling you…');
    await guest.reject();
    await expect(incoming.getByRole('listitem')).toHaveCount(2);
    await expect(incoming.getByRole('listitem').first()).toContainText(
      'Outgoing voice call · Declined',
    );
    await expect(outgoing.getByRole('listitem').first()).toContainText(
      'Incoming voice call · Declined',
    );

    await seller.page.reload();
    await expect(incoming.getByRole('listitem')).toHaveCount(2);
    await expect(incoming.getByRole('listitem').last()).toContainText(/0:0[2-9]/);
  });
});

test.describe('a call that was missed', () => {
  test.use({ settings: { RING_TIMEOUT: '2s' } });

  test('is unread, stands out, and is called back from the chat', async ({ enter }) => {
    const guest = new Walk((await enter('/')).page);
    await guest.contact('videoCall').click();
    await expect(guest.page.getByText('No answer', { exact: true }).first()).toBeVisible();

    const seller = new Walk((await enter('/seller.html')).page);
    const missed = historyOf(seller).getByRole('listitem');
    await expect(missed).toContainText('Missed video call');
    await expect(seller.page).toHaveTitle(/^\(1\) /);
    await expect(seller.conversation('Missed video call')).toContainText('1 unread message');

    await missed.getByRole('button', { name: 'Chat', exact: true }).click();
    await expect(seller.chat).toBeVisible();
    await expect(seller.page).not.toHaveTitle(/^\(1\) /);
    // The ring is short here: a fact that was told stays told.
    const rung = guest.page.evaluate(
      () =>
        new Promise((resolve) => {
          document.addEventListener('call-incoming', ({ detail }) => resolve(detail.type));
        }),
    );
    await seller.chat.getByRole('log').getByRole('button', { name: 'Call back' }).click();
    expect(await rung).toBe('VIDEO');
  });
});

test('a call goes on while the visitor walks from page to page of the market', async ({
  enter,
}) => {
  const seller = new Walk((await enter('/seller.html')).page);
  const guest = new Walk((await enter('/')).page);
  await guest.contact('voiceCall').click();
  await seller.accept();
  await guest.expectCallInProgress();
  await seller.expectCallInProgress();

  await guest.call.getByRole('button', { name: 'Minimise' }).click();
  await guest.page.getByRole('link', { name: 'Estate car, 2016' }).click();
  await expect(guest.page).toHaveURL(/estate-car\.html$/);
  await guest.expectCallInProgress();
  await seller.expectCallInProgress();
  await expectMediaToFlow(guest.page, { video: false });

  await seller.hangUp();
  await expect(guest.call).toBeHidden();
  const calls = historyOf(seller).getByRole('listitem');
  await expect(calls).toHaveCount(1);
  await expect(calls).toContainText(/Incoming voice call.*\d:\d\d/s);
});
