import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorCode, Problem } from '../../src/protocol/index.js';
import { BrokerError } from '../domain/broker-error.js';
import { isOfDisk } from '../domain/disk-error.js';
import type { Log } from '../log.js';

/** Fastify's own refusals, in our words. Any other below 500 is a `bad_request`. */
const FASTIFY_CODES: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'bad_request',
  FST_ERR_MAX_PARAM_LENGTH: 'not_found',
};

/** Until somebody has made room on the disk of the files. */
const DISK_MS = 30_000;

/** Every refusal leaves as RFC 9457 with a stable code; what is not ours to tell stays in the log. */
export function sendProblem(reply: FastifyReply, error: BrokerError): FastifyReply {
  const { code, status, options } = error;
  reply.request.refusal = code;
  const problem: Problem = {
    type: `urn:deskbell:problem:${code}`,
    title: code.charAt(0).toUpperCase() + code.slice(1).replaceAll('_', ' '),
    status,
    code,
    ...(options.detail !== undefined && { detail: options.detail }),
    ...(options.retryAfterMs !== undefined && { retryAfterMs: Math.ceil(options.retryAfterMs) }),
  };
  if (options.retryAfterMs !== undefined) {
    reply.header('retry-after', Math.max(1, Math.ceil(options.retryAfterMs / 1000)));
  }
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  return reply.code(status).type('application/problem+json').send(problem);
}

export function installProblems(app: FastifyInstance, log: Log): void {
  app.setErrorHandler((error: unknown, _request: FastifyRequest, reply: FastifyReply) => {
    const refusal = refusalOf(error);
    // A full disk says so by itself, once, and not with each request.
    const isKnown = error instanceof BrokerError && isOfDisk(error.cause);
    if (refusal.status >= 500 && !isKnown) log.error({ err: error }, 'request failed');
    return sendProblem(reply, refusal);
  });
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, new BrokerError('not_found')));
}

export function refusalOf(error: unknown): BrokerError {
  if (error instanceof BrokerError) return error;
  const { code = '', statusCode = 500 } = error as Partial<FastifyError>;
  if (isOfDisk(error)) return new BrokerError('unavailable', { retryAfterMs: DISK_MS });
  if (error instanceof SyntaxError) return new BrokerError('invalid_json');
  const known = FASTIFY_CODES[code];
  if (known) return new BrokerError(known);
  return new BrokerError(statusCode < 500 ? 'bad_request' : 'internal');
}
