import type { FastifyInstance } from 'fastify';
import { queries, requests } from '../../src/protocol/requests.js';
import { identityOf } from './authenticate.js';
import type { HttpContext } from './context.js';
import { readBody, readId, readQuery } from './validate.js';

export function conversationRoutes(
  app: FastifyInstance,
  { delivery, personal }: HttpContext,
): void {
  app.get('/conversations', (request) =>
    delivery.conversations(identityOf(request), readQuery(request, queries.conversations)),
  );

  app.post('/conversations', async (request, reply) => {
    const { conversation, created } = await delivery.openConversation(
      identityOf(request),
      readBody(request, requests.createConversation),
    );
    return reply.code(created ? 201 : 200).send(conversation);
  });

  app.get('/conversations/:id', (request) =>
    delivery.conversation(identityOf(request), readId(request)),
  );

  app.patch('/conversations/:id', (request) =>
    personal.change(
      identityOf(request),
      readId(request),
      readBody(request, requests.changeConversation),
    ),
  );

  app.get('/conversations/:id/changes', (request) =>
    delivery.changes(identityOf(request), readId(request), readQuery(request, queries.changes)),
  );

  app.post('/conversations/:id/read', (request) => {
    const { seq } = readBody(request, requests.markRead);
    return delivery.mark(identityOf(request), readId(request), 'read', seq);
  });
}
