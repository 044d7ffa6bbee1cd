import type { QualitySample, StreamIn, StreamOut } from '../../core/call-quality.js';

/** One entry of a statistics report, as far as we read it. Browsers leave out what they like. */
interface Stat {
  readonly id: string;
  readonly type: string;
  readonly [name: string]: unknown;
}

type Stats = ReadonlyMap<string, Stat>;

/** What a browser's statistics say of a connection now. Chromium and Firefox name parts of it differently. */
export function sampleOf(report: RTCStatsReport, atMs: number): QualitySample {
  const stats: Map<string, Stat> = new Map();
  report.forEach((stat: Stat, id: string) => stats.set(id, stat));
  const all = [...stats.values()];
  const inbound = all.filter(isOfType('inbound-rtp'));
  const outbound = all.filter(isOfType('outbound-rtp'));
  // About what we send, by the other side.
  const reports = all.filter(isOfType('remote-inbound-rtp'));
  const pair = selectedPair(all, stats);
  const picture = shownPicture(inbound);
  // Firefox leaves a pair at 0.
  const roundTripMs = inMs(pair, 'currentRoundTripTime') || latestRoundTrip(reports);
  const isLimited = outbound.some((each) => each['qualityLimitationReason'] === 'bandwidth');
  const limit = numberOf(pair, 'availableOutgoingBitrate');
  return {
    atMs,
    inbound: inbound.map(streamIn),
    outbound: outbound.map((stream) => streamOut(stream, reports)),
    path: pathOf(pair, stats),
    ...(roundTripMs !== undefined && { roundTripMs }),
    ...(isLimited && limit !== undefined && { kbitsOutLimit: limit / 1000 }),
    ...named('audioCodec', codecOf(inbound, 'audio', stats)),
    ...named('videoCodec', picture && codecName(picture, stats)),
    ...named('width', numberOf(picture, 'frameWidth')),
    ...named('height', numberOf(picture, 'frameHeight')),
    ...named('framesPerSecond', numberOf(picture, 'framesPerSecond')),
  };
}

function streamIn(stat: Stat): StreamIn {
  return {
    id: stat.id,
    bytes: numberOf(stat, 'bytesReceived') ?? 0,
    packets: numberOf(stat, 'packetsReceived') ?? 0,
    lost: numberOf(stat, 'packetsLost') ?? 0,
    ...named('jitterMs', inMs(stat, 'jitter')),
  };
}

function streamOut(stat: Stat, reports: readonly Stat[]): StreamOut {
  const report = reports.find(({ id, ssrc }) => id === stat['remoteId'] || ssrc === stat['ssrc']);
  const lostFraction = numberOf(report, 'fractionLost');
  return {
    id: stat.id,
    bytes: numberOf(stat, 'bytesSent') ?? 0,
    packets: numberOf(stat, 'packetsSent') ?? 0,
    ...named('lostFraction', lostFraction && Math.min(1, lostFraction)),
  };
}

/** The pair of addresses that carries the media: named by the transport, or marked in itself. */
function selectedPair(all: readonly Stat[], stats: Stats): Stat | undefined {
  for (const { type, selectedCandidatePairId } of all) {
    if (type !== 'transport' || typeof selectedCandidatePairId !== 'string') continue;
    const pair = stats.get(selectedCandidatePairId);
    if (pair) return pair;
  }
  const pairs = all.filter(isOfType('candidate-pair'));
  const isUp = (pair: Stat) => pair['nominated'] === true && pair['state'] === 'succeeded';
  return pairs.find((pair) => pair['selected'] === true) ?? pairs.find(isUp);
}

function pathOf(pair: Stat | undefined, stats: Stats): QualitySample['path'] {
  const local = stats.get(String(pair?.['localCandidateId']));
  const remote = stats.get(String(pair?.['remoteCandidateId']));
  if (!local || !remote) return 'unknown';
  const isRelay = (candidate: Stat) => candidate['candidateType'] === 'relay';
  if (isRelay(local) || isRelay(remote)) return 'relayed';
  // A relay that was heard before it was announced stays “peer reflexive” in the pair.
  const isSamePlace = (each: Stat) =>
    each.type === 'remote-candidate' &&
    isRelay(each) &&
    each['address'] === remote['address'] &&
    each['port'] === remote['port'];
  return [...stats.values()].some(isSamePlace) ? 'relayed' : 'direct';
}

/** The largest of the pictures that move: of camera and screen the one that is looked at. */
function shownPicture(inbound: readonly Stat[]): Stat | undefined {
  return inbound
    .filter(({ kind }) => kind === 'video')
    .filter((stat) => (numberOf(stat, 'framesPerSecond') ?? 0) > 0)
    .sort((a, b) => (numberOf(b, 'frameWidth') ?? 0) - (numberOf(a, 'frameWidth') ?? 0))[0];
}

function codecOf(inbound: readonly Stat[], kind: string, stats: Stats): string | undefined {
  const stream = inbound.find(
    (stat) => stat['kind'] === kind && stats.has(String(stat['codecId'])),
  );
  return stream && codecName(stream, stats);
}

/** `VP8` of `video/VP8`. */
function codecName(stream: Stat, stats: Stats): string | undefined {
  const mimeType = stats.get(String(stream['codecId']))?.['mimeType'];
  return typeof mimeType === 'string' ? mimeType.split('/')[1] : undefined;
}

const isOfType = (type: string) => (stat: Stat) => stat.type === type;

/** A number that can be reckoned with, never less than none. */
function numberOf(stat: Stat | undefined, name: string): number | undefined {
  const value = stat?.[name];
  return typeof value === 'number' && Number.isFinite(value) ? Math.max(0, value) : undefined;
}

function inMs(stat: Stat | undefined, name: string): number | undefined {
  const seconds = numberOf(stat, name);
  return seconds === undefined ? undefined : seconds * 1000;
}

function named<K extends string, T>(name: K, value: T | undefined): { [_ in K]?: T } {
  return (value === undefined ? {} : { [name]: value }) as { [_ in K]?: T };
}

/** By a report of the other side; one about a stream that ended stays there, and is old. */
function latestRoundTrip(reports: readonly Stat[]): number | undefined {
  const [latest] = reports
    .filter((report) => inMs(report, 'roundTripTime') !== undefined)
    .sort((a, b) => (numberOf(b, 'timestamp') ?? 0) - (numberOf(a, 'timestamp') ?? 0));
  return inMs(latest, 'roundTripTime');
}
