import { readQuality, type CallQuality, type QualitySample } from '../../core/call-quality.js';
import { addQuality, NO_QUALITY, summarize, type SummaryFacts } from '../../core/call-summary.js';
import {
  lookOf,
  rungOf,
  stepLadder,
  TOP_OF_LADDER,
  type PictureLimits,
} from '../../core/quality-ladder.js';
import type { CallSummary } from '../../protocol/index.js';
import { sampleOf } from './stats-sample.js';

export interface QualityWatchParts {
  readonly rtc: Pick<RTCPeerConnection, 'getStats' | 'getSenders'>;
  /** Every two seconds. */
  onQuality(quality: CallQuality): void;
  /** What the summary says beside the quality. */
  facts(): SummaryFacts;
  readonly lookMs?: number;
}

const LOOK_MS = 2_000;

/** Looks at a connection that is up, tells how good it is, and sends less while it is weak. */
export class QualityWatch {
  readonly #parts: QualityWatchParts;
  #previous: QualitySample | undefined;
  #ladder = TOP_OF_LADDER;
  #totals = NO_QUALITY;
  /** The rung each picture was last put on; one that is missing was never touched. */
  readonly #rungs = new WeakMap<RTCRtpSender, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isPaused = false;
  #isStopped = false;

  /** Begins at once. */
  constructor(parts: QualityWatchParts) {
    this.#parts = parts;
    void this.#look();
  }

  /** A call on hold has no quality: nothing is told until `resume`. */
  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    // What was counted before the pause says nothing of now.
    this.#previous = undefined;
    this.#isPaused = false;
  }

  /** @returns how the call was; undefined when it was too short to tell. Idempotent. */
  stop(): CallSummary | undefined {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    return summarize(this.#totals, this.#parts.facts());
  }

  async #look(): Promise<void> {
    const { rtc } = this.#parts;
    // A browser that tells nothing now may do so later.
    const report = this.#isPaused ? undefined : await rtc.getStats().catch(() => undefined);
    if (this.#isStopped) return;
    if (report && !this.#isPaused) this.#read(sampleOf(report, performance.now()));
    if (this.#isStopped) return;
    await this.#limitPictures();
    if (this.#isStopped) return;
    // The next one waits for this one: looks never overlap.
    this.#timer = setTimeout(() => void this.#look(), this.#parts.lookMs ?? LOOK_MS);
  }

  #read(sample: QualitySample): void {
    const previous = this.#previous;
    this.#previous = sample;
    if (!previous) return;
    const measured = readQuality(previous, sample);
    this.#ladder = stepLadder(this.#ladder, lookOf(measured));
    const ownPicture = rungOf(this.#ladder).step;
    const quality = this.#sendsPicture() ? { ...measured, ownPicture } : measured;
    this.#totals = addQuality(this.#totals, quality);
    this.#parts.onQuality(quality);
  }

  #sendsPicture(): boolean {
    return this.#parts.rtc.getSenders().some(isPicture);
  }

  /** Only a change of rung touches a picture: what others set for its first second stays theirs. */
  async #limitPictures(): Promise<void> {
    const { rung } = this.#ladder;
    const { camera, screen } = rungOf(this.#ladder);
    for (const sender of this.#parts.rtc.getSenders().filter(isPicture)) {
      const isScreen = sender.track?.contentHint === 'detail';
      if (rung === (this.#rungs.get(sender) ?? 0)) continue;
      if (await applyLimits(sender, isScreen ? screen : camera)) this.#rungs.set(sender, rung);
    }
  }
}

const isPicture = ({ track }: RTCRtpSender): boolean => track?.kind === 'video';

/** @returns whether the browser took it; one that did not is asked again with the next look */
async function applyLimits(sender: RTCRtpSender, limits: PictureLimits): Promise<boolean> {
  const parameters = sender.getParameters();
  // Firefox names no encoding before the negotiation.
  if (!parameters.encodings?.length) return false;
  for (const encoding of parameters.encodings) {
    encoding.active = limits.sendsPicture;
    encoding.scaleResolutionDownBy = limits.scaleResolutionDownBy;
    setOrDelete(encoding, 'maxFramerate', limits.maxFramerate);
    setOrDelete(encoding, 'maxBitrate', limits.maxBitrate);
  }
  try {
    await sender.setParameters(parameters);
    return true;
  } catch {
    return false;
  }
}

function setOrDelete(
  encoding: RTCRtpEncodingParameters,
  name: 'maxFramerate' | 'maxBitrate',
  value: number | undefined,
): void {
  if (value === undefined) delete encoding[name];
  else encoding[name] = value;
}
