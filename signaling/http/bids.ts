import type { FastifyInstance } from 'fastify';
import { Message, responses, Uuid } from '../../src/protocol/index.js';
import { queries } from '../../src/protocol/requests.js';
import type { HttpContext } from './context.js';
import { route } from './route.js';

const STEPS = {
  accept: 'Accepts the other side’s offer',
  decline: 'Declines the other side’s offer',
  withdraw: 'Takes one’s own offer back',
} as const;

/** Offers are opened by sending a message. */
export function bidRoutes(app: FastifyInstance, { bids }: HttpContext): void {
  route(
    app,
    {
      method: 'GET',
      url: '/conversations/:id/bids',
      id: 'listBids',
      group: 'conversations',
      summary: 'The offers of a conversation, oldest first',
      detail:
        'An offer is opened by sending a `BID` message. A page has the newest of those before `before`, a seq.',
      caller: 'person',
      params: { id: Uuid },
      query: queries.bids,
      answers: { 200: responses.messages },
    },
    ({ actor, params, query }) => bids.page(actor, params.id, query),
  );

  for (const step of ['accept', 'decline', 'withdraw'] as const) {
    route(
      app,
      {
        method: 'POST',
        url: `/messages/:id/bid/${step}`,
        id: `${step}Bid`,
        group: 'messages',
        summary: STEPS[step],
        caller: 'person',
        params: { id: Uuid },
        answers: { 200: Message },
        problems: ['bid_not_yours', 'bid_closed', 'bid_expired', 'blocked'],
      },
      ({ actor, params }) => bids.step(actor, params.id, step),
    );
  }
}
