import { describe, expect, it } from 'vitest';
import { hasConsent } from '../../../src/core/link-consent.js';
import {
  LINKS,
  NO_LINKS,
  stepLinks,
  type LinkEffect,
  type LinkEvent,
  type LinkMachine,
} from '../../../src/core/link-machine.js';

const CONVERSATION = 'c-1';
const peerOf = (deviceId: string, userId = 'seller-42') => ({
  userId,
  deviceId,
  peerId: `peer-of-${deviceId}`,
});

/** One device's machine, with its clock. */
class Device {
  machine: LinkMachine = NO_LINKS;
  nowMs = 0;

  constructor(readonly deviceId = 'm') {}

  step(event: LinkEvent): LinkEffect[] {
    const [machine, effects] = stepLinks(this.machine, event, this.nowMs);
    this.machine = machine;
    return effects;
  }

  want(userId = 'seller-42', isUrgent = false): LinkEffect[] {
    return this.step({ type: 'wanted', userId, conversationId: CONVERSATION, isUrgent });
  }

  hearRequest(deviceId: string, userId?: string): LinkEffect[] {
    const peer = peerOf(deviceId, userId);
    const { deviceId: ownDeviceId } = this;
    return this.step({ type: 'heard_request', ownDeviceId, conversationId: CONVERSATION, peer });
  }

  hearAccept(deviceId: string, userId?: string): LinkEffect[] {
    const peer = peerOf(deviceId, userId);
    return this.step({ type: 'heard_accept', conversationId: CONVERSATION, peer });
  }

  open(deviceId: string): void {
    this.want();
    this.hearAccept(deviceId);
    this.step({ type: 'opened', deviceId });
  }

  tickAfter(ms: number): LinkEffect[] {
    this.nowMs += ms;
    return this.step({ type: 'tick' });
  }

  phaseOf(deviceId: string): string | undefined {
    return this.machine.links.get(deviceId)?.phase;
  }
}

const typesOf = (effects: readonly LinkEffect[]) => effects.map(({ type }) => type);

describe('consent', () => {
  const message = (senderId: string) => ({ senderId });
  const call = (durationSeconds: number | null) => ({
    senderId: 'buyer-7',
    call: { durationSeconds },
  });

  it('is given when both have written', () => {
    expect(hasConsent([message('buyer-7')])).toBe(false);
    expect(hasConsent([message('buyer-7'), message('buyer-7')])).toBe(false);
    expect(hasConsent([message('buyer-7'), message('seller-42')])).toBe(true);
  });

  it('is given by a call that was answered, and by no other', () => {
    expect(hasConsent([call(null)])).toBe(false);
    expect(hasConsent([call(null), message('seller-42')])).toBe(false);
    expect(hasConsent([call(12)])).toBe(true);
    expect(hasConsent([])).toBe(false);
    expect(hasConsent(undefined)).toBe(false);
  });
});

describe('the link machine', () => {
  it('asks once, and dials who accepts', () => {
    const device = new Device();
    expect(typesOf(device.want())).toEqual(['ask']);
    expect(device.want()).toEqual([]);
    expect(device.hearAccept('z')).toEqual([{ type: 'dial', peer: peerOf('z') }]);
    expect(device.phaseOf('z')).toBe('dialling');
    device.step({ type: 'opened', deviceId: 'z' });
    expect(device.phaseOf('z')).toBe('open');
    expect(device.want()).toEqual([]);
  });

  it('does not dial whom it has not asked', () => {
    const device = new Device();
    expect(device.hearAccept('z')).toEqual([]);
    device.want('somebody-else');
    expect(device.hearAccept('z')).toEqual([]);
  });

  it('accepts who asks, and waits to be dialled', () => {
    const device = new Device();
    expect(typesOf(device.hearRequest('z'))).toEqual(['accept']);
    expect(device.phaseOf('z')).toBe('awaiting');
    expect(device.want()).toEqual([]);
    expect(device.hearRequest('z')).toEqual([]);
  });

  it('makes one link when both ask at once, whatever is heard first', () => {
    for (const order of ['low first', 'high first'] as const) {
      const [low, high] = [new Device('a'), new Device('b')];
      low.want('high');
      high.want('low');
      const hearAtLow = () => low.hearRequest('b', 'high');
      const hearAtHigh = () => high.hearRequest('a', 'low');
      const [atLow, atHigh] =
        order === 'low first' ? [hearAtLow(), hearAtHigh()] : [hearAtHigh(), hearAtLow()].reverse();
      // It asks once more: its first ask may have come before the other was there.
      expect(typesOf(atLow ?? [])).toEqual(['ask']);
      expect(typesOf(atHigh ?? [])).toEqual(['accept']);
      expect(high.hearRequest('a', 'low')).toEqual([]);
      expect(typesOf(low.hearAccept('b', 'high'))).toEqual(['dial']);
      expect([low.machine.links.size, high.machine.links.size]).toEqual([1, 1]);
    }
  });

  it('lets go of a link that the other side has lost, and accepts anew', () => {
    const device = new Device();
    device.open('z');
    expect(typesOf(device.hearRequest('z'))).toEqual(['drop', 'accept']);
    expect(device.phaseOf('z')).toBe('awaiting');
  });

  it(`has ${LINKS.most} links at most, one per device`, () => {
    const device = new Device();
    for (let n = 0; n < LINKS.most; n++) {
      expect(typesOf(device.hearRequest(`z${n}`, `user-${n}`))).toEqual(['accept']);
    }
    expect(device.hearRequest('more', 'user-more')).toEqual([]);
    expect(device.want('user-more')).toEqual([]);
    expect(device.machine.links.size).toBe(LINKS.most);
  });

  it('gives up a dial, and a device that does not dial, when their time is over', () => {
    const device = new Device();
    device.want();
    device.hearAccept('z');
    device.hearRequest('y', 'user-y');
    expect(device.tickAfter(LINKS.openMs - 1)).toEqual([]);
    expect(device.tickAfter(1)).toEqual([
      { type: 'drop', deviceId: 'z' },
      { type: 'drop', deviceId: 'y' },
    ]);
    expect(device.machine.links.size).toBe(0);
  });

  it('forgets an ask that nobody took up, and does not repeat it at once', () => {
    const device = new Device();
    device.want();
    device.tickAfter(LINKS.askMs);
    expect(device.hearAccept('z')).toEqual([]);
    expect(device.want()).toEqual([]);
    device.nowMs += LINKS.unansweredMs;
    expect(typesOf(device.want())).toEqual(['ask']);
  });

  it('tries again after a loss, later each time, and then no more', () => {
    const device = new Device();
    for (const waitMs of LINKS.retryMs) {
      device.want();
      device.hearAccept('z');
      device.step({ type: 'ended', deviceId: 'z', reason: 'failed' });
      expect(device.want()).toEqual([]);
      device.nowMs += waitMs;
    }
    device.want();
    device.hearAccept('z');
    device.step({ type: 'ended', deviceId: 'z', reason: 'failed' });
    device.nowMs += 24 * 60 * 60_000;
    expect(device.want()).toEqual([]);
    // The other side may still ask, and a person who waits for it is another matter.
    const later = new Device();
    later.machine = device.machine;
    later.nowMs = device.nowMs;
    expect(typesOf(later.hearRequest('z'))).toEqual(['accept']);
    expect(typesOf(device.want('seller-42', true))).toEqual(['ask']);
  });

  it('has new patience once a link was open', () => {
    const device = new Device();
    device.want();
    device.hearAccept('z');
    device.step({ type: 'ended', deviceId: 'z', reason: 'failed' });
    device.nowMs += LINKS.retryMs[0];
    device.open('z');
    expect(device.machine.patience.size).toBe(0);
  });

  it('asks at once for a link that was only idle', () => {
    const device = new Device();
    device.open('z');
    device.step({ type: 'ended', deviceId: 'z', reason: 'idle' });
    expect(typesOf(device.want())).toEqual(['ask']);
  });

  it('neither asks nor answers who misbehaved, not even urgently', () => {
    const device = new Device();
    device.open('z');
    device.step({ type: 'ended', deviceId: 'z', reason: 'abuse' });
    expect(device.want()).toEqual([]);
    expect(device.want('seller-42', true)).toEqual([]);
    expect(device.hearRequest('z')).toEqual([]);
    expect(device.hearRequest('another-device')).toEqual([]);
    device.nowMs += LINKS.barredMs;
    expect(typesOf(device.hearRequest('z'))).toEqual(['accept']);
  });

  it('is quiet for long when the broker would not', () => {
    const device = new Device();
    device.want();
    device.step({ type: 'refused', conversationId: 'another' });
    expect(device.machine.asks.size).toBe(1);
    device.step({ type: 'refused', conversationId: CONVERSATION });
    device.nowMs += LINKS.refusedMs - 1;
    expect(device.want()).toEqual([]);
    device.nowMs += 1;
    expect(typesOf(device.want())).toEqual(['ask']);
    device.step({ type: 'refused' });
    expect(device.want()).toEqual([]);
  });

  it('loses its asks with the socket, and no link', () => {
    const device = new Device();
    device.open('z');
    device.want('user-y');
    device.step({ type: 'went_offline' });
    expect(device.phaseOf('z')).toBe('open');
    expect(typesOf(device.want('user-y'))).toEqual(['ask']);
  });

  it('drops what opens too late, and is not put out by what ended before', () => {
    const device = new Device();
    expect(device.step({ type: 'opened', deviceId: 'z' })).toEqual([
      { type: 'drop', deviceId: 'z' },
    ]);
    expect(device.step({ type: 'ended', deviceId: 'z', reason: 'lost' })).toEqual([]);
  });
});
