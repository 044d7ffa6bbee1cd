import type { CallSummary } from '../protocol/index.js';
import type { CallQuality, QualityScore } from './call-quality.js';

/** What a call has been like so far, without keeping every look at it. */
export interface QualityTotals {
  readonly looks: number;
  readonly worst: QualityScore;
  readonly relayed?: boolean;
  readonly sums: Readonly<Partial<Record<Averaged, { readonly sum: number; readonly of: number }>>>;
}

/** What is not a matter of the connection's quality. */
export type SummaryFacts = Pick<CallSummary, 'callType' | 'setupMs' | 'reconnects'>;

const AVERAGED = [
  'score',
  'roundTripMs',
  'jitterMs',
  'lossPercent',
  'kbitsIn',
  'kbitsOut',
] as const;
type Averaged = (typeof AVERAGED)[number];

/** The protocol's limit of an amount. */
const MOST = 1_000_000;

export const NO_QUALITY: QualityTotals = { looks: 0, worst: 5, sums: {} };

export function addQuality(totals: QualityTotals, quality: CallQuality): QualityTotals {
  const sums = { ...totals.sums };
  for (const name of AVERAGED) {
    const value = name === 'lossPercent' ? lossOf(quality) : quality[name];
    if (value === undefined) continue;
    const { sum, of } = sums[name] ?? { sum: 0, of: 0 };
    sums[name] = { sum: sum + value, of: of + 1 };
  }
  const worst = quality.score < totals.worst ? quality.score : totals.worst;
  // Once on a relay, the call was relayed.
  const relayed = quality.path === 'unknown' ? totals.relayed : quality.path === 'relayed';
  return {
    looks: totals.looks + 1,
    worst,
    sums,
    ...(relayed !== undefined && { relayed: relayed || totals.relayed === true }),
  };
}

/** Undefined for a call that was never looked at. */
export function summarize(totals: QualityTotals, facts: SummaryFacts): CallSummary | undefined {
  if (totals.looks === 0) return undefined;
  const { score = 5, ...means } = meansOf(totals);
  return {
    ...facts,
    score: Math.round(score) as QualityScore,
    worst: totals.worst,
    ...means,
    ...(totals.relayed !== undefined && { relayed: totals.relayed }),
  };
}

function meansOf({ sums }: QualityTotals): Partial<Record<Averaged, number>> {
  const means: Partial<Record<Averaged, number>> = {};
  for (const name of AVERAGED) {
    const total = sums[name];
    if (total) means[name] = Math.min(MOST, Math.round((10 * total.sum) / total.of) / 10);
  }
  return means;
}

/** Of the weaker way. */
function lossOf({ lossInPercent, lossOutPercent }: CallQuality): number | undefined {
  if (lossInPercent === undefined) return lossOutPercent;
  return Math.max(lossInPercent, lossOutPercent ?? 0);
}
