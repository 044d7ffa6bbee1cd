import * as v from 'valibot';
import { UserId } from '../protocol/index.js';
import { jsonOf } from './http.js';

const Claims = v.object({
  sub: v.optional(UserId),
  /** Seconds since the epoch. */
  exp: v.optional(v.number()),
});

/** What a token says; not verified here, that is the broker's part. */
export function claimsOf(token: string): v.InferOutput<typeof Claims> {
  const body = token.split('.')[1] ?? '';
  let json = '';
  try {
    const binary = atob(body.replaceAll('-', '+').replaceAll('_', '/'));
    json = new TextDecoder().decode(Uint8Array.from(binary, (char) => char.charCodeAt(0)));
  } catch {
    // Not base64: a token of another kind says nothing.
  }
  const claims = v.safeParse(Claims, jsonOf(json));
  return claims.success ? claims.output : {};
}
