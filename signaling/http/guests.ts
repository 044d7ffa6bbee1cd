import type { FastifyInstance, FastifyRequest } from 'fastify';
import { responses } from '../../src/protocol/index.js';
import { MergedGuest } from '../../src/protocol/merged-guest.js';
import { requests } from '../../src/protocol/requests.js';
import { authorizationOf, tokenOf } from '../auth/credentials.js';
import { BrokerError } from '../domain/broker-error.js';
import { visibleName } from '../domain/visible-name.js';
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
    async ({ body, request }) => {
      await limits.takeGuest(addressOf(request));
      const name = body.name === undefined ? undefined : visibleName(body.name);
      if (name === '') throw new BrokerError('bad_request');
      const former = await formerGuestOf(request, context);
      const guest = former
        ? { userId: former.userId, name: name ?? former.name }
        : await directory.createGuest(name);
      const token = await tokens.sign({ ...guest, role: 'guest', ttlSeconds: GUEST_TTL_SECONDS });
      return { userId: guest.userId, token };
    },
  );
}

/** The member whom a guest became: with the guest's token, everything of theirs comes along. */
export function formerGuestRoutes(app: FastifyInstance, { guests, tokens }: HttpContext): void {
  route(
    app,
    {
      method: 'POST',
      url: '/me/guests',
      id: 'mergeGuest',
      group: 'people',
      summary: 'Takes over what one has said and kept as a guest',
      detail:
        'For members, who show the guest’s own token, even one that expired up to 30 days ago. Conversations, messages, calls, files, stars, blocks and reports become theirs in one step; the guest is nobody any more. A conversation with the same person about the same listing takes in the guest’s messages after its own: `joined` names it. The same request again changes nothing and answers the same. A token that is no guest’s, or of a guest that another member took over, is not found.',
      caller: 'person',
      body: requests.mergeGuest,
      answers: { 200: MergedGuest },
      problems: ['forbidden', 'not_found'],
    },
    async ({ actor, body }) => {
      const guest = await tokens.verifyFormerGuest(body.token).catch((error: unknown) => {
        throw error instanceof BrokerError ? new BrokerError('not_found') : error;
      });
      const { guestId, joined } = await guests.absorb(actor, guest);
      return { guestId, joined: [...joined] };
    },
  );
}

/** Any other token is no help here and no harm. */
async function formerGuestOf(request: FastifyRequest, { tokens, directory }: HttpContext) {
  try {
    const authorization = authorizationOf(request.raw);
    if (!authorization) return undefined;
    const former = await tokens.verifyFormerGuest(tokenOf({ authorization }));
    return (await directory.isSpent(former.userId)) ? undefined : former;
  } catch (error) {
    if (error instanceof BrokerError) return undefined;
    throw error;
  }
}
