import { createHmac } from 'node:crypto';
import { expectMediaToFlow } from '../support/e2e-media.js';
import { gather, pathOf } from '../support/network/candidates.js';
import { expect, test } from '../support/network/network.js';
import { SERVER_ADDRESS } from '../support/network/internet.js';

const STUN_URLS = `stun:${SERVER_ADDRESS}:3478`;
const NO_PATH = /The call could not be connected|could not be reached directly/;
const SYMMETRIC = { guest: 'symmetric', seller: 'symmetric' } as const;

test.describe('with a STUN server alone', () => {
  test.use({ settings: { STUN_URLS } });

  test('two people behind routers that keep a port find each other', async ({ talk, world }) => {
    const [guest, seller] = await talk('voiceCall', { guest: 'nat', seller: 'nat' });
    for (const { page } of [guest, seller]) await expectMediaToFlow(page, { video: false });
    const { own, theirs } = await pathOf(guest.page);
    expect([own, theirs]).not.toContain('relay');
    expect(await world.internet.packetsBetween(guest.home, seller.home)).toBeGreaterThan(50);
  });

  test('two people behind symmetric routers do not, and are told', async ({ meet }) => {
    const [guest, seller] = await meet(SYMMETRIC);
    await guest.ring('voiceCall');
    await seller.accept();
    for (const { page } of [guest, seller]) {
      await expect(page.getByText(NO_PATH)).toBeVisible({ timeout: 30_000 });
    }
  });
});

test.describe('with a TURN server', () => {
  test.use({
    settings: async ({ world }, use) =>
      use({ STUN_URLS, TURN_TTL: '1m', ...world.turn.settings('udp') }),
  });

  test('two people behind symmetric routers talk by it', async ({ talk }) => {
    const [guest, seller] = await talk('voiceCall', SYMMETRIC);
    for (const { page } of [guest, seller]) await expectMediaToFlow(page, { video: false });
    // One side may reach the relay of the other from its own address.
    const { own, theirs } = await pathOf(guest.page);
    expect([own, theirs]).toContain('relay');
  });

  test('its credentials are a person’s own, and good for a while only', async ({
    enter,
    world,
  }) => {
    const guest = await enter('guest');
    const { iceServers } = await guest.ask<{ iceServers: RTCIceServer[] }>('/api/ice-servers');
    const turn = iceServers.find(({ username }) => username)!;
    const [expiry, pseudonym] = turn.username!.split(':');
    const lastsSeconds = Number(expiry) - Date.now() / 1000;
    expect(lastsSeconds).toBeGreaterThan(50);
    expect(lastsSeconds).toBeLessThanOrEqual(60);
    expect(pseudonym).not.toContain('guest');
    expect(await gather(guest.page, [turn])).toContain('relay');

    // The same person's of two minutes ago, made as the broker makes them.
    const username = `${Number(expiry) - 120}:${pseudonym}`;
    const { TURN_SECRET } = world.turn.settings('udp');
    const credential = createHmac('sha1', TURN_SECRET!).update(username).digest('base64');
    expect(await gather(guest.page, [{ ...turn, username, credential }])).not.toContain('relay');
  });
});
