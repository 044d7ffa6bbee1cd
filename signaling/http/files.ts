import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as v from 'valibot';
import { Media, Uuid } from '../../src/protocol/index.js';
import { moreResponses } from '../../src/protocol/rest-more.js';
import { BrokerError } from '../domain/broker-error.js';
import { contentDisposition } from '../files/disposition.js';
import type { FileView } from '../files/file-links.js';
import type { FileRecord } from '../store/store.js';
import { identityOf } from './authenticate.js';
import { rangeOf } from './byte-range.js';
import type { HttpContext } from './context.js';
import { isKnown } from './etag.js';
import { route } from './route.js';

/** Should a file ever be a page of its own, that page can do nothing. */
const FILE_CSP = "sandbox; default-src 'none'";

/** What is in a link; whether it is the broker's own, file-links.ts says. */
const LinkQuery = v.object({ expires: v.optional(v.string()), signature: v.optional(v.string()) });
type LinkQuery = v.InferOutput<typeof LinkQuery>;

const served = {
  method: 'GET',
  group: 'files',
  caller: 'link',
  params: { id: Uuid },
  query: LinkQuery,
  tells: { ETag: 'Changes with the bytes.', 'Accept-Ranges': '`bytes`: parts can be asked for.' },
} as const;

/** For pictures and players, which send no token: by a signed link, or by a token after all. */
export function fileRoutes(app: FastifyInstance, context: HttpContext): void {
  const bytes = { mimeType: '*/*' };
  route(
    app,
    {
      ...served,
      url: '/files/:id',
      id: 'getFile',
      summary: 'The bytes of a file',
      detail: 'By a link as messages have it (`media.url`), or by the token of a participant.',
      answers: { 200: bytes, 206: bytes, 304: null, 416: null },
    },
    (incoming) => serve(incoming, context, 'file'),
  );

  const picture = { mimeType: 'image/webp' };
  route(
    app,
    {
      ...served,
      url: '/files/:id/thumbnail',
      id: 'getThumbnail',
      summary: 'A small picture of a picture',
      answers: { 200: picture, 206: picture, 304: null, 416: null },
    },
    (incoming) => serve(incoming, context, 'thumbnail'),
  );
}

/** For participants, with their token. */
export function ownFileRoutes(app: FastifyInstance, { files }: HttpContext): void {
  const { desk, uploads, links } = files;
  const own = { group: 'files', caller: 'person', params: { id: Uuid } } as const;
  route(
    app,
    {
      ...own,
      method: 'GET',
      url: '/files/:id/link',
      id: 'getFileLink',
      summary: 'A signed link to a file',
      answers: { 200: moreResponses.fileLink },
    },
    async ({ actor, params }) => {
      if (!(await desk.viewed(params.id, actor.userId))) throw new BrokerError('not_found');
      return links.linkTo(params.id);
    },
  );

  route(
    app,
    {
      ...own,
      method: 'POST',
      url: '/files/:id/copy',
      id: 'copyFile',
      summary: 'The same file in another conversation, to pass it on there',
      body: v.object({ conversationId: Uuid }),
      answers: { 201: v.object({ file: Media }) },
      problems: ['blocked'],
    },
    async ({ actor, params, body }) => ({
      file: await uploads.copy(actor, params.id, body.conversationId),
    }),
  );
}

interface Served {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly params: { readonly id: string };
  readonly query: LinkQuery;
}

async function serve(
  incoming: Served,
  context: HttpContext,
  view: FileView,
): Promise<FastifyReply> {
  const { request, reply } = incoming;
  const { file, secondsLeft } = await permitted(incoming, context, view);
  const { blob: key, mimeType } = view === 'file' ? file : thumbnailOf(file);
  const etag = `"${key}"`;
  reply.headers({
    etag,
    'accept-ranges': 'bytes',
    'content-security-policy': FILE_CSP,
    'cross-origin-resource-policy': 'cross-origin',
    // Without a link it was told to one person, whom only the broker can tell from another.
    'cache-control': secondsLeft ? `private, max-age=${secondsLeft}` : 'private, no-cache',
  });
  if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send();

  const blob = await context.files.blobs.open(key);
  if (!blob) {
    context.log.error({ fileId: file.id }, 'the bytes of a file are gone');
    throw new BrokerError('not_found');
  }
  const { size } = blob;
  const range = rangeOf(request.headers, etag, size);
  if (range === 'unsatisfiable') {
    await blob.close();
    return reply.code(416).header('content-range', `bytes */${size}`).send();
  }
  const length = range ? range.end - range.start + 1 : size;
  if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${size}`);
  reply.headers({
    'content-type': mimeType === 'text/plain' ? 'text/plain; charset=utf-8' : mimeType,
    'content-length': length,
    'content-disposition': contentDisposition(mimeType, file.name),
  });
  if (request.method !== 'HEAD') return reply.send(blob.read(range));
  await blob.close();
  return reply.send(Readable.from([]));
}

/** All that may not be seen is `not_found`, after the same questions to the database. */
async function permitted(
  { request, params: { id }, query: { expires, signature } }: Served,
  { files: { desk, links } }: HttpContext,
  view: FileView,
): Promise<{ file: FileRecord; secondsLeft?: number }> {
  if (expires === undefined && signature === undefined) {
    const file = await desk.viewed(id, identityOf(request).userId);
    if (!file) throw new BrokerError('not_found');
    return { file };
  }
  const secondsLeft = links.secondsLeft(id, view, expires ?? '', signature ?? '');
  const file = await desk.find(id);
  if (!file || secondsLeft === 0) throw new BrokerError('not_found');
  return { file, secondsLeft };
}

function thumbnailOf({ thumbnail }: FileRecord): { blob: string; mimeType: string } {
  if (!thumbnail) throw new BrokerError('not_found');
  return { blob: thumbnail.blob, mimeType: 'image/webp' };
}
