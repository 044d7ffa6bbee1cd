import type { FastifyInstance } from 'fastify';
import { responses } from '../../src/protocol/index.js';
import { queries } from '../../src/protocol/requests.js';
import type { HttpContext } from './context.js';
import { route } from './route.js';

export function searchRoutes(app: FastifyInstance, { search }: HttpContext): void {
  route(
    app,
    {
      method: 'GET',
      url: '/search',
      id: 'searchMessages',
      group: 'messages',
      summary: 'Messages of one’s own conversations by their words, newest first',
      detail:
        'Every word of `q` is the beginning of a word of what is found. The four longest count, single letters only where there is nothing else.',
      caller: 'person',
      query: queries.search,
      answers: { 200: responses.messages },
      problems: ['not_found'],
    },
    ({ actor, query }) => search.search(actor, query),
  );
}
