import type { FastifyInstance } from 'fastify';
import { requests } from '../../src/protocol/requests.js';
import { identityOf } from './authenticate.js';
import type { HttpContext } from './context.js';
import { readBody } from './validate.js';

/** An id for PeerServer, which only the token's own person can use. */
export function peerRoutes(app: FastifyInstance, { peerIds }: HttpContext): void {
  app.post('/peers', (request, reply) => {
    readBody(request, requests.createPeer);
    return reply.code(201).send({ peerId: peerIds.issue(identityOf(request).userId) });
  });
}
