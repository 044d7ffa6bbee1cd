/**
 * When a person may not ring another for a while. Who is declined again and again, or not answered, is
 * silenced towards that callee: at first for as long as the window in which it happened, then each
 * time for twice as long. Whatever tells that they are welcome ends it: a call that was answered, a
 * call back, a word. Beside it, how many calls a person may make that nobody takes, whomever they ring.
 *
 * Pure, and decided from the calls that are stored: a restart forgives nothing.
 */
import type { CallStatus, ErrorCode } from '../../src/protocol/index.js';
import type { Rate } from './limits.js';

export interface SilenceRules {
  /** Of one callee, in a row. One that was only missed counts half. */
  readonly declined: Rate;
  /** Of all callees together. One that was declined counts twice. */
  readonly unanswered: Rate;
}

export interface PastCall {
  readonly calleeId: string;
  readonly status: CallStatus;
  readonly answeredAtMs: number | null;
  readonly atMs: number;
  /** When it ended; of an open one when it began. */
  readonly overAtMs: number;
}

/** All that bears on a new call, oldest first. */
export interface CallPast {
  /** Calls of the caller. */
  readonly own: readonly PastCall[];
  /** When the callee last rang or wrote to the caller, or called back. */
  readonly heardAtMs: number | null;
  /** Calls to this callee of guests from the caller's network, the caller's own among them. */
  readonly alike: readonly PastCall[];
}

export interface Silence {
  readonly refused: ErrorCode;
  readonly retryAfterMs: number;
}

/** What is older is forgotten. */
export const PAST_MS = 24 * 3_600_000;
const LONGEST_MS = 12 * 3_600_000;
/** How much more the guests of a network may do than one of them: they may be many people. */
const CROWD = 2;

export function silenceOf(
  calleeId: string,
  { own, heardAtMs, alike }: CallPast,
  { declined, unanswered }: SilenceRules,
  nowMs: number,
): Silence | undefined {
  const theirs = own.filter((call) => call.calleeId === calleeId);
  const welcomeAtMs = Math.max(heardAtMs ?? -Infinity, lastAnswer(theirs));
  const untilMs = silentUntil(since(theirs, welcomeAtMs), declined);
  if (nowMs < untilMs) return { refused: 'call_not_allowed', retryAfterMs: untilMs - nowMs };
  // People who know each other are nobody's flood.
  if (welcomeAtMs > -Infinity) return undefined;
  const crowd = { ...declined, points: declined.points * CROWD };
  const crowdMs = silentUntil(since(alike, lastAnswer(alike)), crowd);
  if (nowMs < crowdMs) return { refused: 'call_not_allowed', retryAfterMs: crowdMs - nowMs };
  const freeMs = spentUntil(own, unanswered, nowMs);
  return nowMs < freeMs ? { refused: 'rate_limited', retryAfterMs: freeMs - nowMs } : undefined;
}

/** How far a call was from an answer. Whoever says that it failed may have hung up. */
function weightOf({ status, answeredAtMs }: PastCall): number {
  if (answeredAtMs !== null) return 0;
  if (status === 'DECLINED') return 2;
  return status === 'MISSED' || status === 'FAILED' ? 1 : 0;
}

function silentUntil(calls: readonly PastCall[], { points, windowMs }: Rate): number {
  let untilMs = -Infinity;
  let silences = 0;
  let recent: PastCall[] = [];
  for (const call of calls) {
    recent = [...recent, call].filter(({ overAtMs }) => overAtMs > call.overAtMs - windowMs);
    // Who was silenced before is not given as many tries again.
    const most = silences === 0 ? points : 1;
    if (weightOf(call) === 0 || weigh(recent) < 2 * most) continue;
    untilMs = call.overAtMs + Math.min(windowMs * 2 ** silences, LONGEST_MS);
    silences++;
    recent = [];
  }
  return untilMs;
}

/** When enough of the window's calls will be older than it. */
function spentUntil(calls: readonly PastCall[], { points, windowMs }: Rate, nowMs: number): number {
  const recent = calls.filter(({ overAtMs }) => overAtMs > nowMs - windowMs);
  let left = weigh(recent);
  let freeMs = -Infinity;
  for (const call of recent) {
    if (left < points) break;
    left -= weightOf(call);
    freeMs = call.overAtMs + windowMs;
  }
  return freeMs;
}

const weigh = (calls: readonly PastCall[]) =>
  calls.reduce((weight, call) => weight + weightOf(call), 0);

const lastAnswer = (calls: readonly PastCall[]) =>
  Math.max(-Infinity, ...calls.map(({ answeredAtMs }) => answeredAtMs ?? -Infinity));

const since = (calls: readonly PastCall[], ms: number) => calls.filter(({ atMs }) => atMs > ms);
