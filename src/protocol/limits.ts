/**
 * Every size, count and time that two sides must agree on. Sizes are bytes of UTF-8, times are
 * milliseconds. A value is accepted at the limit and refused at limit + 1.
 */
export const LIMITS = {
  /** One WebSocket or data-channel frame. */
  frameBytes: 64 * 1024,
  /** Text of one message. */
  textBytes: 8 * 1024,
  /** Body of one REST request. */
  bodyBytes: 256 * 1024,
  /** Nesting of one JSON frame. Ours need 6; a parser must never be asked for thousands. */
  jsonDepth: 16,
  /** A user id, as carried in a token's `sub`. */
  userIdChars: 128,
  /** A display name. */
  nameChars: 128,
  /** A picture or listing URL. */
  urlChars: 2048,
  /** Users whose presence one socket may watch. */
  watchedUsers: 200,
  /** Items on one page of a list. */
  pageItems: 100,
  /** Session description inside a peer frame. */
  sdpBytes: 48 * 1024,
} as const;

export const TIMES = {
  /** The broker sends `ping` this often; whoever answers is alive. */
  heartbeatMs: 8_000,
  /** A client that heard nothing for this long drops its socket and dials again. */
  clientSilenceMs: 18_000,
  /** A broker that heard nothing for this long ends the socket. */
  brokerSilenceMs: 25_000,
  /** A client repeats `typing` while its person types; the other side forgets after this long. */
  typingMs: 5_000,
} as const;

/** The longest that a broker may let a call ring. */
export const LONGEST_RING_MS = 100_000;
/** A device whose call rings for longer than any broker lets it has no broker any more: it failed. */
export const RING_GIVE_UP_MS = LONGEST_RING_MS + 20_000;

/** The version of everything in this folder, offered as a WebSocket subprotocol. */
export const SUBPROTOCOL = 'deskbell.v1';
