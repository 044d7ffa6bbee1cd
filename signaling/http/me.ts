import type { FastifyInstance } from 'fastify';
import { identityOf } from './authenticate.js';
import type { HttpContext } from './context.js';

export function meRoutes(app: FastifyInstance, { directory }: HttpContext): void {
  app.get('/me', (request) => {
    const { userId } = identityOf(request);
    return directory.user(userId, userId);
  });
}
