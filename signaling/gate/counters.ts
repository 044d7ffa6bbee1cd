import type { CloseReason } from '../../src/protocol/index.js';
import type { Refusal } from './router.js';

/** What the gate holds now, and what it has done since it was made. */
export interface GateCounts {
  readonly sockets: number;
  readonly closing: number;
  readonly links: number;
  /** Calls to addresses that nobody has taken yet. */
  readonly dials: number;
  /** What those keep here. */
  readonly parkedBytes: number;
  readonly delivered: number;
  readonly heartbeats: number;
  /** WebSocket pings and pongs. */
  readonly controls: number;
  readonly malformed: number;
  readonly unknownTypes: number;
  readonly refused: Readonly<Partial<Record<Refusal, number>>>;
  readonly closed: Readonly<Partial<Record<CloseReason, number>>>;
}

export class Counters {
  delivered = 0;
  heartbeats = 0;
  controls = 0;
  malformed = 0;
  unknownTypes = 0;
  readonly refused: Partial<Record<Refusal, number>> = {};
  readonly closed: Partial<Record<CloseReason, number>> = {};

  refuse(why: Refusal): void {
    this.refused[why] = (this.refused[why] ?? 0) + 1;
  }

  close(reason: CloseReason): void {
    this.closed[reason] = (this.closed[reason] ?? 0) + 1;
  }

  snapshot(
    now: Pick<GateCounts, 'sockets' | 'closing' | 'links' | 'dials' | 'parkedBytes'>,
  ): GateCounts {
    const { delivered, heartbeats, controls, malformed, unknownTypes } = this;
    return {
      ...now,
      delivered,
      heartbeats,
      controls,
      malformed,
      unknownTypes,
      refused: { ...this.refused },
      closed: { ...this.closed },
    };
  }
}
