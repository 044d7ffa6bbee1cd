import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CallDevices } from '../../../../src/client/media.js';
import { CallTalk } from '../../../../src/client/talk/talk.js';
import { NO_MEDIA, type CallMedia } from '../../../../src/client/types.js';
import type { CallFacts, CallState } from '../../../../src/core/call-state.js';
import type { CallSignalInput } from '../../../../src/protocol/index.js';

const CALL_ID = '01890000-0000-7000-8000-00000000000a';

const facts: CallFacts = {
  callId: CALL_ID,
  conversationId: '01890000-0000-7000-8000-0000000000ff',
  direction: 'outgoing',
  type: 'VIDEO',
  peer: { id: 'seller-42' },
};
const reloaded: CallState = { phase: 'active', connectedAtMs: 0, ...facts };
const active: CallState = { ...reloaded, setupMs: 640 };

/** A connection whose picture is sent, of which so much is lost. */
class Connection extends EventTarget {
  lost = 0;
  #packets = 0;

  async getStats() {
    const packets = (this.#packets += 100);
    const counted = { bytesSent: packets * 80, packetsSent: packets };
    return new Map<string, unknown>([
      ['o', { id: 'o', type: 'outbound-rtp', ssrc: 1, ...counted }],
      ['r', { id: 'r', type: 'remote-inbound-rtp', ssrc: 1, fractionLost: this.lost }],
    ]);
  }

  getSenders = () => [
    { track: { kind: 'video', contentHint: '' }, getParameters: () => ({ encodings: [] }) },
  ];

  getTransceivers = () => [];
}

let rtc: Connection;
let call: CallState;
let media: CallMedia;
let sent: CallSignalInput[];
let renewals: number;
let talk: CallTalk;

function begin(serversTtlMs?: number): void {
  const link = {
    rtc,
    serversTtlMs,
    say: () => true,
    renewServers: async () => void renewals++,
  };
  talk = new CallTalk({
    link: link as unknown as ConstructorParameters<typeof CallTalk>[0]['link'],
    devices: new CallDevices(undefined),
    screens: undefined,
    call: () => call,
    media: () => media,
    show: (change) => (media = { ...media, ...change } as CallMedia),
    tell() {},
    send: (signal) => sent.push(signal),
    sendPicture: async () => undefined,
    onQuality() {},
    wake() {},
    onError(error) {
      throw error;
    },
  });
}

const looks = (count: number) => vi.advanceTimersByTimeAsync(2_000 * count);
const lastTold = () => sent.filter(({ type }) => type === 'call_media').at(-1);
const hear = (said: object) =>
  talk.hear(JSON.stringify({ type: 'call_media', callId: CALL_ID, muted: false, ...said }));

beforeEach(() => {
  vi.useFakeTimers();
  rtc = new Connection();
  call = active;
  media = { ...NO_MEDIA, cameraOff: false };
  sent = [];
  renewals = 0;
});

afterEach(() => {
  talk.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('a call that is talked in', () => {
  it('is summed up with what it took to connect, also when it is over already', async () => {
    begin();
    await looks(3);
    call = { phase: 'ended', reason: 'hangup', durationSeconds: 6, ...facts };
    expect(talk.close()).toMatchObject({ callType: 'VIDEO', reconnects: 0, setupMs: 640 });
  });

  it('leaves that out in a page that was reloaded', async () => {
    call = reloaded;
    begin();
    await looks(3);
    expect(talk.close()).not.toHaveProperty('setupMs');
  });

  it('tells the other side while its picture is paused for the sound, and no longer', async () => {
    begin();
    expect(lastTold()).toEqual({ type: 'call_media', muted: false, cameraOff: false });
    rtc.lost = 0.15;
    await looks(3 + 8);
    expect(media.quality?.ownPicture).toBe('paused');
    expect(lastTold()).toMatchObject({ cameraOff: false, picturePaused: true });
    media = { ...media, cameraOff: true };
    talk.tellMedia();
    expect(lastTold(), 'off is off').not.toHaveProperty('picturePaused');
    media = { ...media, cameraOff: false };
    rtc.lost = 0;
    await looks(6);
    expect(media.quality?.ownPicture).toBe('low');
    expect(lastTold()).toEqual({ type: 'call_media', muted: false, cameraOff: false });
  });

  for (const [said, remoteCamera] of [
    [{ cameraOff: true }, 'off'],
    [{ cameraOff: true, picturePaused: true }, 'off'],
    [{ cameraOff: false, picturePaused: true }, 'paused'],
    [{ cameraOff: false }, 'on'],
  ] as const) {
    it(`takes ${JSON.stringify(said)} for a camera that is ${remoteCamera}`, () => {
      begin();
      expect(media.remoteCamera).toBe(undefined);
      hear(said);
      expect(media.remoteCamera).toBe(remoteCamera);
      talk.close();
      expect(media.remoteCamera).toBe(undefined);
    });
  }

  it('renews the credentials of its servers before they end, again and again', async () => {
    begin(10_000);
    await vi.advanceTimersByTimeAsync(7_999);
    expect(renewals).toBe(0);
    await vi.advanceTimersByTimeAsync(1 + 8_000);
    expect(renewals).toBe(2);
  });
});
