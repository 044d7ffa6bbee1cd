import type { CallEndReason, CallStatus, CallSummary } from '../../src/protocol/index.js';
import type { CallRecord, CallStep } from '../store/store.js';

type Terminal = Exclude<CallStatus, 'RINGING' | 'ANSWERED'>;

/** The end of a call: its record, and the line that tells of it in the conversation. */
export function finish(
  call: CallRecord,
  status: Terminal,
  reason: CallEndReason,
  endMs: number,
): CallStep {
  const startMs = call.startedAt === null ? undefined : Date.parse(call.startedAt);
  const endedAt = instantOf(Math.max(endMs, startMs ?? endMs));
  return {
    patch: {
      status,
      endedAt,
      updatedAt: endedAt,
      endReason: reason,
      duration: startMs === undefined ? null : Math.floor((Date.parse(endedAt) - startMs) / 1000),
      missedReason: status === 'ENDED' ? null : reason,
      metadata: { ...membersOf(call.metadata), reason },
    },
    entry: status === 'ENDED' ? 'CALL_ENDED' : 'CALL_MISSED',
  };
}

/** What one side says of how the call went, beside what the other says. The last word counts. */
export function summarize(
  call: CallRecord,
  { by, summary }: { by: string; summary: CallSummary },
  nowMs: number,
): CallStep {
  const metadata = membersOf(call.metadata);
  const side = by === call.callerId ? 'caller' : 'callee';
  const quality = { ...membersOf(metadata['quality']), [side]: summary };
  return { patch: { metadata: { ...metadata, quality }, updatedAt: instantOf(nowMs) } };
}

export function instantOf(ms: number): string {
  return new Date(ms).toISOString();
}

function membersOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
