import type { FastifyInstance } from 'fastify';
import { User } from '../../src/protocol/index.js';
import type { HttpContext } from './context.js';
import { route } from './route.js';

export function meRoutes(app: FastifyInstance, { directory }: HttpContext): void {
  route(
    app,
    {
      method: 'GET',
      url: '/me',
      id: 'getMe',
      group: 'people',
      summary: 'The person of the token',
      caller: 'person',
      answers: { 200: User },
    },
    ({ actor }) => directory.user(actor.userId, actor.userId),
  );
}
