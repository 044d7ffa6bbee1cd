import type { FastifyInstance } from 'fastify';
import { adminQueries, adminRequests, adminResponses, Report } from '../../src/protocol/admin.js';
import { responses, Uuid } from '../../src/protocol/index.js';
import { queries } from '../../src/protocol/requests.js';
import type { HttpContext } from './context.js';
import { route } from './route.js';

/** What admins see, each look of theirs written down before it is answered. */
export function adminRoutes(app: FastifyInstance, { admins }: HttpContext): void {
  const common = { group: 'admins', caller: 'admin' } as const;
  const one = { ...common, params: { id: Uuid } } as const;

  route(
    app,
    {
      ...common,
      method: 'GET',
      url: '/reports',
      id: 'listReports',
      summary: 'What people have reported, newest first',
      query: adminQueries.reports,
      answers: { 200: adminResponses.reports },
    },
    ({ actor, query, request }) => admins.reports({ actor, requestId: request.id }, query),
  );

  route(
    app,
    {
      ...one,
      method: 'GET',
      url: '/reports/:id',
      id: 'getReport',
      summary: 'A report',
      detail:
        'With what was said when it was made: texts of the message that was reported, or else of the last of the conversation, and of a few before it. Nobody can take those away before the report goes.',
      answers: { 200: Report },
    },
    ({ actor, params, request }) => admins.report({ actor, requestId: request.id }, params.id),
  );

  route(
    app,
    {
      ...one,
      method: 'GET',
      url: '/reports/:id/messages',
      id: 'listReportedMessages',
      summary: 'Messages of the conversation that was reported, newest first',
      detail:
        'Without `before` and `after` those around the message that was reported. A report that names neither a conversation nor a message shows none.',
      query: queries.messages,
      answers: { 200: responses.messages },
    },
    ({ actor, params, query, request }) =>
      admins.messages({ actor, requestId: request.id }, params.id, query),
  );

  route(
    app,
    {
      ...one,
      method: 'PATCH',
      url: '/reports/:id',
      id: 'changeReport',
      summary: 'Resolves a report, or opens it again',
      detail: 'A note that is not named stays.',
      body: adminRequests.changeReport,
      answers: { 200: Report },
      problems: ['invalid_text'],
    },
    ({ actor, params, body, request }) =>
      admins.change({ actor, requestId: request.id }, params.id, body),
  );

  route(
    app,
    {
      ...common,
      method: 'GET',
      url: '/audit',
      id: 'listAudit',
      summary: 'Which admin looked at what, newest first',
      detail: 'This look, too. Nothing is ever taken out of it.',
      query: adminQueries.audit,
      answers: { 200: adminResponses.audit },
    },
    ({ actor, query, request }) => admins.audit({ actor, requestId: request.id }, query),
  );
}
