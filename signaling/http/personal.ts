import type { FastifyInstance } from 'fastify';
import { UserId } from '../../src/protocol/index.js';
import { queries, requests } from '../../src/protocol/requests.js';
import { identityOf } from './authenticate.js';
import type { HttpContext } from './context.js';
import { readBody, readId, readQuery } from './validate.js';

/** What only the one who asks hears of: stars, blocks, reports. */
export function personalRoutes(app: FastifyInstance, { personal, blocks }: HttpContext): void {
  app.put('/messages/:id/star', async (request, reply) => {
    await personal.star(identityOf(request), readId(request), true);
    return reply.code(204).send();
  });

  app.delete('/messages/:id/star', async (request, reply) => {
    await personal.star(identityOf(request), readId(request), false);
    return reply.code(204).send();
  });

  app.get('/starred', (request) =>
    personal.starred(identityOf(request), readQuery(request, queries.starred)),
  );

  app.post('/users/:id/block', async (request, reply) => {
    await blocks.block(identityOf(request), readId(request, UserId));
    return reply.code(204).send();
  });

  app.delete('/users/:id/block', async (request, reply) => {
    await blocks.unblock(identityOf(request), readId(request, UserId));
    return reply.code(204).send();
  });

  app.post('/reports', async (request, reply) => {
    const filed = await personal.report(identityOf(request), readBody(request, requests.report));
    return reply.code(201).send(filed);
  });
}
