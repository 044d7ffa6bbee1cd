import type { BidStep } from '../../protocol/index.js';

export function isBidStep(action: string): action is BidStep {
  return action === 'accept' || action === 'decline' || action === 'withdraw';
}
