import type { FastifyInstance } from 'fastify';
import * as v from 'valibot';
import { DisplayName, UserId } from '../../src/protocol/index.js';
import { BrokerError } from '../domain/broker-error.js';
import type { HttpContext } from './context.js';
import { readQuery } from './validate.js';

const Query = v.object({ sub: UserId, name: v.optional(DisplayName) });
const LOOPBACK = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** A token for whoever asks, so that the demo needs no site behind it. Development mode only. */
export function devTokenRoutes(app: FastifyInstance, context: HttpContext): void {
  app.get('/dev-token', async (request, reply) => {
    const { origin } = request.headers;
    // Any page a developer happens to visit could otherwise make itself at home in their broker.
    if (origin !== undefined && !LOOPBACK.test(origin) && !context.origins.isOwn(origin)) {
      throw new BrokerError('origin_not_allowed');
    }
    const { sub, name } = readQuery(request, Query);
    const token = await context.tokens.sign({ userId: sub, name, ttlSeconds: 12 * 3600 });
    // `token-url` is fetched with credentials; there are none here, but the browser insists.
    if (origin !== undefined) reply.header('access-control-allow-credentials', 'true');
    return { userId: sub, token };
  });
}
