import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { QualityWatch } from '../../../../src/client/talk/quality-watch.js';
import type { CallQuality } from '../../../../src/core/call-quality.js';

/** A picture that is sent, with the parameters it was given. */
class Sender {
  readonly track: Pick<MediaStreamTrack, 'kind' | 'contentHint'>;
  encodings: RTCRtpEncodingParameters[] = [{ active: true, scaleResolutionDownBy: 1 }];
  readonly given: RTCRtpEncodingParameters[] = [];
  refuses = false;

  constructor(kind = 'video', contentHint = '') {
    this.track = { kind, contentHint };
  }

  getParameters() {
    return { encodings: structuredClone(this.encodings) };
  }

  async setParameters({ encodings }: { encodings: RTCRtpEncodingParameters[] }): Promise<void> {
    if (this.refuses) throw new DOMException('', 'InvalidModificationError');
    this.encodings = encodings;
    this.given.push(encodings[0]!);
  }
}

let senders: Sender[];
let packets: number;
let isFlowing: boolean;
let lost: number;
/** How often statistics were asked for, and what holds the answer back. */
let asked: number;
let hold: Promise<void> | undefined;
let isBroken: boolean;
let told: CallQuality[];
let watch: QualityWatch;

const rtc = {
  async getStats() {
    asked++;
    await hold;
    if (isBroken) throw new DOMException('', 'OperationError');
    if (isFlowing) packets += 100;
    return new Map<string, unknown>([
      [
        'i',
        { id: 'i', type: 'inbound-rtp', bytesReceived: packets * 80, packetsReceived: packets },
      ],
      [
        'o',
        { id: 'o', type: 'outbound-rtp', ssrc: 1, bytesSent: packets * 80, packetsSent: packets },
      ],
      [
        'r',
        { id: 'r', type: 'remote-inbound-rtp', ssrc: 1, fractionLost: lost, roundTripTime: 0.03 },
      ],
    ]) as unknown as RTCStatsReport;
  },
  getSenders: () => senders as unknown as RTCRtpSender[],
};
const start = () => {
  watch = new QualityWatch({
    rtc,
    onQuality: (quality) => told.push(quality),
    facts: () => ({ callType: 'VIDEO', setupMs: 300 }),
  });
};
const looks = (count: number) => vi.advanceTimersByTimeAsync(2_000 * count);

beforeEach(() => {
  vi.useFakeTimers();
  senders = [new Sender('audio'), new Sender()];
  packets = 0;
  isFlowing = true;
  lost = 0;
  asked = 0;
  hold = undefined;
  isBroken = false;
  told = [];
});

afterEach(() => {
  watch.stop();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('the watch over the quality of a call', () => {
  it('tells every two seconds how good it is', async () => {
    start();
    await looks(3);
    expect(told).toHaveLength(3);
    expect(told[0]).toMatchObject({ score: 5, roundTripMs: 30, ownPicture: 'full' });
    expect(told[0]?.kbitsIn).toBeCloseTo(32, 0);
  });

  it('leaves a good picture as others have set it', async () => {
    start();
    senders[1]!.encodings[0]!.scaleResolutionDownBy = 2;
    await looks(100);
    expect(senders[1]!.given).toEqual([]);
    expect(senders[1]!.encodings[0]!.scaleResolutionDownBy).toBe(2);
  });

  it('sends less while our upload is weak, at last only sound, and all again afterwards', async () => {
    start();
    lost = 0.15;
    await looks(3 + 8);
    expect(
      senders[1]!.given.map(({ active, scaleResolutionDownBy }) => ({
        active,
        scaleResolutionDownBy,
      })),
    ).toEqual([
      { active: true, scaleResolutionDownBy: 2 },
      { active: true, scaleResolutionDownBy: 2 },
      { active: true, scaleResolutionDownBy: 4 },
      { active: false, scaleResolutionDownBy: 4 },
    ]);
    expect(senders[1]!.given[1]).toMatchObject({ maxFramerate: 15, maxBitrate: 350_000 });
    expect(told.at(-1)).toMatchObject({ ownPicture: 'paused', cause: 'upload' });
    expect(senders[0]!.given).toEqual([]);
    lost = 0;
    await looks(20);
    expect(senders[1]!.encodings).toEqual([{ active: true, scaleResolutionDownBy: 1 }]);
  });

  it('lets a shared screen keep its size and lose motion', async () => {
    senders.push(new Sender('video', 'detail'));
    start();
    lost = 0.15;
    await looks(3 + 8);
    const screen = senders[2]!;
    expect(screen.given).toHaveLength(4);
    expect(screen.given.map(({ scaleResolutionDownBy }) => scaleResolutionDownBy)).toEqual([
      1, 1, 1, 1,
    ]);
    expect(screen.given.map(({ active }) => active)).toEqual([true, true, true, true]);
    expect(screen.encodings[0]!.maxFramerate).toBe(2);
  });

  it('limits a picture that came while the connection was weak', async () => {
    senders.pop();
    start();
    lost = 0.15;
    await looks(5);
    expect(told.at(-1)).not.toHaveProperty('ownPicture');
    senders.push(new Sender());
    await looks(1);
    expect(senders[1]!.given).toHaveLength(1);
  });

  it('asks again for a limit that the browser did not take', async () => {
    start();
    senders[1]!.refuses = true;
    lost = 0.15;
    await looks(5);
    senders[1]!.refuses = false;
    await looks(1);
    expect(senders[1]!.given).toHaveLength(1);
  });

  it('never looks twice at a time', async () => {
    let release = (): void => undefined;
    hold = new Promise((resolve) => (release = resolve));
    start();
    await looks(10);
    expect(asked).toBe(1);
    release();
    await looks(1);
    expect(asked).toBe(2);
  });

  it('goes on when a browser tells nothing for a while', async () => {
    start();
    isBroken = true;
    await looks(5);
    expect(told).toEqual([]);
    isBroken = false;
    await looks(2);
    expect(told).toHaveLength(1);
  });

  it('has nothing to say of a call on hold, and begins anew after it', async () => {
    start();
    await looks(2);
    isFlowing = false;
    watch.pause();
    await looks(5);
    expect(told).toHaveLength(2);
    expect(asked).toBe(3);
    isFlowing = true;
    watch.resume();
    await looks(2);
    expect(told).toHaveLength(3);
    expect(told[2]?.isSilent).toBe(undefined);
  });

  it('sums the call up when it stops, and is silent from then on', async () => {
    start();
    await looks(4);
    const summary = watch.stop();
    expect(summary).toMatchObject({ callType: 'VIDEO', setupMs: 300, score: 5, worst: 5 });
    expect(watch.stop()).toEqual(summary);
    await looks(4);
    expect(told).toHaveLength(4);
  });

  it('stops in the middle of a look', async () => {
    start();
    expect(watch.stop()).toBe(undefined);
    await looks(4);
    expect(told).toEqual([]);
    expect(asked).toBe(1);
  });
});
