import type { FastifyInstance } from 'fastify';
import { queries, requests } from '../../src/protocol/index.js';
import { identityOf } from './authenticate.js';
import type { HttpContext } from './context.js';
import { readBody, readId, readQuery } from './validate.js';

export function messageRoutes(app: FastifyInstance, { delivery }: HttpContext): void {
  app.get('/conversations/:id/messages', (request) =>
    delivery.messages(identityOf(request), readId(request), readQuery(request, queries.messages)),
  );

  app.post('/conversations/:id/messages', async (request, reply) => {
    const { message, created } = await delivery.send(
      identityOf(request),
      readId(request),
      readBody(request, requests.sendMessage),
    );
    return reply.code(created ? 201 : 200).send(message);
  });
}
