import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { AccountExport } from '../../src/protocol/account.js';
import type { HttpContext } from './context.js';
import { route } from './route.js';

/** What is kept of the one who asks: to have, and to have taken away. */
export function accountRoutes(app: FastifyInstance, context: HttpContext): void {
  const { accounts } = context;
  const own = { group: 'people', caller: 'person' } as const;

  route(
    app,
    {
      ...own,
      method: 'GET',
      url: '/me/export',
      id: 'exportAccount',
      summary: 'All that is kept of oneself, as JSON',
      detail:
        'It comes as it is read. The files are linked, or in the archive of `/api/me/export.zip`.',
      answers: { 200: AccountExport },
      gradual: true,
      tells: { 'Content-Disposition': 'A name for the file it is saved as' },
    },
    async ({ actor, reply }) =>
      asDownload(reply, 'json').send(Readable.from(await accounts.export(actor))),
  );

  route(
    app,
    {
      ...own,
      method: 'GET',
      url: '/me/export.zip',
      id: 'exportAccountArchive',
      summary: 'The same, together with the files',
      answers: { 200: { mimeType: 'application/zip' } },
      tells: { 'Content-Disposition': 'A name for the file it is saved as' },
    },
    async ({ actor, reply }) => asDownload(reply, 'zip').send(await accounts.archive(actor)),
  );

  route(
    app,
    {
      ...own,
      method: 'DELETE',
      url: '/me',
      id: 'deleteMe',
      summary: 'Takes away what one wrote, sent and is known by',
      detail:
        'The others of a conversation keep what they wrote, and see that something was deleted. Every socket of the person is closed. It cannot be undone.',
      answers: { 204: null },
    },
    async ({ actor }) => {
      await accounts.leave(actor);
    },
  );
}

function asDownload(reply: FastifyReply, extension: 'json' | 'zip'): FastifyReply {
  return reply.headers({
    'content-type': extension === 'zip' ? 'application/zip' : 'application/json; charset=utf-8',
    'content-disposition': `attachment; filename="deskbell.${extension}"`,
  });
}
