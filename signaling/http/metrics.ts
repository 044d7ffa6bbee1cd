import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { BrokerError } from '../domain/broker-error.js';
import { isLoopback } from '../network-of.js';
import type { HttpContext } from './context.js';
import { route } from './route.js';

/**
 * `GET /metrics` for Prometheus: to whoever knows METRICS_TOKEN, and without one to this machine
 * only. For anybody else there is no such page.
 */
export function metricsRoutes(
  app: FastifyInstance,
  { metrics, metricsToken }: Pick<HttpContext, 'metrics' | 'metricsToken'>,
): void {
  const mayRead = (request: FastifyRequest) =>
    metricsToken === undefined
      ? comesFromHere(request)
      : isSame(request.headers.authorization ?? '', `Bearer ${metricsToken}`);

  route(
    app,
    {
      method: 'GET',
      url: '/metrics',
      id: 'getMetrics',
      group: 'broker',
      summary: 'Figures for Prometheus',
      caller: 'operator',
      answers: { 200: { mimeType: 'text/plain' } },
      problems: ['not_found'],
    },
    async ({ request, reply }) => {
      if (!mayRead(request)) throw new BrokerError('not_found');
      return reply
        .header('cache-control', 'no-store')
        .type(metrics.contentType)
        .send(await metrics.text());
    },
  );
}

/** A proxy on this machine passes on what strangers ask, and says so. */
function comesFromHere({ socket, headers }: FastifyRequest): boolean {
  const isForwarded = ['x-forwarded-for', 'x-real-ip', 'forwarded', 'via'].some(
    (name) => headers[name] !== undefined,
  );
  return !isForwarded && isLoopback(socket.remoteAddress ?? '');
}

/** Constant in time, whatever the lengths. */
function isSame(given: string, wanted: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(wanted));
}
