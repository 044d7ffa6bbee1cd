import { jsonOf, refusal } from '../client/http.js';
import { DeskbellError } from '../core/errors.js';
import type { ApiClientOptions } from './api-client.js';
import type { Route } from './routes.js';

/** What any operation may be given. */
export interface Input {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly headers?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

const DEFAULT_TIMEOUT_MS = 15_000;

/** Asks one operation. Rejects with DeskbellError. */
export async function ask(options: ApiClientOptions, route: Route, given: Input): Promise<unknown> {
  const { signal } = given;
  const { fetch = globalThis.fetch, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const mayLast = route.raw || route.form || isBytes(given.body);
  const limit = mayLast ? undefined : AbortSignal.timeout(timeoutMs);
  const signals = [signal, limit].filter((each) => each !== undefined);
  try {
    signal?.throwIfAborted();
    const request = await requestOf(options, route, given);
    // Called without an owner: a browser's own `fetch` insists on it.
    const response = await fetch(addressOf(options, route, given), {
      ...request,
      signal: AbortSignal.any(signals),
    });
    if (route.raw && response.ok) return response;
    return answerOf(response, await response.text());
  } catch (cause) {
    if (cause instanceof DeskbellError) throw cause;
    const code = signal?.aborted ? 'aborted' : limit?.aborted ? 'timeout' : 'network';
    throw new DeskbellError(code, { cause });
  }
}

/** @throws DeskbellError for a refusal, and for what is no JSON: a proxy's page */
function answerOf(response: Response, text: string): unknown {
  if (!response.ok) throw refusal(response, text);
  if (text === '') return undefined;
  const answer = jsonOf(text);
  if (answer === undefined) throw new DeskbellError('internal', { cause: 'no JSON' });
  return answer;
}

function addressOf({ baseUrl }: ApiClientOptions, { path }: Route, given: Input): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => segmentOf(given, name));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(given.query ?? {})) {
    if (value !== undefined) query.set(name, String(value));
  }
  const search = String(query);
  return baseUrl.replace(/\/+$/, '') + filled + (search && `?${search}`);
}

/** An id is one segment, whatever is in it: `..` would be another address. */
function segmentOf({ params }: Input, name: string): string {
  const value = params?.[name];
  if (value === undefined || /^\.{0,2}$/.test(value)) throw new DeskbellError('bad_request');
  return encodeURIComponent(value);
}

async function requestOf(
  { token, getToken }: ApiClientOptions,
  { method, form }: Route,
  { headers: own = {}, body }: Input,
): Promise<RequestInit> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(own)) headers.set(name, String(value));
  const bearer = getToken ? await getToken() : token;
  if (bearer !== undefined) headers.set('authorization', `Bearer ${bearer}`);
  if (body === undefined) return { method, headers };
  if (form) return { method, headers, body: formOf(body as object) };
  if (isBytes(body)) {
    headers.set('content-type', 'application/octet-stream');
    return { method, headers, body };
  }
  headers.set('content-type', 'application/json');
  return { method, headers, body: JSON.stringify(body) };
}

function isBytes(body: unknown): body is Blob | ArrayBuffer | Uint8Array<ArrayBuffer> {
  return body instanceof Blob || body instanceof ArrayBuffer || ArrayBuffer.isView(body);
}

/** Fields before the file, so that the broker knows what it is before it comes. A list is JSON. */
function formOf(fields: object): FormData {
  const form = new FormData();
  const files: [string, Blob][] = [];
  for (const [name, value] of Object.entries(fields) as [string, unknown][]) {
    if (value instanceof Blob) files.push([name, value]);
    else if (typeof value === 'string') form.set(name, value);
    else if (value !== undefined) form.set(name, JSON.stringify(value));
  }
  for (const [name, file] of files) form.set(name, file);
  return form;
}
