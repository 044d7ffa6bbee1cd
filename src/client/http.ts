import * as v from 'valibot';
import { DeskbellError, type DeskbellErrorCode } from '../core/errors.js';
import { isErrorCode, Problem } from '../protocol/index.js';

export type Fetch = typeof globalThis.fetch;

/** A `fetch` that tells how many bytes of the body went out so far. */
export type FetchWithProgress = (onProgress: (sentBytes: number) => void) => Fetch;

export interface FetchLimits {
  /** Whoever aborts first ends the request. */
  signals?: readonly (AbortSignal | undefined)[];
  timeoutMs?: number | undefined;
}

const DEFAULT_TIMEOUT_MS = 15_000;

/**
 * The text of a successful answer.
 * @throws DeskbellError of the broker's code, or `network`, `timeout`, `aborted`
 */
export async function fetchText(
  fetch: Fetch,
  url: string,
  init: RequestInit,
  { signals = [], timeoutMs = DEFAULT_TIMEOUT_MS }: FetchLimits = {},
): Promise<string> {
  const abort = new AbortController();
  const forward = () => abort.abort();
  const timer = setTimeout(forward, timeoutMs);
  for (const signal of signals) {
    signal?.addEventListener('abort', forward);
    if (signal?.aborted) forward();
  }
  try {
    const response = await fetch(url, { ...init, signal: abort.signal });
    const text = await response.text();
    if (!response.ok) throw refusal(response, text);
    return text;
  } catch (cause) {
    if (cause instanceof DeskbellError) throw cause;
    const isAborted = signals.some((signal) => signal?.aborted);
    const code = isAborted ? 'aborted' : abort.signal.aborted ? 'timeout' : 'network';
    throw new DeskbellError(code, { cause });
  } finally {
    clearTimeout(timer);
    for (const signal of signals) signal?.removeEventListener('abort', forward);
  }
}

/**
 * Reads an answer of the broker against its schema.
 * @throws DeskbellError `internal` when it is something else: a proxy's page, a newer version
 */
export function parseAnswer<T extends v.GenericSchema>(schema: T, text: string): v.InferOutput<T> {
  const parsed = v.safeParse(schema, jsonOf(text));
  if (parsed.success) return parsed.output;
  throw new DeskbellError('internal', { cause: parsed.issues });
}

/** The value of JSON text, undefined when it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a refusal says, in our words. */
export function refusal(response: Response, text: string): DeskbellError {
  const problem = v.safeParse(Problem, jsonOf(text));
  const seconds = Number(response.headers.get('retry-after') ?? NaN);
  const retryAfterMs = problem.success ? problem.output.retryAfterMs : undefined;
  const waitMs = retryAfterMs ?? (Number.isFinite(seconds) ? seconds * 1_000 : undefined);
  return new DeskbellError(codeOf(problem.success ? problem.output.code : '', response.status), {
    ...(waitMs !== undefined && { retryAfterMs: waitMs }),
  });
}

/** A refusal that names no code we know: a proxy's, or a newer broker's. */
function codeOf(code: string, status: number): DeskbellErrorCode {
  if (isErrorCode(code)) return code;
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not_found';
  if (status === 413) return 'body_too_large';
  if (status === 429) return 'rate_limited';
  if (status === 502 || status === 503 || status === 504) return 'unavailable';
  return status >= 500 ? 'internal' : 'bad_request';
}
