import type { FastifyInstance } from 'fastify';
import { UserId } from '../../src/protocol/index.js';
import { identityOf } from './authenticate.js';
import type { HttpContext } from './context.js';
import { readId } from './validate.js';

export function userRoutes(app: FastifyInstance, { directory }: HttpContext): void {
  app.get('/users/:id', (request) =>
    directory.user(readId(request, UserId), identityOf(request).userId),
  );
}
