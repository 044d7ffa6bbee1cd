/**
 * Everything that can be refused: the `code` of a `problem+json` (its status is in error-status.ts),
 * of an `error` frame on the sockets, and the key of the sentence a person reads.
 */
const ERROR_CODES = [
  'bad_request',
  'invalid_json',
  'invalid_frame',
  'too_deep',
  'unauthorized',
  'token_expired',
  'origin_not_allowed',
  'forbidden',
  /** The other side does not want to hear from this person. */
  'blocked',
  'link_not_allowed',
  'not_found',
  'method_not_allowed',
  'conflict',
  'call_not_ringing',
  'call_already_answered',
  /** Not for a while: the other side did not take the calls before it. */
  'call_not_allowed',
  'already_in_call',
  /** What was said or sent can no longer be changed. */
  'not_editable',
  'bid_open',
  'bid_closed',
  'bid_expired',
  'bid_not_yours',
  'upload_offset',
  'body_too_large',
  'frame_too_large',
  'file_too_large',
  'unsupported_media_type',
  'invalid_text',
  'cannot_message_self',
  'cursor_ahead',
  'empty_file',
  'unreadable_file',
  'no_listing',
  'rate_limited',
  'internal',
  'unavailable',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

export function isErrorCode(code: unknown): code is ErrorCode {
  return (ERROR_CODES as readonly unknown[]).includes(code);
}
