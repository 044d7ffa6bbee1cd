import type { FastifyInstance, FastifyRequest } from 'fastify';
import { authorizationOf, tokenOf } from '../auth/credentials.js';
import { BrokerError } from '../domain/broker-error.js';
import type { Identity } from '../domain/types.js';
import { networkOf } from '../network-of.js';
import type { HttpContext } from './context.js';
import { queryOf } from './validate.js';

/**
 * Lets into the routes of `app` whom their contracts admit: a route that says nothing is for people
 * with a token. Runs before bodies are read.
 */
export function admitCallers(app: FastifyInstance, context: HttpContext): void {
  app.addHook('onRequest', async (request) => {
    if (wantsToken(request)) await authenticate(request, context);
    const isForAdmins = request.routeOptions.config.contract?.caller === 'admin';
    if (isForAdmins && request.identity?.role !== 'admin') throw new BrokerError('not_found');
  });
}

function wantsToken(request: FastifyRequest): boolean {
  const caller = request.routeOptions.config.contract?.caller ?? 'person';
  switch (caller) {
    case 'anyone':
    case 'visitor':
    case 'operator':
      return false;
    case 'link': {
      const query = queryOf(request.raw.url ?? '');
      return !query.has('expires') && !query.has('signature');
    }
    case 'person':
    case 'admin':
      return true;
  }
}

/** Verifies the token of a request. Rejects with `unauthorized`, `token_expired`, `rate_limited`. */
async function authenticate(
  request: FastifyRequest,
  { tokens, limits, directory, addressOf }: HttpContext,
): Promise<void> {
  const token = tokenOf({
    authorization: authorizationOf(request.raw),
    queryToken: queryOf(request.raw.url ?? '').get('token'),
  });
  const known = await tokens.verify(token);
  const address = addressOf(request);
  const identity = { ...known, network: networkOf(address) };
  await limits.takeRequest(identity.userId, address);
  await directory.meet(identity);
  request.identity = identity;
}

/** Who asks. Only where a token was wanted. */
export function identityOf(request: FastifyRequest): Identity {
  if (!request.identity) throw new BrokerError('unauthorized');
  return request.identity;
}
