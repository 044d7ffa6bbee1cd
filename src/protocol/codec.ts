import type * as v from 'valibot';
import type { ErrorCode } from './error-codes.js';
import { LIMITS } from './limits.js';
import { isLongerThan } from './primitives.js';
import { readFrame } from './read-frame.js';

type Schema = v.GenericSchema;
type SchemaTable = Readonly<Record<string, Schema>>;
type Output<T extends SchemaTable> = { [K in keyof T]: v.InferOutput<T[K]> }[keyof T];

/**
 * `unknown` types are a newer peer's: count and ignore. `invalid` ones are somebody's mistake.
 * `said` is a frame as it came, with whatever the schema dropped: only to be compared.
 */
export type Decoded<F> =
  | { kind: 'frame'; frame: F; said: object }
  | { kind: 'unknown'; type: string }
  | { kind: 'invalid'; code: ErrorCode; ref?: string };

/**
 * Reads one frame of text against a table of schemas keyed by `type`.
 * Never throws; refuses before parsing what is too long or nested too deeply.
 */
export function decodeFrame<T extends SchemaTable>(table: T, text: string): Decoded<Output<T>> {
  if (isLongerThan(LIMITS.frameBytes, text)) return { kind: 'invalid', code: 'frame_too_large' };
  if (isDeeperThan(LIMITS.jsonDepth, text)) return { kind: 'invalid', code: 'too_deep' };
  const read = readFrame(table, text);
  if (read.kind === 'unknown') return { ...read, type: read.type.slice(0, 64) };
  if (read.kind === 'frame') return read;
  const ref = read.said && refOf(read.said);
  return { kind: 'invalid', code: read.code, ...(ref && { ref }) };
}

/** The id that a refused frame was about, so that its sender can tell which one failed. */
function refOf(value: object): string | undefined {
  const { callId, message } = value as { callId?: unknown; message?: { id?: unknown } | null };
  const ref = callId ?? message?.id;
  return typeof ref === 'string' ? ref.slice(0, 64) : undefined;
}

/** Text with few brackets cannot nest deeply: finding them is much cheaper than walking it. */
function isDeeperThan(depth: number, text: string): boolean {
  const openings = occurrencesOf('{', text, depth + 1) + occurrencesOf('[', text, depth + 1);
  return openings > depth && nestingOf(text) > depth;
}

/** How often a bracket occurs in a text, inside strings too; stops counting at `enough`. */
function occurrencesOf(bracket: string, text: string, enough: number): number {
  let count = 0;
  let at = text.indexOf(bracket);
  while (at !== -1 && count < enough) {
    count++;
    at = text.indexOf(bracket, at + 1);
  }
  return count;
}

/** Deepest nesting of JSON text, brackets inside strings not counted. Linear, no recursion. */
function nestingOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (inString) {
      if (unit === 0x5c) i++;
      else if (unit === 0x22) inString = false;
    } else if (unit === 0x22) inString = true;
    else if (unit === 0x7b || unit === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (unit === 0x7d || unit === 0x5d) depth--;
  }
  return deepest;
}
