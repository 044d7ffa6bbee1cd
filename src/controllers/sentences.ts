import type { DeskbellError, DeskbellErrorCode } from '../core/errors.js';
import type { PlainKey } from '../locales/types.js';

/** The sentence of an error code. A code without one does not compile. */
export function errorKey(code: DeskbellErrorCode): PlainKey {
  return `error_${code}`;
}

export function errorCodeOf(cause: unknown): DeskbellErrorCode {
  return isDeskbellError(cause) ? cause.code : 'internal';
}

/** By name: a page may hold two copies of the class, from a package and from the script tag. */
function isDeskbellError(cause: unknown): cause is DeskbellError {
  return cause instanceof Error && cause.name === 'DeskbellError';
}
