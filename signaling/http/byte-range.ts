import type { ByteRange } from '../files/blob-store.js';

/**
 * The part that is asked for (RFC 9110). Undefined: all of it, as for anything but one range;
 * `unsatisfiable` when it begins behind the end.
 */
export function rangeOf(
  headers: Readonly<Record<string, unknown>>,
  etag: string,
  size: number,
): ByteRange | 'unsatisfiable' | undefined {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(String(headers['range'])) ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  const condition = headers['if-range'];
  if (condition !== undefined && condition !== etag) return undefined;
  if (first === '') {
    const count = Number(last);
    return count === 0 || size === 0
      ? 'unsatisfiable'
      : { start: Math.max(0, size - count), end: size - 1 };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return undefined;
  if (start >= size) return 'unsatisfiable';
  return { start, end: last === '' ? size - 1 : Math.min(Number(last), size - 1) };
}
