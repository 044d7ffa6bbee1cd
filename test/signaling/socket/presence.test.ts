import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestDevice } from '../../support/broker/test-device.js';
import { actorOf, startDomain, type TestDomain } from '../../support/broker/test-domain.js';

const RELOAD_MS = 60;
let domain: TestDomain;
let watcher: TestDevice;
beforeEach(async () => {
  domain = await startDomain({ times: { reloadMs: RELOAD_MS } });
  await domain.directory.meet(actorOf('seller'));
  watcher = await domain.connect('watcher');
});
afterEach(() => domain.close());

async function watch(...userIds: string[]): Promise<void> {
  watcher.send({ type: 'presence_watch', userIds });
  for (const userId of userIds) {
    await watcher.next('presence', ({ presence }) => presence.userId === userId);
  }
}
const told = () =>
  watcher.all('presence').map(({ presence }) => [presence.userId, presence.online]);

describe('presence', () => {
  it('of the watched is told at once, also of people nobody knows', async () => {
    await domain.connect('seller');
    watcher.send({ type: 'presence_watch', userIds: ['seller', 'nobody', 'watcher'] });
    const presences = [
      await watcher.next('presence'),
      await watcher.next('presence'),
      await watcher.next('presence'),
    ];
    expect(presences.map(({ presence }) => presence)).toEqual([
      { userId: 'seller', online: true },
      { userId: 'nobody', online: false },
      { userId: 'watcher', online: true },
    ]);
  });

  it('is told when somebody comes, and with the time when they have gone', async () => {
    await watch('seller');
    const seller = await domain.connect('seller');
    expect((await watcher.next('presence')).presence).toEqual({ userId: 'seller', online: true });
    await seller.close();
    const { presence } = await watcher.next('presence');
    expect(presence).toMatchObject({ userId: 'seller', online: false });
    // The time of leaving, not that of the telling.
    expect(Date.now() - Date.parse(presence.lastSeenAt!)).toBeGreaterThanOrEqual(RELOAD_MS - 2);
    expect(await domain.presence.of('seller')).toEqual(presence);
    expect((await domain.directory.user('seller', 'seller')).lastSeenAt).toBe(presence.lastSeenAt);
  });

  it('goes on while another device, or a newer socket of the same, is there', async () => {
    const deviceId = randomUUID();
    const first = await domain.connect('seller', { deviceId });
    const x = await domain.connect('x');
    await watch('seller', 'x');
    await domain.connect('seller', { deviceId });
    await first.closed;
    const third = await domain.connect('seller');
    await third.close();
    await x.close();
    // Left last: whatever were to be told of the others would have been told before.
    await watcher.next('presence', ({ presence }) => presence.userId === 'x' && !presence.online);
    expect(told()).toEqual([
      ['seller', true],
      ['x', true],
      ['x', false],
    ]);
  });

  it('is told only to those who watch, and only of whom they watch now', async () => {
    const bystander = await domain.connect('bystander');
    await watch('a', 'b');
    await watch('b', 'c');
    const devices = [await domain.connect('a'), await domain.connect('c')];
    await watcher.next('presence', ({ presence }) => presence.userId === 'c' && presence.online);
    expect(told().slice(-1)).toEqual([['c', true]]);
    expect(told()).not.toContainEqual(['a', true]);
    await bystander.settle();
    expect(bystander.all('presence')).toHaveLength(1);
    await Promise.all(devices.map((device) => device.settle()));
  });

  it('of 200 people is watched at most', async () => {
    const ids = Array.from({ length: 201 }, (_, index) => `user-${index}`);
    watcher.send({ type: 'presence_watch', userIds: ids });
    expect(await watcher.next('error')).toMatchObject({ code: 'invalid_frame' });
    watcher.send({ type: 'presence_watch', userIds: ids.slice(1) });
    await watcher.next('presence', ({ presence }) => presence.userId === 'user-200');
    expect(watcher.all('presence')).toHaveLength(200);
  });
});
