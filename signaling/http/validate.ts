import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as v from 'valibot';
import { BrokerError } from '../domain/broker-error.js';

/** Reads JSON bodies and nothing else; refuses `__proto__` and `constructor` members. */
export function installBodyParser(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    (request, body: Buffer, done) => {
      if (body.length === 0) return done(null, undefined);
      let text: string;
      try {
        text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
      } catch {
        return done(new BrokerError('invalid_json', { detail: 'The body is not UTF-8.' }));
      }
      // Fastify marks what it cannot parse with 400 and the parser's words; ours is one code.
      void parseJson(request, text, (error, value) =>
        error ? done(new BrokerError('invalid_json')) : done(null, value),
      );
    },
  );
}

export function readBody<S extends v.GenericSchema>(
  request: FastifyRequest,
  schema: S,
): v.InferOutput<S> {
  const body = request.body ?? {};
  if (Array.isArray(body)) throw new BrokerError('bad_request', { detail: 'Expected an object.' });
  return parse(schema, body);
}

/**
 * The query, each parameter once. Not Fastify's `request.query`: that keeps what it cannot decode
 * and makes lists of what is repeated.
 */
export function readQuery<S extends v.GenericSchema>(
  request: FastifyRequest,
  schema: S,
): v.InferOutput<S> {
  return parse(schema, Object.fromEntries(queryOf(request.raw.url ?? '')));
}

/** The parameters of a URL. Throws `bad_request` for a repeated name or bad percent-encoding. */
export function queryOf(url: string): Map<string, string> {
  const start = url.indexOf('?');
  const query = new Map<string, string>();
  if (start < 0) return query;
  for (const pair of url.slice(start + 1).split('&')) {
    if (pair === '') continue;
    const [name = '', ...rest] = pair.split('=').map(decode);
    if (query.has(name)) throw new BrokerError('bad_request', { detail: 'Repeated parameter.' });
    query.set(name, rest.join('='));
  }
  return query;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new BrokerError('bad_request', { detail: 'Bad percent-encoding.' });
  }
}

/** Reads what came through any door but a JSON body. */
export function parse<S extends v.GenericSchema>(schema: S, input: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, input, { abortEarly: true });
  if (parsed.success) return parsed.output;
  // The path only: valibot's message quotes what was sent.
  const path = v.getDotPath(parsed.issues[0]) ?? '';
  if (path === 'text' && typeof parsed.issues[0].input === 'string') {
    throw new BrokerError('invalid_text');
  }
  throw new BrokerError('bad_request', { detail: `Missing or wrong: ${path || 'body'}.` });
}
