import { TIMES, type CloseReason } from '../../src/protocol/index.js';

export const SOCKET_TIMES = {
  /** Until the first frame, which must be `hello`. */
  helloMs: 10_000,
  heartbeatMs: TIMES.heartbeatMs,
  silenceMs: TIMES.brokerSilenceMs,
  /** After the token has run out, for clocks that differ; at most 60 s. */
  expiryGraceMs: 30_000,
  /** A closed socket that does not say goodbye is cut. */
  goodbyeMs: 2_000,
} as const;

export type SocketTimes = { readonly [K in keyof typeof SOCKET_TIMES]: number };

/** All of one clock, in milliseconds. */
export interface Lifetime {
  readonly openedAtMs: number;
  readonly greeted: boolean;
  /** Any frame counts as life. */
  readonly heardAtMs: number;
  readonly pingedAtMs: number;
  readonly expiresAtMs: number;
}

export type LifeStep =
  { readonly close: CloseReason } | { readonly ping: boolean; readonly nextInMs: number };

/** What is due on a socket now, and when to ask again. */
export function checkLife(life: Lifetime, times: SocketTimes, nowMs: number): LifeStep {
  const expiryMs = life.expiresAtMs + times.expiryGraceMs;
  if (nowMs >= expiryMs) return { close: 'tokenExpired' };
  const silenceMs = life.greeted
    ? life.heardAtMs + times.silenceMs
    : life.openedAtMs + times.helloMs;
  if (nowMs >= silenceMs) return { close: 'silent' };
  const pingMs = life.pingedAtMs + times.heartbeatMs;
  const ping = nowMs >= pingMs;
  const nextPingMs = ping ? nowMs + times.heartbeatMs : pingMs;
  return { ping, nextInMs: Math.min(expiryMs, silenceMs, nextPingMs) - nowMs };
}
