/**
 * Everything that can be refused, with the HTTP status of its `problem+json`. The same code is an
 * `error` frame's `code` on the sockets and the key of the sentence a person reads.
 */
export const ERROR_STATUS = {
  bad_request: 400,
  invalid_json: 400,
  invalid_frame: 400,
  too_deep: 400,
  unauthorized: 401,
  token_expired: 401,
  origin_not_allowed: 403,
  forbidden: 403,
  /** The other side does not want to hear from this person. */
  blocked: 403,
  link_not_allowed: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  call_not_ringing: 409,
  call_already_answered: 409,
  callee_busy: 409,
  already_in_call: 409,
  /** What was said or sent can no longer be changed. */
  not_editable: 409,
  bid_open: 409,
  bid_closed: 409,
  bid_expired: 409,
  bid_not_yours: 409,
  upload_offset: 409,
  body_too_large: 413,
  frame_too_large: 413,
  file_too_large: 413,
  unsupported_media_type: 415,
  invalid_text: 422,
  cannot_message_self: 422,
  cursor_ahead: 422,
  empty_file: 422,
  unreadable_file: 422,
  no_listing: 422,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const satisfies Record<string, number>;

export type ErrorCode = keyof typeof ERROR_STATUS;

export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERROR_STATUS, code);
}
