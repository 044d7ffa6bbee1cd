/** The door for attributes: strangers' text goes in, harmless values come out. */
import { warn } from '../client/logger.js';
import { LIMITS } from '../protocol/limits.js';

/** Script addresses are no one's id; whoever writes one into `to` means something else. */
const SCRIPT_ADDRESS = /^\s*(?:javascript|vbscript|data|blob|file):/i;

/** Control characters, and halves of surrogate pairs, which no UTF-8 can carry. */
const UNPRINTABLE = /[\u0000-\u001f\u007f]|\p{Surrogate}/u;

/**
 * What the protocol's `UserId` accepts. Written again because the parser of the wire is four times
 * as big as a button; a test holds the two together.
 */
export function isUserId(value: string): boolean {
  return value !== '' && value.length <= LIMITS.userIdChars && !UNPRINTABLE.test(value);
}

/** A person's id, or undefined with a warning in the console. */
export function parseUserId(value: string | null | undefined): string | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  if (isUserId(value) && !SCRIPT_ADDRESS.test(value)) return value;
  warn(`“${value.slice(0, 40)}” is not the id of a person`);
  return undefined;
}

/** One line of text of at most a name's length. */
export function parseName(value: string | null | undefined): string | undefined {
  const line = value
    ?.slice(0, LIMITS.nameChars)
    .replace(/[\u0000-\u001f\u007f]/g, ' ')
    .trim();
  return line || undefined;
}

/** An http(s) address, made absolute; anything else is dropped. */
export function parseImageUrl(value: string | null | undefined): string | undefined {
  if (!value || value.length > LIMITS.urlChars) return undefined;
  try {
    const { protocol, href } = new URL(value, document.baseURI);
    return protocol === 'https:' || protocol === 'http:' ? href : undefined;
  } catch {
    return undefined;
  }
}
