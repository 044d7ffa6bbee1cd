import { randomUUID } from 'node:crypto';
import cors from '@fastify/cors';
import { fastify, type FastifyInstance } from 'fastify';
import { LIMITS } from '../../src/protocol/index.js';
import { BrokerError } from '../domain/broker-error.js';
import { adminRoutes } from './admins.js';
import { serveAssets } from './assets.js';
import { accountRoutes } from './account.js';
import { limitAnswerTimes } from './answer-times.js';
import { admitCallers } from './authenticate.js';
import { bidRoutes } from './bids.js';
import { limitBodyTimes } from './body-times.js';
import { callRoutes } from './calls.js';
import { refuseClient } from './client-errors.js';
import type { HttpContext } from './context.js';
import { limitConnections } from './connections.js';
import { conversationRoutes } from './conversations.js';
import { devTokenRoutes } from './dev-token.js';
import { fileRoutes, ownFileRoutes } from './files.js';
import { formerGuestRoutes, guestRoutes } from './guests.js';
import { healthRoutes } from './health.js';
import { iceServerRoutes } from './ice-servers.js';
import { meRoutes } from './me.js';
import { metricsRoutes } from './metrics.js';
import { messageRoutes } from './messages.js';
import { watchMethods } from './method-not-allowed.js';
import { peerRoutes } from './peers.js';
import { personalRoutes } from './personal.js';
import { installProblems, refusalOf, sendProblem } from './problem.js';
import { collectRoutes, type DescribedRoute } from './reference/described-routes.js';
import { referenceRoutes } from './reference/reference-routes.js';
import { searchRoutes } from './search.js';
import { installSecurityHeaders } from './security-headers.js';
import { uploadMessageRoutes } from './upload-message.js';
import { uploadRoutes } from './uploads.js';
import { userRoutes } from './users.js';
import { installBodyParser } from './validate.js';

/** Headers that take longer to arrive are somebody holding the door; bodies have their own limit. */
const HEADERS_TIMEOUT_MS = 20_000;

/** The HTTP side of the broker, ready to listen. */
export async function createHttpServer(context: HttpContext): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    bodyLimit: LIMITS.bodyBytes,
    http: { headersTimeout: HEADERS_TIMEOUT_MS },
    genReqId: (request) => context.proxyRequestId(request) ?? randomUUID(),
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    routerOptions: { maxParamLength: LIMITS.userIdChars * 4 },
    clientErrorHandler: refuseClient,
    frameworkErrors: (error, _request, reply) => void sendProblem(reply, refusalOf(error)),
  });
  app.decorateRequest('identity', null);
  app.decorateRequest('refusal', null);
  const routes = collectRoutes(app);
  const answerOtherMethods = watchMethods(app);
  limitBodyTimes(app);
  limitAnswerTimes(app);
  limitConnections(app.server, context);
  installBodyParser(app);
  installProblems(app, context.log);
  logRequests(app, context);
  await installSecurityHeaders(app, context.secure);

  healthRoutes(app, context);
  metricsRoutes(app, context);
  await app.register(async (api) => registerApi(api, context, routes), { prefix: '/api' });
  answerOtherMethods();
  await serveAssets(app);
  await app.ready();
  return app;
}

async function registerApi(
  api: FastifyInstance,
  context: HttpContext,
  routes: readonly DescribedRoute[],
): Promise<void> {
  const { origins, limits, addressOf, development } = context;
  // First, so that a page can read the refusals of what comes after.
  await api.register(cors, {
    origin: (origin, done) => done(null, origins.allows(origin)),
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ['authorization', 'content-type', 'upload-offset', 'range', 'if-none-match'],
    exposedHeaders: ['retry-after', 'x-request-id', 'upload-offset', 'content-range', 'etag'],
    maxAge: 600,
  });
  api.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    if (!origins.allows(request.headers.origin)) throw new BrokerError('origin_not_allowed');
    await limits.takeAddressRequest(addressOf(request));
  });

  admitCallers(api, context);
  if (development) devTokenRoutes(api, context);
  guestRoutes(api, context);
  meRoutes(api, context);
  accountRoutes(api, context);
  formerGuestRoutes(api, context);
  userRoutes(api, context);
  peerRoutes(api, context);
  conversationRoutes(api, context);
  messageRoutes(api, context);
  bidRoutes(api, context);
  personalRoutes(api, context);
  searchRoutes(api, context);
  uploadRoutes(api, context);
  uploadMessageRoutes(api, context);
  fileRoutes(api, context);
  ownFileRoutes(api, context);
  callRoutes(api, context);
  iceServerRoutes(api, context);
  adminRoutes(api, context);
  referenceRoutes(api, routes);
}

/** One line per request. The route's pattern, never the URL: that may carry a token. */
function logRequests(app: FastifyInstance, { log, metrics }: HttpContext): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { method, refusal, routeOptions } = request;
    const { url: route = 'none' } = routeOptions;
    const { statusCode: status, elapsedTime: tookMs } = reply;
    metrics.answered({ method, route, status, tookMs });
    if (refusal) metrics.meter.refused('http', refusal);
    const level = route.startsWith('/api') ? 'info' : 'debug';
    log[level](
      {
        requestId: request.id,
        method,
        route,
        status,
        ms: Math.round(tookMs * 10) / 10,
        ...(refusal && { code: refusal }),
        userId: request.identity?.userId,
      },
      'request',
    );
    done();
  });
}
