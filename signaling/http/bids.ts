import type { FastifyInstance } from 'fastify';
import { identityOf } from './authenticate.js';
import type { HttpContext } from './context.js';
import { readId } from './validate.js';

/** Offers are opened by sending a message. */
export function bidRoutes(app: FastifyInstance, { bids }: HttpContext): void {
  app.get('/conversations/:id/bids', async (request) => ({
    items: await bids.list(identityOf(request), readId(request)),
  }));

  app.post('/messages/:id/bid/accept', (request) =>
    bids.step(identityOf(request), readId(request), 'accept'),
  );

  app.post('/messages/:id/bid/decline', (request) =>
    bids.step(identityOf(request), readId(request), 'decline'),
  );

  app.post('/messages/:id/bid/withdraw', (request) =>
    bids.step(identityOf(request), readId(request), 'withdraw'),
  );
}
