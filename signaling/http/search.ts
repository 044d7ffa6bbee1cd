import type { FastifyInstance } from 'fastify';
import { queries } from '../../src/protocol/requests.js';
import { identityOf } from './authenticate.js';
import type { HttpContext } from './context.js';
import { readQuery } from './validate.js';

export function searchRoutes(app: FastifyInstance, { search }: HttpContext): void {
  app.get('/search', (request) =>
    search.search(identityOf(request), readQuery(request, queries.search)),
  );
}
