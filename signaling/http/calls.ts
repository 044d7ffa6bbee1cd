import type { FastifyInstance } from 'fastify';
import { queries, requests } from '../../src/protocol/requests.js';
import { identityOf } from './authenticate.js';
import type { HttpContext } from './context.js';
import { readBody, readId, readQuery } from './validate.js';

export function callRoutes(app: FastifyInstance, { ringing }: HttpContext): void {
  app.get('/calls', (request) =>
    ringing.list(identityOf(request), readQuery(request, queries.calls)),
  );

  app.post('/calls', async (request, reply) => {
    const call = await ringing.start(identityOf(request), readBody(request, requests.startCall));
    return reply.code(201).send(call);
  });

  app.post('/calls/:id/answer', (request) => ringing.accept(identityOf(request), readId(request)));

  app.post('/calls/:id/end', (request) =>
    ringing.end(identityOf(request), readId(request), 'hangup'),
  );

  app.post('/calls/:id/decline', (request) =>
    ringing.reject(identityOf(request), readId(request), 'declined'),
  );
}
