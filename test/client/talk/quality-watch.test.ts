import { expect } from '@open-wc/testing';
import { QualityWatch } from '../../../src/client/talk/quality-watch.js';
import type { CallQuality } from '../../../src/core/call-quality.js';
import { RtcPair } from '../../support/rtc-pair.js';

const LOOK_MS = 200;

describe('the quality of a real connection', () => {
  let pair: RtcPair;
  let devices: MediaStream;
  let watch: QualityWatch | undefined;
  let told: CallQuality[];
  const events = new EventTarget();

  const nextLook = () =>
    new Promise((resolve) => events.addEventListener('told', resolve, { once: true }));

  async function toldOf(condition: (quality: CallQuality) => boolean): Promise<CallQuality> {
    for (;;) {
      const [latest] = told.slice(-1);
      if (latest && condition(latest)) return latest;
      await nextLook();
    }
  }

  const start = (rtc: Pick<RTCPeerConnection, 'getStats' | 'getSenders'>) => {
    watch = new QualityWatch({
      rtc,
      lookMs: LOOK_MS,
      facts: () => ({ callType: 'VIDEO' }),
      onQuality(quality) {
        told.push(quality);
        events.dispatchEvent(new Event('told'));
      },
    });
    return watch;
  };

  beforeEach(async () => {
    told = [];
    pair = new RtcPair();
    devices = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
    for (const track of devices.getTracks()) {
      pair.a.addTrack(track, devices);
      pair.b.addTrack(track.clone(), devices);
    }
    await pair.settled();
    await pair.connected();
  });

  afterEach(() => {
    watch?.stop();
    for (const { track } of [...pair.a.getSenders(), ...pair.b.getSenders()]) track?.stop();
    pair.close();
  });

  it('has all its numbers', async () => {
    const watching = start(pair.a);
    const isWhole = ({ kbitsIn = 0, framesPerSecond, audioCodec, lossOutPercent }: CallQuality) =>
      kbitsIn > 0 && framesPerSecond && audioCodec && lossOutPercent !== undefined;
    const quality = await toldOf((each) => Boolean(isWhole(each)));
    expect(quality).to.include({ path: 'direct', audioCodec: 'opus', ownPicture: 'full' });
    expect(quality.videoCodec).to.match(/^(VP8|VP9|H264|AV1)$/);
    expect(quality.width).to.be.greaterThan(100);
    expect(quality.roundTripMs).to.be.within(0, 500);
    expect(quality.kbitsOut).to.be.greaterThan(0);
    expect(watching.stop()).to.include({ callType: 'VIDEO', relayed: false });
  });

  it('sends a smaller picture, then none, then the whole again, as the ladder says', async () => {
    let lost = 1;
    // The browser's own statistics, in which the other side complains.
    const getStats = async () => {
      const stats = new Map<string, { type: string }>();
      (await pair.a.getStats()).forEach((stat: { type: string }, id: string) => {
        const complaint = stat.type === 'remote-inbound-rtp' && { fractionLost: lost };
        stats.set(id, { ...stat, ...complaint });
      });
      return stats as unknown as RTCStatsReport;
    };
    start({ getStats, getSenders: () => pair.a.getSenders() });
    const [camera] = pair.a.getSenders().filter(({ track }) => track?.kind === 'video');
    const encoding = () => camera?.getParameters().encodings[0];
    await toldOf(({ ownPicture }) => ownPicture === 'smaller');
    await toldOf(({ ownPicture }) => ownPicture === 'slower');
    expect(encoding()).to.include({ scaleResolutionDownBy: 2, active: true });
    await toldOf(({ ownPicture }) => ownPicture === 'paused');
    lost = 0;
    await toldOf(({ ownPicture }) => ownPicture === 'low');
    expect(encoding()).to.include({ scaleResolutionDownBy: 4 });
    await toldOf(({ ownPicture }) => ownPicture === 'full');
    while (encoding()?.scaleResolutionDownBy !== 1) await nextLook();
    expect(encoding()).to.include({ active: true });
    expect(encoding()).not.to.have.property('maxBitrate');
  });
});
