import type { CallDirection } from '../../core/call-outcome.js';
import type { PlainKey } from '../../locales/types.js';
import type { Call } from '../../protocol/index.js';

/** From this score on a connection was good; from the next one on it was fair. */
const GOOD = 4;
const FAIR = 3;

/** Why a call ended, as its record tells. */
export function reasonOf({ missedReason, metadata }: Call): unknown {
  return memberOf(metadata, 'reason') ?? missedReason;
}

/** How well the reader's side heard and saw the other; by the other's word when there is no own. */
export function qualityKey({ metadata }: Call, direction: CallDirection): PlainKey | undefined {
  const quality = memberOf(metadata, 'quality');
  const [own, other] = direction === 'outgoing' ? ['caller', 'callee'] : ['callee', 'caller'];
  const score =
    memberOf(memberOf(quality, own ?? ''), 'score') ??
    memberOf(memberOf(quality, other ?? ''), 'score');
  if (typeof score !== 'number') return undefined;
  if (score >= GOOD) return 'connectionWasGood';
  return score >= FAIR ? 'connectionWasFair' : 'connectionWasPoor';
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}
