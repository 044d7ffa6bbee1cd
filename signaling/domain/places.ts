import type { Place } from '../store/store.js';
import { BrokerError } from './broker-error.js';

/** A place in a list as a cursor that clients hand back unread. */
export function cursorOf({ atMs, id }: Place): string {
  return `${atMs}.${id}`;
}

export function readCursor(cursor: string | undefined): Place | undefined {
  if (cursor === undefined) return undefined;
  const [, atMs, id] = /^(\d{1,15})\.([0-9a-f-]{36})$/.exec(cursor) ?? [];
  if (atMs === undefined || id === undefined) throw new BrokerError('bad_request');
  return { atMs: Number(atMs), id };
}
