import type { ErrorCode } from '../protocol/index.js';

/** What can go wrong on this side of the wire, beside what the broker refuses. */
export type LocalErrorCode =
  | 'network'
  | 'timeout'
  | 'closed'
  | 'aborted'
  | 'token_missing'
  | 'storage_unavailable'
  | 'permission_denied'
  | 'permission_dismissed'
  | 'device_missing'
  | 'device_in_use'
  | 'insecure_page'
  | 'calls_unsupported'
  | 'peer_failed'
  | 'screen_denied'
  | 'screen_unsupported'
  | 'recording_unsupported'
  /** Of a file that goes from device to device. */
  | 'file_gone'
  | 'file_sender_away'
  | 'file_damaged'
  | 'file_no_room';

/** Closed: the key of a sentence in every locale. */
export type DeskbellErrorCode = ErrorCode | LocalErrorCode;

const RETRYABLE: ReadonlySet<DeskbellErrorCode> = new Set<DeskbellErrorCode>([
  'network',
  'timeout',
  'rate_limited',
  'internal',
  'unavailable',
  'peer_failed',
  'device_in_use',
  'permission_dismissed',
  'file_sender_away',
]);

export interface DeskbellErrorOptions {
  cause?: unknown;
  /** How long to wait before trying again, when the broker said so. */
  retryAfterMs?: number;
}

/** The one error type of the browser side. `retryable`: the same call may succeed later. */
export class DeskbellError extends Error {
  override readonly name = 'DeskbellError';
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(
    readonly code: DeskbellErrorCode,
    options: DeskbellErrorOptions = {},
  ) {
    super(code, { cause: options.cause });
    this.retryable = RETRYABLE.has(code);
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** What went wrong, in our words: itself when it is, else `code` with it as the cause. */
export function errorOf(cause: unknown, code: DeskbellErrorCode): DeskbellError {
  return cause instanceof DeskbellError ? cause : new DeskbellError(code, { cause });
}

/** For code that is asked for and does not come. */
export function unreachable(cause: unknown): never {
  throw new DeskbellError('network', { cause });
}
