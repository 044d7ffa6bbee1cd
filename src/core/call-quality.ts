/** Five steps: 5 is good, 1 hardly works. */
export type QualityScore = 1 | 2 | 3 | 4 | 5;

/** What is weak, when something is: the key of the sentence a person reads. */
export type QualityCause = 'none' | 'upload' | 'download' | 'delay' | 'unstable';

/** How good the connection of a call is. Rates are kbit/s, times milliseconds. */
export interface CallQuality {
  readonly score: QualityScore;
  readonly cause: QualityCause;
  readonly roundTripMs?: number;
  readonly jitterMs?: number;
  /** Of what the other side sent, and of what we sent. */
  readonly lossInPercent?: number;
  readonly lossOutPercent?: number;
  readonly kbitsIn?: number;
  readonly kbitsOut?: number;
  /** Such as `opus` and `VP8`. */
  readonly audioCodec?: string;
  readonly videoCodec?: string;
  /** The picture that comes in. */
  readonly width?: number;
  readonly height?: number;
  readonly framesPerSecond?: number;
  readonly path: 'direct' | 'relayed' | 'unknown';
}
