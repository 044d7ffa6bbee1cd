import * as v from 'valibot';
import { LIMITS } from './limits.js';

/** Of browsers and Node alike, but of no library of the language. */
declare const TextEncoder: new () => {
  encodeInto(text: string, room: Uint8Array): { read: number };
};

const encoder = /* @__PURE__ */ new TextEncoder();
const room = /* @__PURE__ */ new Uint8Array(LIMITS.frameBytes);

/**
 * Whether a string takes more than `bytes` (at most 64 KiB) in UTF-8, a lone surrogate counted as the 3 of its
 * replacement. To write it into a room of this size is twenty times as fast as to count.
 */
export function isLongerThan(bytes: number, text: string): boolean {
  // No unit of a string takes more than 3 bytes, so that short texts need no counting.
  if (text.length * 3 <= bytes) return false;
  return encoder.encodeInto(text, room.subarray(0, bytes)).read < text.length;
}

/** A surrogate without its partner cannot be stored or sent as UTF-8 and come back the same. */
const LONE_SURROGATE = /\p{Cs}/u;

const wellFormed = v.check((text: string) => !LONE_SURROGATE.test(text) && !text.includes('\0'));

/** One line of 1 to `most` UTF-16 units without control characters. */
// @__NO_SIDE_EFFECTS__
export function printable(most: number) {
  // One pattern instead of a length and a check: every schema function is bytes in the browser.
  return v.regex(new RegExp(`^[^\\u0000-\\u001f\\u007f]{1,${most}}$`));
}

/** Any UUID, lower-cased, so that one message has one id. */
export const Uuid = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i),
  v.toLowerCase(),
);

/** The `sub` of a token: any printable text of 1–128 characters. */
export const UserId = v.pipe(v.string(), printable(LIMITS.userIdChars), wellFormed);

/** A name people see: trimmed, without control characters. */
export const DisplayName = v.pipe(v.string(), v.trim(), printable(LIMITS.nameChars), wellFormed);

/** A file's name without a path: no separators, no controls, nothing that turns the text around. */
export const FileName = v.pipe(
  v.string(),
  v.trim(),
  v.regex(/^[^\u0000-\u001f\u007f/\\\u200e\u200f\u202a-\u202e\u2066-\u2069]{1,255}$/),
  wellFormed,
);

/** An http(s) address; nothing else is ever put into a `src` or `href`. */
export const HttpUrl = v.pipe(
  v.string(),
  printable(LIMITS.urlChars),
  v.regex(/^https?:\/\/[^\s/?#]+/i),
  wellFormed,
);

/** What PeerJS accepts as an id: letters and digits joined by single `-` or `_`. */
export const PeerId = v.pipe(
  v.string(),
  v.regex(/^(?=.{1,128}$)[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*$/),
);

/** A position in a conversation: 1 is the first message, 0 is “before all”. */
export const Seq = v.pipe(
  v.number(),
  v.check((seq) => Number.isSafeInteger(seq) && seq >= 0),
);

/** An instant, ISO 8601 in UTC. */
export const Instant = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/),
);

/** The text of a message: 1 byte to 8 KiB, not only white space. */
export const MessageText = v.pipe(
  v.string(),
  v.check((text) => text.trim() !== ''),
  v.check((text) => !isLongerThan(LIMITS.textBytes, text)),
  wellFormed,
);

/** One emoji as people count them: a skin tone or a flag belongs to it. */
export const Emoji = v.pipe(
  v.string(),
  v.maxLength(32),
  // Made when it is needed: a browser too old for this flag shall still read everything else.
  v.check((text) => new RegExp('^\\p{RGI_Emoji}$', 'v').test(text)),
);

/** Where on Earth, in degrees. */
export const Latitude = v.pipe(
  v.number(),
  v.check((degrees) => Math.abs(degrees) <= 90),
);
export const Longitude = v.pipe(
  v.number(),
  v.check((degrees) => Math.abs(degrees) <= 180),
);
