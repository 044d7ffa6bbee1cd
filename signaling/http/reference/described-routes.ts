import type { FastifyInstance } from 'fastify';
import type { Contract } from '../contract.js';

/** A route as it stands on the server. */
export interface DescribedRoute {
  /** As Fastify writes it: `/api/users/:id`. */
  readonly path: string;
  readonly contract: Contract;
}

/**
 * All routes that are made on `app` from here on. Throws for one without a contract: what is not
 * described is not served. Files of a folder are none.
 */
export function collectRoutes(app: FastifyInstance): readonly DescribedRoute[] {
  const routes: DescribedRoute[] = [];
  app.addHook('onRoute', ({ url, method, config }) => {
    if (url.includes('*') || config?.contract === null) return;
    if (!config?.contract) throw new Error(`${[method].flat().join()} ${url} has no contract.`);
    // HEAD comes with each GET.
    if (method !== 'HEAD') routes.push({ path: url, contract: config.contract });
  });
  return routes;
}
