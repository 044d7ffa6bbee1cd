import type { FastifyInstance } from 'fastify';
import { requests } from '../../src/protocol/index.js';
import type { HttpContext } from './context.js';
import { readBody } from './validate.js';

const GUEST_TTL_SECONDS = 24 * 3600;

/** A visitor without a token becomes a person of their own. */
export function guestRoutes(app: FastifyInstance, context: HttpContext): void {
  const { directory, tokens, limits, addressOf } = context;
  app.post('/guests', async (request, reply) => {
    const { name } = readBody(request, requests.createGuest);
    await limits.takeGuest(addressOf(request));
    const guest = await directory.createGuest(name);
    const token = await tokens.sign({ ...guest, role: 'guest', ttlSeconds: GUEST_TTL_SECONDS });
    return reply.code(201).send({ userId: guest.userId, token });
  });
}
