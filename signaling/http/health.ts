import type { FastifyInstance } from 'fastify';
import * as v from 'valibot';
import { BrokerError } from '../domain/broker-error.js';
import type { HttpContext } from './context.js';
import { route } from './route.js';

export function healthRoutes(app: FastifyInstance, { isReady }: HttpContext): void {
  const common = { method: 'GET', group: 'broker', caller: 'anyone' } as const;

  route(
    app,
    {
      ...common,
      url: '/healthz',
      id: 'getHealth',
      summary: 'Whether the process lives',
      answers: { 200: v.object({ status: v.literal('ok') }) },
    },
    () => ({ status: 'ok' as const }),
  );

  route(
    app,
    {
      ...common,
      url: '/readyz',
      id: 'getReadiness',
      summary: 'Whether it can serve',
      answers: { 200: v.object({ status: v.literal('ready') }) },
    },
    async () => {
      if (!(await isReady())) throw new BrokerError('unavailable');
      return { status: 'ready' as const };
    },
  );
}
