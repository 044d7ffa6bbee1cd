import type { FastifyInstance } from 'fastify';
import { requests } from '../../src/protocol/requests.js';
import { moreResponses } from '../../src/protocol/rest-more.js';
import type { HttpContext } from './context.js';
import { route } from './route.js';

export function peerRoutes(app: FastifyInstance, { peerIds }: HttpContext): void {
  route(
    app,
    {
      method: 'POST',
      url: '/peers',
      id: 'createPeer',
      group: 'calls',
      summary: 'An id for PeerJS',
      detail: 'Nobody can guess it, and only the token’s own person can use it.',
      caller: 'person',
      body: requests.createPeer,
      answers: { 201: moreResponses.peer },
    },
    ({ actor }) => ({ peerId: peerIds.issue(actor.userId) }),
  );
}
