import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as v from 'valibot';
import { Emoji } from '../../src/protocol/index.js';
import { queries, requests } from '../../src/protocol/requests.js';
import { BrokerError } from '../domain/broker-error.js';
import { identityOf } from './authenticate.js';
import type { HttpContext } from './context.js';
import { readBody, readId, readQuery } from './validate.js';

export function messageRoutes(app: FastifyInstance, { delivery, messages }: HttpContext): void {
  app.get('/conversations/:id/messages', (request) =>
    delivery.messages(identityOf(request), readId(request), readQuery(request, queries.messages)),
  );

  app.post('/conversations/:id/messages', async (request, reply) => {
    const { message, created } = await messages.send(
      identityOf(request),
      readId(request),
      readBody(request, requests.sendMessage),
    );
    return reply.code(created ? 201 : 200).send(message);
  });

  app.patch('/messages/:id', (request) => {
    const { text } = readBody(request, requests.editMessage);
    return messages.edit(identityOf(request), readId(request), text);
  });

  app.delete('/messages/:id', (request) => messages.remove(identityOf(request), readId(request)));

  app.put('/messages/:id/reactions/:emoji', (request) =>
    messages.react(identityOf(request), readId(request), readEmoji(request), true),
  );

  app.delete('/messages/:id/reactions/:emoji', (request) =>
    messages.react(identityOf(request), readId(request), readEmoji(request), false),
  );

  app.post('/messages/:id/played', (request) =>
    messages.played(identityOf(request), readId(request)),
  );
}

function readEmoji(request: FastifyRequest): string {
  const parsed = v.safeParse(Emoji, (request.params as { emoji?: unknown }).emoji);
  if (!parsed.success) throw new BrokerError('bad_request', { detail: 'Not one emoji.' });
  return parsed.output;
}
