import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { requests } from '../../src/protocol/requests.js';
import { BrokerError } from '../domain/broker-error.js';
import type { UploadState } from '../files/upload-desk.js';
import { identityOf } from './authenticate.js';
import type { HttpContext } from './context.js';
import { readBody, readId } from './validate.js';

/** Files in pieces: announce, send from an offset, ask how far it came, send the rest. */
export function uploadRoutes(app: FastifyInstance, context: HttpContext): void {
  const { uploads } = context.files;
  app.post('/uploads', async (request, reply) => {
    const body = readBody(request, requests.createUpload);
    return answer(reply, await uploads.begin(identityOf(request), body));
  });

  app.get('/uploads/:id', async (request, reply) =>
    answer(reply, await uploads.state(identityOf(request), readId(request))),
  );

  app.delete('/uploads/:id', async (request, reply) => {
    await uploads.abandon(identityOf(request), readId(request));
    return reply.code(204).send();
  });

  app.register(async (streamed) => bytesRoute(streamed, context));
}

function bytesRoute(app: FastifyInstance, { files }: HttpContext): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/octet-stream', (_request, _body, done) => done(null));

  app.patch('/uploads/:id', { config: { streamed: true } }, async (request, reply) => {
    const length = request.headers['content-length'];
    const state = await files.uploads.receive(identityOf(request), readId(request), {
      offset: offsetOf(request),
      ...(length !== undefined && { length: Number(length) }),
      source: request.raw,
    });
    return answer(reply, state);
  });
}

function offsetOf({ headers }: FastifyRequest): number {
  const text = headers['upload-offset'];
  if (typeof text === 'string' && /^\d{1,15}$/.test(text)) return Number(text);
  throw new BrokerError('bad_request', { detail: 'Missing or wrong: Upload-Offset.' });
}

function answer(reply: FastifyReply, state: UploadState): UploadState {
  reply.header('upload-offset', state.offset);
  return state;
}
