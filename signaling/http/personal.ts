import type { FastifyInstance } from 'fastify';
import { responses, UserId, Uuid } from '../../src/protocol/index.js';
import { queries, requests } from '../../src/protocol/requests.js';
import { moreResponses } from '../../src/protocol/rest-more.js';
import type { HttpContext } from './context.js';
import { route } from './route.js';

/** What only the one who asks hears of: stars, blocks, reports. */
export function personalRoutes(app: FastifyInstance, context: HttpContext): void {
  starRoutes(app, context);
  blockRoutes(app, context);
}

function starRoutes(app: FastifyInstance, { personal }: HttpContext): void {
  const star = {
    url: '/messages/:id/star',
    group: 'messages',
    caller: 'person',
    params: { id: Uuid },
    answers: { 204: null },
  } as const;

  route(
    app,
    { ...star, method: 'PUT', id: 'addStar', summary: 'Stars a message, for oneself' },
    ({ actor, params }) => personal.star(actor, params.id, true),
  );

  route(
    app,
    { ...star, method: 'DELETE', id: 'removeStar', summary: 'Takes a star away' },
    ({ actor, params }) => personal.star(actor, params.id, false),
  );

  route(
    app,
    {
      method: 'GET',
      url: '/starred',
      id: 'listStarred',
      group: 'messages',
      summary: 'Starred messages, newest star first',
      caller: 'person',
      query: queries.starred,
      answers: { 200: responses.messages },
      problems: ['not_found'],
    },
    ({ actor, query }) => personal.starred(actor, query),
  );
}

function blockRoutes(app: FastifyInstance, { personal, blocks }: HttpContext): void {
  const block = {
    url: '/users/:id/block',
    group: 'people',
    caller: 'person',
    params: { id: UserId },
    answers: { 204: null },
    problems: ['cannot_message_self'],
  } as const;

  route(
    app,
    {
      ...block,
      method: 'POST',
      id: 'blockUser',
      summary: 'Blocks a person',
      detail: 'Also when it was so before. A call of the two ends.',
    },
    ({ actor, params }) => blocks.block(actor, params.id),
  );

  route(
    app,
    { ...block, method: 'DELETE', id: 'unblockUser', summary: 'Blocks a person no more' },
    ({ actor, params }) => blocks.unblock(actor, params.id),
  );

  route(
    app,
    {
      method: 'POST',
      url: '/reports',
      id: 'createReport',
      group: 'people',
      summary: 'Reports a person, or a message of theirs, to whoever runs the broker',
      caller: 'person',
      body: requests.report,
      answers: { 201: moreResponses.report },
      problems: ['not_found', 'invalid_text'],
    },
    ({ actor, body }) => personal.report(actor, body),
  );
}
