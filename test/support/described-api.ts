import type { FastifyInstance } from 'fastify';
import type { HttpContext } from '../../signaling/http/context.js';
import type { Document } from '../../signaling/http/reference/openapi.js';
import { createHttpServer } from '../../signaling/http/server.js';

/** Something that can be called, read and taken apart without end: routes only hold it. */
const anything: unknown = new Proxy(() => undefined, {
  get: (_target, name) => (name === 'then' ? undefined : anything),
  apply: () => anything,
});

let server: Promise<FastifyInstance> | undefined;

/** The HTTP server with every route, those of development mode too, and nothing behind it. */
export function bareServer(): Promise<FastifyInstance> {
  const context = new Proxy(anything as HttpContext, {
    // An id is written into answers: this one must be none.
    get: (target, name) =>
      name === 'proxyRequestId' ? () => undefined : Reflect.get(target, name),
  });
  return (server ??= createHttpServer(context));
}

let document: Promise<Document> | undefined;

/** The OpenAPI document of all routes. */
export function describedApi(): Promise<Document> {
  return (document ??= bareServer()
    .then((app) => app.inject('/api/openapi.json'))
    .then((answer) => answer.json<Document>()));
}

/** Each as `GET /api/users/:id`. */
export async function describedRoutes(): Promise<string[]> {
  const { paths } = await describedApi();
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map(
      (method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
    ),
  );
}
