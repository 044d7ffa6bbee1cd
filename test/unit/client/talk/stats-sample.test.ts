import { describe, expect, it } from 'vitest';
import { sampleOf } from '../../../../src/client/talk/stats-sample.js';

type Stat = { id: string; type: string; [name: string]: unknown };
const reportOf = (...stats: Stat[]) =>
  new Map(stats.map((stat) => [stat.id, stat])) as unknown as RTCStatsReport;

const codecs: Stat[] = [
  { id: 'c1', type: 'codec', mimeType: 'audio/opus' },
  { id: 'c2', type: 'codec', mimeType: 'video/VP8' },
];
const candidates: Stat[] = [
  { id: 'l1', type: 'local-candidate', candidateType: 'host', address: '10.0.0.1', port: 5000 },
  { id: 'r1', type: 'remote-candidate', candidateType: 'srflx', address: '192.0.2.1', port: 6000 },
  { id: 'r2', type: 'remote-candidate', candidateType: 'relay', address: '192.0.2.9', port: 7000 },
];
const voiceIn: Stat = {
  id: 'i1',
  type: 'inbound-rtp',
  kind: 'audio',
  codecId: 'c1',
  bytesReceived: 4_000,
  packetsReceived: 100,
  packetsLost: 3,
  jitter: 0.02,
};
const pictureIn: Stat = {
  id: 'i2',
  type: 'inbound-rtp',
  kind: 'video',
  codecId: 'c2',
  bytesReceived: 90_000,
  packetsReceived: 80,
  packetsLost: 0,
  jitter: 0.01,
  frameWidth: 640,
  frameHeight: 480,
  framesPerSecond: 30,
};
const pictureOut: Stat = {
  id: 'o2',
  type: 'outbound-rtp',
  kind: 'video',
  ssrc: 7,
  bytesSent: 80_000,
  packetsSent: 70,
  qualityLimitationReason: 'bandwidth',
};

describe('a sample of statistics', () => {
  it('reads what Chromium tells', () => {
    const sample = sampleOf(
      reportOf(
        ...codecs,
        ...candidates,
        { id: 't', type: 'transport', selectedCandidatePairId: 'p1' },
        {
          id: 'p1',
          type: 'candidate-pair',
          localCandidateId: 'l1',
          remoteCandidateId: 'r1',
          currentRoundTripTime: 0.05,
          availableOutgoingBitrate: 240_000,
        },
        voiceIn,
        pictureIn,
        { ...pictureOut, remoteId: 'ri' },
        { id: 'ri', type: 'remote-inbound-rtp', fractionLost: 0.04, roundTripTime: 0.9 },
      ),
      5,
    );
    expect(sample).toEqual({
      atMs: 5,
      inbound: [
        { id: 'i1', bytes: 4_000, packets: 100, lost: 3, jitterMs: 20 },
        { id: 'i2', bytes: 90_000, packets: 80, lost: 0, jitterMs: 10 },
      ],
      outbound: [{ id: 'o2', bytes: 80_000, packets: 70, lostFraction: 0.04 }],
      path: 'direct',
      roundTripMs: 50,
      kbitsOutLimit: 240,
      audioCodec: 'opus',
      videoCodec: 'VP8',
      width: 640,
      height: 480,
      framesPerSecond: 30,
    });
  });

  it('reads what Firefox tells: the pair marks itself, reports name streams, no transport', () => {
    const sample = sampleOf(
      reportOf(
        ...candidates,
        { id: 'p0', type: 'candidate-pair', nominated: true, state: 'succeeded', selected: false },
        {
          id: 'p1',
          type: 'candidate-pair',
          nominated: true,
          selected: true,
          currentRoundTripTime: 0,
          localCandidateId: 'l1',
          remoteCandidateId: 'r2',
        },
        { ...pictureOut, qualityLimitationReason: undefined },
        { id: 'x', type: 'remote-inbound-rtp', ssrc: 7, fractionLost: 0.1, roundTripTime: 0.12 },
      ),
      0,
    );
    expect(sample).toMatchObject({ path: 'relayed', roundTripMs: 120 });
    expect(sample.outbound[0]).toMatchObject({ lostFraction: 0.1 });
  });

  it('asks the newest report how long the way is, not that of a stream that ended', () => {
    const report = (id: string, timestamp: number, roundTripTime: number): Stat => ({
      id,
      type: 'remote-inbound-rtp',
      timestamp,
      roundTripTime,
    });
    const both = reportOf(report('old', 1, 0.01), report('new', 2, 0.4));
    expect(sampleOf(both, 0).roundTripMs).toBe(400);
  });

  it('knows a relay by its address where it was heard before it was announced', () => {
    const pair = (address: string) =>
      sampleOf(
        reportOf(
          ...candidates,
          { id: 'px', type: 'remote-candidate', candidateType: 'prflx', address, port: 7000 },
          {
            id: 'p1',
            type: 'candidate-pair',
            nominated: true,
            state: 'succeeded',
            localCandidateId: 'l1',
            remoteCandidateId: 'px',
          },
        ),
        0,
      ).path;
    expect(pair('192.0.2.9')).toBe('relayed');
    expect(pair('192.0.2.8')).toBe('direct');
  });

  it('shows the largest picture that moves', () => {
    const still = { ...pictureIn, id: 'i3', frameWidth: 1920, framesPerSecond: 0 };
    const screen = { ...pictureIn, id: 'i4', frameWidth: 1280, framesPerSecond: 5 };
    const { width, framesPerSecond } = sampleOf(reportOf(pictureIn, still, screen), 0);
    expect({ width, framesPerSecond }).toEqual({ width: 1280, framesPerSecond: 5 });
  });

  it('calls the room for our picture narrow only while the picture wants more', () => {
    const pair = {
      id: 'p',
      type: 'candidate-pair',
      selected: true,
      availableOutgoingBitrate: 90_000,
    };
    expect(sampleOf(reportOf(pair, pictureOut), 0).kbitsOutLimit).toBe(90);
    const content = { ...pictureOut, qualityLimitationReason: 'none' };
    expect(sampleOf(reportOf(pair, content), 0).kbitsOutLimit).toBe(undefined);
  });

  it('makes do with nothing, and with what is no number', () => {
    expect(sampleOf(reportOf(), 0)).toEqual({
      atMs: 0,
      inbound: [],
      outbound: [],
      path: 'unknown',
    });
    const odd = {
      ...voiceIn,
      bytesReceived: NaN,
      packetsReceived: 'many',
      packetsLost: -4,
      jitter: null,
    };
    expect(sampleOf(reportOf(odd), 0).inbound).toEqual([
      { id: 'i1', bytes: 0, packets: 0, lost: 0 },
    ]);
  });
});
