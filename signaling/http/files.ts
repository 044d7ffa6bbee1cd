import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as v from 'valibot';
import { Uuid } from '../../src/protocol/index.js';
import { BrokerError } from '../domain/broker-error.js';
import { contentDisposition } from '../files/disposition.js';
import type { FileView } from '../files/file-links.js';
import type { FileRecord } from '../store/store.js';
import { authenticate, identityOf } from './authenticate.js';
import { isKnown, rangeOf } from './byte-range.js';
import type { HttpContext } from './context.js';
import { queryOf, readBody, readId } from './validate.js';

/** Should a file ever be a page of its own, that page can do nothing. */
const FILE_CSP = "sandbox; default-src 'none'";

/** For pictures and players, which send no token: by a signed link, or by a token after all. */
export function fileRoutes(app: FastifyInstance, context: HttpContext): void {
  app.get('/files/:id', (request, reply) => serve(request, reply, context, 'file'));
  app.get('/files/:id/thumbnail', (request, reply) => serve(request, reply, context, 'thumbnail'));
}

const Copy = v.object({ conversationId: Uuid });

/** For participants, with their token. */
export function ownFileRoutes(app: FastifyInstance, { files }: HttpContext): void {
  const { desk, uploads, links } = files;
  app.get('/files/:id/link', async (request) => {
    const id = readId(request);
    if (!(await desk.viewed(id, identityOf(request).userId))) throw new BrokerError('not_found');
    return links.linkTo(id);
  });

  app.post('/files/:id/copy', async (request, reply) => {
    const { conversationId } = readBody(request, Copy);
    const file = await uploads.copy(identityOf(request), readId(request), conversationId);
    return reply.code(201).send({ file });
  });
}

async function serve(
  request: FastifyRequest,
  reply: FastifyReply,
  context: HttpContext,
  view: FileView,
): Promise<FastifyReply> {
  const { file, secondsLeft } = await permitted(request, context, view);
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
  request: FastifyRequest,
  context: HttpContext,
  view: FileView,
): Promise<{ file: FileRecord; secondsLeft?: number }> {
  const { desk, links } = context.files;
  const query = queryOf(request.raw.url ?? '');
  const [expires, signature] = [query.get('expires'), query.get('signature')];
  if (expires === undefined && signature === undefined) {
    const { userId } = await authenticate(request, context);
    const file = await desk.viewed(readId(request), userId);
    if (!file) throw new BrokerError('not_found');
    return { file };
  }
  const id = readId(request);
  const secondsLeft = links.secondsLeft(id, view, expires ?? '', signature ?? '');
  const file = await desk.find(id);
  if (!file || secondsLeft === 0) throw new BrokerError('not_found');
  return { file, secondsLeft };
}

function thumbnailOf({ thumbnail }: FileRecord): { blob: string; mimeType: string } {
  if (!thumbnail) throw new BrokerError('not_found');
  return { blob: thumbnail.blob, mimeType: 'image/webp' };
}
