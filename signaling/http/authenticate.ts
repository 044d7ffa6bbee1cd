import type { FastifyInstance, FastifyRequest } from 'fastify';
import { tokenOf } from '../auth/credentials.js';
import { BrokerError } from '../domain/broker-error.js';
import type { Identity } from '../domain/types.js';
import type { HttpContext } from './context.js';
import { queryOf } from './validate.js';

/** Routes registered on `app` from here on are for people with a token. Runs before bodies are read. */
export function requireToken(app: FastifyInstance, context: HttpContext): void {
  app.addHook('onRequest', async (request) => {
    await authenticate(request, context);
  });
}

/** Verifies the token of a request. Rejects with `unauthorized`, `token_expired`, `rate_limited`. */
export async function authenticate(
  request: FastifyRequest,
  { tokens, limits, directory }: HttpContext,
): Promise<Identity> {
  const token = tokenOf({
    authorization: request.headers.authorization,
    queryToken: queryOf(request.raw.url ?? '').get('token'),
  });
  const identity = await tokens.verify(token);
  await limits.takeRequest(identity.userId);
  await directory.meet(identity);
  request.identity = identity;
  return identity;
}

/** Who asks. Only on routes behind `requireToken`. */
export function identityOf(request: FastifyRequest): Identity {
  if (!request.identity) throw new BrokerError('unauthorized');
  return request.identity;
}
