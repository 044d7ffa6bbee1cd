import type { FastifyInstance, FastifyRequest } from 'fastify';
import { tokenOf } from '../auth/credentials.js';
import { BrokerError } from '../domain/broker-error.js';
import type { Identity } from '../domain/types.js';
import type { HttpContext } from './context.js';
import { queryOf } from './validate.js';

/** Routes registered on `app` from here on are for people with a token. Runs before bodies are read. */
export function requireToken(app: FastifyInstance, context: HttpContext): void {
  app.addHook('onRequest', async (request) => {
    const token = tokenOf({
      authorization: request.headers.authorization,
      queryToken: queryOf(request.raw.url ?? '').get('token'),
    });
    const identity = await context.tokens.verify(token);
    await context.limits.takeRequest(identity.userId);
    await context.directory.meet(identity);
    request.identity = identity;
  });
}

/** Who asks. Only on routes behind `requireToken`. */
export function identityOf(request: FastifyRequest): Identity {
  if (!request.identity) throw new BrokerError('unauthorized');
  return request.identity;
}
