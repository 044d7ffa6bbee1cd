import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { etagOf, isKnown } from '../etag.js';
import { route } from '../route.js';
import type { DescribedRoute } from './described-routes.js';
import { describeSocket } from './asyncapi.js';
import { describe } from './document.js';
import { renderReference } from './page.js';
import { PAGE_STYLE } from './page-style.js';

/** Nothing is loaded, nothing runs; the one style sheet is known by its hash. */
const PAGE_CSP = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(PAGE_STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The API, described by itself. */
export function referenceRoutes(app: FastifyInstance, routes: readonly DescribedRoute[]): void {
  // When they are first asked for: by then all routes are there.
  const document = once(() => describe(routes));
  const json = once(() => fileOf('application/json; charset=utf-8', JSON.stringify(document())));
  const socket = once(() =>
    fileOf('application/json; charset=utf-8', JSON.stringify(describeSocket())),
  );
  const page = once(() => fileOf('text/html; charset=utf-8', renderReference(document())));

  route(
    app,
    {
      method: 'GET',
      url: '/openapi.json',
      id: 'getOpenApi',
      group: 'broker',
      summary: 'This API as an OpenAPI 3.1 document',
      detail: 'Made of the schemas that read what is sent and of nothing else.',
      caller: 'anyone',
      answers: { 200: { mimeType: 'application/json' }, 304: null },
      tells: { ETag: 'Changes with the document.' },
    },
    ({ request, reply }) => send(request, reply, json()),
  );

  route(
    app,
    {
      method: 'GET',
      url: '/asyncapi.json',
      id: 'getAsyncApi',
      group: 'broker',
      summary: 'The app socket as an AsyncAPI 3 document',
      caller: 'anyone',
      answers: { 200: { mimeType: 'application/json' }, 304: null },
      tells: { ETag: 'Changes with the document.' },
    },
    ({ request, reply }) => send(request, reply, socket()),
  );

  route(
    app,
    {
      method: 'GET',
      url: '/docs',
      id: 'getReference',
      group: 'broker',
      summary: 'This API for people',
      detail: 'One page, which loads nothing else.',
      caller: 'anyone',
      answers: { 200: { mimeType: 'text/html' }, 304: null },
      tells: { ETag: 'Changes with the page.' },
    },
    ({ request, reply }) => {
      reply.header('content-security-policy', PAGE_CSP);
      return send(request, reply, page());
    },
  );
}

interface TextFile {
  readonly type: string;
  readonly text: string;
  readonly etag: string;
}

function fileOf(type: string, text: string): TextFile {
  return { type, text, etag: etagOf(text) };
}

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  { type, text, etag }: TextFile,
): FastifyReply {
  reply.headers({ etag, 'cache-control': 'no-cache' });
  if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send();
  return reply.type(type).send(text);
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
