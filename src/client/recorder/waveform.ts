import { MESSAGING_LIMITS } from '../../protocol/messaging-limits.js';

const TOP = 31;
/** Below this a recording is silence: it is not blown up to look like speech. */
const LEAST_PEAK = 0.05;

/** Loudness of one moment, 0–1: the root mean square of its samples. */
export function loudnessOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length === 0 ? 0 : Math.min(1, Math.sqrt(sum / samples.length));
}

/** A recording's wave form: at most 64 bars of 0–31, the loudest of each stretch of moments. */
export function waveformOf(
  moments: readonly number[],
  bars: number = MESSAGING_LIMITS.waveformBars,
): number[] {
  if (moments.length === 0) return [0];
  const count = Math.min(bars, moments.length);
  const peak = moments.reduce((most, each) => Math.max(most, each), LEAST_PEAK);
  return Array.from({ length: count }, (_, bar) => {
    const from = Math.floor((bar * moments.length) / count);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * moments.length) / count));
    const loudest = moments.slice(from, to).reduce((most, each) => Math.max(most, each), 0);
    // Ears hear loudness by its root.
    return Math.round(Math.sqrt(loudest / peak) * TOP);
  });
}
