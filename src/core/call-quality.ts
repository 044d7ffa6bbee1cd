import type { PictureStep } from './quality-ladder.js';

/** Five steps: 5 is good, 1 hardly works. */
export type QualityScore = 1 | 2 | 3 | 4 | 5;

/** What is weak, when something is: the key of the sentence a person reads. */
export type QualityCause = 'none' | 'upload' | 'download' | 'delay' | 'unstable';

/** What was measured between two looks. Rates are kbit/s, times milliseconds. */
export interface CallMeasures {
  readonly roundTripMs?: number;
  readonly jitterMs?: number;
  /** Of what the other side sent, and of what we sent. */
  readonly lossInPercent?: number;
  readonly lossOutPercent?: number;
  readonly kbitsIn?: number;
  readonly kbitsOut?: number;
  /** What the network takes from us, as the browser believes, while our picture wants more. */
  readonly kbitsOutLimit?: number;
  /** Such as `opus` and `VP8`. */
  readonly audioCodec?: string;
  readonly videoCodec?: string;
  /** The picture that comes in. */
  readonly width?: number;
  readonly height?: number;
  readonly framesPerSecond?: number;
  readonly path: 'direct' | 'relayed' | 'unknown';
  /** Nothing at all has come in, though something should. */
  readonly isSilent?: boolean;
}

/** How good the connection of a call is. */
export interface CallQuality extends CallMeasures {
  readonly score: QualityScore;
  readonly cause: QualityCause;
  /** What is left of our own picture. */
  readonly ownPicture?: PictureStep;
}

/** One stream of packets: its counters since it began. */
export interface StreamIn {
  readonly id: string;
  readonly bytes: number;
  readonly packets: number;
  readonly lost: number;
  readonly jitterMs?: number;
}

export interface StreamOut {
  readonly id: string;
  readonly bytes: number;
  readonly packets: number;
  /** 0–1, of the latest report of the other side. */
  readonly lostFraction?: number;
}

/** The state of a connection at an instant: counters, and what is true now. */
export interface QualitySample extends Pick<
  CallMeasures,
  | 'roundTripMs'
  | 'kbitsOutLimit'
  | 'audioCodec'
  | 'videoCodec'
  | 'width'
  | 'height'
  | 'framesPerSecond'
  | 'path'
> {
  readonly atMs: number;
  readonly inbound: readonly StreamIn[];
  readonly outbound: readonly StreamOut[];
}

/** From so much of something on, the call is no better than the score of its row. */
type Steps = readonly [from4: number, from3: number, from2: number, from1: number];
const LOSS_PERCENT: Steps = [2, 5, 10, 20];
const ROUND_TRIP_MS: Steps = [200, 350, 550, 1_000];
const JITTER_MS: Steps = [30, 60, 120, 250];
/** The same from above: what is left for picture and sound. */
const LEFT_KBITS: Steps = [-500, -300, -150, -60];

/** A connection that is this good has no weakness worth a sentence. */
const GOOD: QualityScore = 4;

const CAUSES = ['upload', 'download', 'delay', 'unstable'] as const;

/** What happened between two looks at a connection. */
export function readQuality(previous: QualitySample, sample: QualitySample): CallQuality {
  const measures = measure(previous, sample);
  return { ...measures, ...assess(measures) };
}

/** The worst of its sides is how good a call is. */
export function assess(measures: CallMeasures): Pick<CallQuality, 'score' | 'cause'> {
  const scores = scoresOf(measures);
  const worst = CAUSES.reduce((a, b) => (scores[b] < scores[a] ? b : a));
  const score = scores[worst];
  return { score, cause: score >= GOOD ? 'none' : worst };
}

/** How good each side of a connection is by itself. */
export function scoresOf(
  measures: CallMeasures,
): Readonly<Record<(typeof CAUSES)[number], QualityScore>> {
  const { lossInPercent, lossOutPercent, kbitsOutLimit, roundTripMs, jitterMs } = measures;
  const left = kbitsOutLimit === undefined ? undefined : -kbitsOutLimit;
  return {
    upload: lower(scoreBy(LOSS_PERCENT, lossOutPercent), scoreBy(LEFT_KBITS, left)),
    download: scoreBy(LOSS_PERCENT, lossInPercent),
    delay: scoreBy(ROUND_TRIP_MS, roundTripMs),
    unstable: measures.isSilent ? 1 : scoreBy(JITTER_MS, jitterMs),
  };
}

function measure(previous: QualitySample, sample: QualitySample): CallMeasures {
  const { atMs, inbound, outbound, ...now } = sample;
  const elapsedMs = Math.max(1, atMs - previous.atMs);
  const came = inbound.map((stream) => since(stream, previous.inbound));
  const went = outbound.map((stream) => since(stream, previous.outbound));
  const packetsIn = sum(came, ({ packets }) => packets);
  const packetsOut = sum(went, ({ packets }) => packets);
  const lost = sum(came, ({ lost }) => lost);
  const lostOut = sum(went, ({ packets, lostFraction = 0 }) => packets * lostFraction);
  const jitters = came.filter(({ packets }) => packets > 0).map(({ jitterMs = 0 }) => jitterMs);
  const isExpected = inbound.length > 0 && previous.inbound.some(({ packets }) => packets > 0);
  return {
    ...now,
    kbitsIn: (sum(came, ({ bytes }) => bytes) * 8) / elapsedMs,
    kbitsOut: (sum(went, ({ bytes }) => bytes) * 8) / elapsedMs,
    ...(packetsIn + lost > 0 && { lossInPercent: (100 * lost) / (packetsIn + lost) }),
    ...(packetsOut > 0 && { lossOutPercent: (100 * lostOut) / packetsOut }),
    ...(jitters.length > 0 && { jitterMs: Math.max(...jitters) }),
    ...(isExpected && packetsIn === 0 && { isSilent: true }),
  };
}

/**
 * What a stream did since the last look. One that is new, or whose counters fell since a
 * renegotiation made it anew, did all of it since then. Lost packets that came late are taken back
 * by browsers: never less than none.
 */
function since<S extends { id: string; bytes: number; packets: number; lost?: number }>(
  stream: S,
  earlier: readonly S[],
): S {
  const before = earlier.find(({ id }) => id === stream.id);
  if (!before || stream.packets < before.packets || stream.bytes < before.bytes) {
    return stream.lost === undefined ? stream : { ...stream, lost: Math.max(0, stream.lost) };
  }
  return {
    ...stream,
    bytes: stream.bytes - before.bytes,
    packets: stream.packets - before.packets,
    ...(stream.lost !== undefined && { lost: Math.max(0, stream.lost - (before.lost ?? 0)) }),
  };
}

function scoreBy(steps: Steps, value: number | undefined): QualityScore {
  const passed = steps.filter((limit) => value !== undefined && value >= limit).length;
  return (5 - passed) as QualityScore;
}

const lower = (a: QualityScore, b: QualityScore): QualityScore => (a < b ? a : b);

function sum<T>(items: readonly T[], amountOf: (item: T) => number): number {
  return items.reduce((total, item) => total + amountOf(item), 0);
}
