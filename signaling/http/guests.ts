import type { FastifyInstance, FastifyRequest } from 'fastify';
import { requests } from '../../src/protocol/requests.js';
import { tokenOf } from '../auth/credentials.js';
import { BrokerError } from '../domain/broker-error.js';
import type { HttpContext } from './context.js';
import { readBody } from './validate.js';

const GUEST_TTL_SECONDS = 24 * 3600;

/**
 * A visitor without a token becomes a person of their own; one who brings a former guest's token,
 * even if it expired, is that guest again and finds their conversations.
 */
export function guestRoutes(app: FastifyInstance, context: HttpContext): void {
  const { directory, tokens, limits, addressOf } = context;
  app.post('/guests', async (request, reply) => {
    const { name } = readBody(request, requests.createGuest);
    await limits.takeGuest(addressOf(request));
    const former = await formerGuestOf(request, context);
    const guest = former
      ? { userId: former.userId, name: name ?? former.name }
      : await directory.createGuest(name);
    const token = await tokens.sign({ ...guest, role: 'guest', ttlSeconds: GUEST_TTL_SECONDS });
    return reply.code(201).send({ userId: guest.userId, token });
  });
}

/** Any other token is no help here and no harm. */
async function formerGuestOf(request: FastifyRequest, { tokens }: HttpContext) {
  const { authorization } = request.headers;
  if (!authorization) return undefined;
  try {
    return await tokens.verifyFormerGuest(tokenOf({ authorization }));
  } catch (error) {
    if (error instanceof BrokerError) return undefined;
    throw error;
  }
}
