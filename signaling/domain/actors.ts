import { BrokerError } from './broker-error.js';
import type { Refused } from '../store/store.js';
import type { Actor, Device } from './types.js';

/** The device that acts; undefined when REST acts. */
export function deviceOf({ userId, deviceId }: Actor): Device | undefined {
  return deviceId === undefined ? undefined : { userId, deviceId };
}

/** For frames that the acting device gets in another way. */
export function exceptActing(actor: Actor): { except?: Device } {
  const except = deviceOf(actor);
  return except ? { except } : {};
}

/** The store's refusals are values; here they become errors. */
export function orRefuse<T extends object>(outcome: T | Refused): T {
  if ('refused' in outcome) throw new BrokerError(outcome.refused);
  return outcome;
}
