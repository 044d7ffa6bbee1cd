import { ERROR_STATUS } from '../../src/protocol/error-status.js';
import type { ErrorCode } from '../../src/protocol/index.js';

/** The one error type of the broker: a code of the protocol, its status, when to try again. */
export class BrokerError extends Error {
  override readonly name = 'BrokerError';
  readonly status: number;

  constructor(
    readonly code: ErrorCode,
    readonly options: { detail?: string; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(options.detail ?? code, { cause: options.cause });
    this.status = ERROR_STATUS[code];
  }
}
