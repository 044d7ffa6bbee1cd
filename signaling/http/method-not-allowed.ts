import type { FastifyInstance, HTTPMethods } from 'fastify';
import { BrokerError } from '../domain/broker-error.js';

const METHODS: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * Watches which routes are made on `app`; the returned function gives each of their paths an
 * answer of 405, with what it does allow, for all other methods.
 */
export function watchMethods(app: FastifyInstance): () => void {
  const allowed = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method }) => {
    if (url.includes('*')) return;
    const methods = allowed.get(url) ?? new Set();
    for (const name of [method].flat()) methods.add(name);
    allowed.set(url, methods);
  });

  return () => {
    for (const [url, methods] of [...allowed]) {
      const allow = [...methods].join(', ');
      app.route({
        method: METHODS.filter((name) => !methods.has(name)),
        url,
        config: { contract: null },
        // In a hook, so that the answer does not depend on a body nobody will read.
        onRequest: (_request, reply, done) => {
          reply.header('allow', allow);
          done(new BrokerError('method_not_allowed'));
        },
        handler: () => undefined,
      });
    }
  };
}
