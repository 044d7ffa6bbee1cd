import type { FastifyInstance } from 'fastify';
import { User, UserId } from '../../src/protocol/index.js';
import type { HttpContext } from './context.js';
import { route } from './route.js';

export function userRoutes(app: FastifyInstance, { directory }: HttpContext): void {
  route(
    app,
    {
      method: 'GET',
      url: '/users/:id',
      id: 'getUser',
      group: 'people',
      summary: 'A person, as the one who asks may see them',
      detail: '`peerAddress` is what a plain PeerJS client calls to ring them.',
      caller: 'person',
      params: { id: UserId },
      answers: { 200: User },
    },
    ({ actor, params }) => directory.user(params.id, actor.userId),
  );
}
