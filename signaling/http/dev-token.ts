import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isIP } from 'node:net';
import * as v from 'valibot';
import { DisplayName, responses, UserId } from '../../src/protocol/index.js';
import { BrokerError } from '../domain/broker-error.js';
import type { HttpContext } from './context.js';
import { route } from './route.js';

const LOOPBACK = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** A token for whoever asks, so that the demo needs no site behind it. Development mode only. */
export function devTokenRoutes(app: FastifyInstance, context: HttpContext): void {
  app.register(async (near) => {
    near.addHook('onRequest', (request, _reply, done) => {
      const { origin } = request.headers;
      const mayAsk = origin === undefined || LOOPBACK.test(origin) || context.origins.isOwn(origin);
      // Any page a developer happens to visit could otherwise make itself at home in their broker.
      const isAsked = isNameOfOurs(request.hostname) || context.origins.isOwn(originOf(request));
      done(mayAsk && isAsked ? undefined : new BrokerError('origin_not_allowed'));
    });
    devTokenRoute(near, context);
  });
}

function devTokenRoute(app: FastifyInstance, { tokens }: HttpContext): void {
  route(
    app,
    {
      method: 'GET',
      url: '/dev-token',
      id: 'getDevToken',
      group: 'people',
      summary: 'A token for whoever asks',
      detail: 'Only in development mode, and only for pages of this computer.',
      caller: 'anyone',
      query: v.object({ sub: UserId, name: v.optional(DisplayName) }),
      answers: { 200: responses.guest },
      problems: ['not_found'],
    },
    async ({ query: { sub, name }, request, reply }) => {
      const token = await tokens.sign({ userId: sub, name, ttlSeconds: 12 * 3600 });
      // `token-url` is fetched with credentials; there are none here, but the browser insists.
      const { origin } = request.headers;
      if (origin !== undefined) reply.header('access-control-allow-credentials', 'true');
      return { userId: sub, token };
    },
  );
}

/**
 * A name that nobody else can have lead here. Of a page whose own name suddenly does, requests come
 * without an origin.
 */
function isNameOfOurs(hostname: string): boolean {
  return /^(.+\.)?localhost$/i.test(hostname) || isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
}

const originOf = ({ host }: FastifyRequest): string => `http://${host}`;
