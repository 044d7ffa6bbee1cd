import { hash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Contract } from './contract.js';

/** Changes with the text, and tells nothing of it. */
export function etagOf(text: string): string {
  return `"${hash('sha256', text, 'base64url').slice(0, 22)}"`;
}

/** Whether whoever asks has it already: `If-None-Match`, compared weakly. */
export function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const known = ifNoneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return known.includes(etag) || known.includes('*');
}

/** Whether its answers carry an ETag: what a person reads as JSON. */
export function isConditional({ method, caller, answers, gradual }: Contract): boolean {
  const [usual] = Object.values(answers);
  const isJson = usual !== null && usual !== undefined && 'kind' in usual;
  return method === 'GET' && caller === 'person' && isJson && !gradual;
}

/**
 * Answers, or says that nothing has changed since. The work is done either way: what is saved is the
 * way, for programs that ask again and again.
 */
export function sendConditionally(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  answer: unknown,
): FastifyReply {
  const text = JSON.stringify(answer);
  const etag = etagOf(text);
  reply.header('etag', etag);
  if (isKnown(headers['if-none-match'], etag)) return reply.code(304).send();
  return reply.type('application/json; charset=utf-8').send(text);
}
