import type { FastifyInstance, FastifyRequest } from 'fastify';
import { responses } from '../../src/protocol/index.js';
import { requests } from '../../src/protocol/requests.js';
import { tokenOf } from '../auth/credentials.js';
import { BrokerError } from '../domain/broker-error.js';
import type { HttpContext } from './context.js';
import { route } from './route.js';

const GUEST_TTL_SECONDS = 24 * 3600;

/**
 * A visitor without a token becomes a person of their own; one who brings a former guest's token,
 * even if it expired, is that guest again and finds their conversations.
 */
export function guestRoutes(app: FastifyInstance, context: HttpContext): void {
  const { directory, tokens, limits, addressOf } = context;
  route(
    app,
    {
      method: 'POST',
      url: '/guests',
      id: 'createGuest',
      group: 'people',
      summary: 'A person of its own for a visitor, with a token',
      detail:
        'With a former guest’s token, even one that expired up to 30 days ago, it is that guest again. Any other token is no help and no harm.',
      caller: 'visitor',
      body: requests.createGuest,
      answers: { 201: responses.guest },
    },
    async ({ body: { name }, request }) => {
      await limits.takeGuest(addressOf(request));
      const former = await formerGuestOf(request, context);
      const guest = former
        ? { userId: former.userId, name: name ?? former.name }
        : await directory.createGuest(name);
      const token = await tokens.sign({ ...guest, role: 'guest', ttlSeconds: GUEST_TTL_SECONDS });
      return { userId: guest.userId, token };
    },
  );
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
