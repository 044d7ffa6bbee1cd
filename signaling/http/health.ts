import type { FastifyInstance } from 'fastify';
import { BrokerError } from '../domain/broker-error.js';
import type { HttpContext } from './context.js';

export function healthRoutes(app: FastifyInstance, { isReady }: HttpContext): void {
  app.get('/healthz', () => ({ status: 'ok' }));
  app.get('/readyz', async () => {
    if (!(await isReady())) throw new BrokerError('unavailable');
    return { status: 'ready' };
  });
}
