import { expectMediaToFlow } from '../support/e2e-media.js';
import { pathOf } from '../support/network/candidates.js';
import { recorded, type Recording } from '../support/e2e-recorder.js';
import { figure } from '../support/figures.js';
import { expect, test, type Person } from '../support/network/network.js';

const NO_PATH = /The call could not be connected|could not be reached directly/;

/** Both hear each other, by what arrives. */
async function expectToHear(...people: Person[]): Promise<void> {
  for (const { page } of people) await expectMediaToFlow(page, { video: false });
}

test('two people on two networks talk directly', async ({ talk, world }) => {
  const [guest, seller] = await talk('videoCall');
  await expectMediaToFlow(guest.page, { video: true });
  await expectMediaToFlow(seller.page, { video: true });
  expect(await world.internet.packetsBetween(guest.home, seller.home)).toBeGreaterThan(50);
});

test('nothing tells either side the address of the other before the call is accepted', async ({
  meet,
  world: { internet },
}) => {
  const [guest, seller] = await meet();
  await internet.forgetPackets();
  await guest.ring('voiceCall');
  await expect(guest.callStatus.filter({ hasText: 'Ringing…' })).toBeVisible();
  // Both have made ready what they can: the caller's link has its name at the broker.
  await expect.poll(() => guest.frames.some((frame) => /"OPEN"/.test(frame))).toBe(true);
  const told = () => [...guest.frames, ...seller.frames].join('\n');
  for (const { address } of [guest.home, seller.home]) expect(told()).not.toContain(address);
  expect(await internet.packetsBetween(guest.home, seller.home)).toBe(0);

  await seller.accept();
  await expectToHear(guest, seller);
  for (const { address } of [guest.home, seller.home]) expect(told()).toContain(address);
  expect(await internet.packetsBetween(guest.home, seller.home)).toBeGreaterThan(50);
});

test.describe('with a TURN server', () => {
  test.use({
    settings: async ({ world }, use) => use(world.turn.settings('udp', 'tcp')),
  });

  test('calls of a site that wants no direct links are relayed, and show no address', async ({
    talk,
    world: { internet },
  }) => {
    await internet.forgetPackets();
    const [guest, seller] = await talk('videoCall', { direct: 'never' });
    for (const { page, frames } of [guest, seller]) {
      await expectMediaToFlow(page, { video: true });
      expect(await pathOf(page)).toMatchObject({
        own: 'relay',
        theirs: 'relay',
        ownTypes: ['relay'],
        theirTypes: ['relay'],
      });
      const told = frames.join('\n');
      expect(told).toContain('typ relay');
      expect(told).not.toMatch(/typ (host|srflx|prflx)/);
      for (const { address } of [guest.home, seller.home]) expect(told).not.toContain(address);
    }
    expect(await internet.packetsBetween(guest.home, seller.home)).toBe(0);
  });

  test('a call gets through where UDP is blocked', async ({ meet, world: { internet } }) => {
    const [guest, seller] = await meet();
    await internet.blockUdp(guest.home);
    await guest.ring('voiceCall');
    await expect(seller.incoming).toBeVisible();
    const acceptedMs = Date.now();
    await seller.accept();
    await guest.expectCallInProgress();
    await expectToHear(guest, seller);
    expect(await pathOf(guest.page)).toMatchObject({ own: 'relay', relayProtocol: 'tcp' });
    for (const { page } of [guest, seller]) {
      const tookMs = await recorded(page, (recording) =>
        recording.backAfterMs('soundPackets', acceptedMs),
      );
      figure('UDP blocked: accept → sound by TURN over TCP', tookMs, 5000);
    }
  });
});

test.describe('with a TURN server that is reached by TLS only', () => {
  test.use({ settings: async ({ world }, use) => use(world.turn.settings('tls')) });

  test('a call gets through where only TLS does', async ({ talk, world }) => {
    await world.internet.blockUdp(await world.home('guest'));
    const [guest, seller] = await talk('voiceCall');
    await expectToHear(guest, seller);
    expect(await pathOf(guest.page)).toMatchObject({ own: 'relay', relayProtocol: 'tls' });
  });
});

test('a call that no path carries fails soon, and says so', async ({ meet, world }) => {
  const [guest, seller] = await meet();
  await world.internet.cutBetween(guest.home, seller.home);
  await guest.ring('voiceCall');
  await expect(seller.incoming).toBeVisible();
  const acceptedMs = Date.now();
  await seller.accept();
  for (const { page } of [guest, seller]) {
    const failed = (recording: Recording) => recording.saidAfterMs(NO_PATH, acceptedMs);
    figure('no path: accept → failure', await recorded(page, failed, 30_000), 20_000);
  }
});
