import { expect, test } from '../support/e2e.js';
import { violationsOf } from '../support/e2e-axe.js';

for (const [width, colorScheme] of [
  [1280, 'light'],
  [1280, 'dark'],
  [390, 'light'],
  [390, 'dark'],
] as const) {
  test(`the API reference reads well at ${width} pixels, ${colorScheme}, and loads nothing else`, async ({
    broker,
    enter,
  }) => {
    const { page, requests } = await enter('/api/docs', {
      viewport: { width, height: 844 },
      colorScheme,
    });
    expect(requests).toEqual([`${broker.url}/api/docs`]);
    const route = { name: 'POST /api/conversations', exact: true };
    await expect(page.getByRole('heading', route)).toBeVisible();
    // Its style is let in by its policy.
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(ground).toBe(colorScheme === 'dark' ? 'rgb(21, 24, 28)' : 'rgb(255, 255, 255)');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);

    expect(await violationsOf(page)).toEqual([]);
  });
}

test('the API reference is read with the keyboard', async ({ enter }) => {
  const { page } = await enter('/api/docs');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the routes' })).toBeFocused();
  await expect(page.getByRole('link', { name: 'Skip to the routes' })).toBeInViewport();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  const inMain = await page.evaluate(() => document.activeElement?.closest('main') !== null);
  expect(inMain).toBe(true);
});
