import type { FastifyInstance, FastifyReply } from 'fastify';
import { Uuid } from '../../src/protocol/index.js';
import { digits, requests } from '../../src/protocol/requests.js';
import { moreResponses } from '../../src/protocol/rest-more.js';
import type { UploadState } from '../files/upload-desk.js';
import type { HttpContext } from './context.js';
import { route } from './route.js';

const common = {
  group: 'files',
  caller: 'person',
  answers: { 200: moreResponses.upload },
  tells: { 'Upload-Offset': 'How many bytes have come.' },
} as const;

/** Files in pieces: announce, send from an offset, ask how far it came, send the rest. */
export function uploadRoutes(app: FastifyInstance, context: HttpContext): void {
  const { uploads } = context.files;
  route(
    app,
    {
      ...common,
      method: 'POST',
      url: '/uploads',
      id: 'createUpload',
      summary: 'Announces a file, whose bytes follow',
      detail: 'The same again answers how far it came.',
      body: requests.createUpload,
      problems: ['not_found', 'blocked', 'conflict', 'file_too_large', 'empty_file'],
    },
    async ({ actor, body, reply }) => answer(reply, await uploads.begin(actor, body)),
  );

  route(
    app,
    {
      ...common,
      method: 'GET',
      url: '/uploads/:id',
      id: 'getUpload',
      summary: 'How far an upload came',
      params: { id: Uuid },
    },
    async ({ actor, params, reply }) => answer(reply, await uploads.state(actor, params.id)),
  );

  route(
    app,
    {
      method: 'DELETE',
      url: '/uploads/:id',
      id: 'deleteUpload',
      group: 'files',
      summary: 'Forgets what has come',
      detail: 'A file that it became stays.',
      caller: 'person',
      params: { id: Uuid },
      answers: { 204: null },
    },
    ({ actor, params }) => uploads.abandon(actor, params.id),
  );

  app.register(async (streamed) => bytesRoute(streamed, context));
}

function bytesRoute(app: FastifyInstance, { files }: HttpContext): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/octet-stream', (_request, _body, done) => done(null));

  route(
    app,
    {
      ...common,
      method: 'PATCH',
      url: '/uploads/:id',
      id: 'sendUpload',
      summary: 'Sends the bytes of an upload from an offset on',
      detail: 'The answer has `file` when all is here and was looked at.',
      params: { id: Uuid },
      headers: { 'Upload-Offset': digits },
      stream: { mimeType: 'application/octet-stream' },
      problems: ['upload_offset', 'unreadable_file', 'unsupported_media_type'],
    },
    async ({ actor, params, headers, request, reply }) => {
      const length = request.headers['content-length'];
      const state = await files.uploads.receive(actor, params.id, {
        offset: headers['Upload-Offset'],
        ...(length !== undefined && { length: Number(length) }),
        source: request.raw,
      });
      return answer(reply, state);
    },
  );
}

function answer(reply: FastifyReply, state: UploadState): UploadState {
  reply.header('upload-offset', state.offset);
  return state;
}
