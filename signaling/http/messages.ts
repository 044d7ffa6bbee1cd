import type { FastifyInstance } from 'fastify';
import { Emoji, Message, responses, Uuid } from '../../src/protocol/index.js';
import { queries, requests } from '../../src/protocol/requests.js';
import type { HttpContext } from './context.js';
import { route } from './route.js';

const common = { group: 'messages', caller: 'person', params: { id: Uuid } } as const;

export function messageRoutes(app: FastifyInstance, context: HttpContext): void {
  logRoutes(app, context);
  changeRoutes(app, context);
}

function logRoutes(app: FastifyInstance, { delivery, messages }: HttpContext): void {
  route(
    app,
    {
      ...common,
      method: 'GET',
      url: '/conversations/:id/messages',
      id: 'listMessages',
      summary: 'Messages of a conversation, newest first',
      detail: '`before` and `after` are seqs.',
      query: queries.messages,
      answers: { 200: responses.messages },
      problems: ['cursor_ahead'],
    },
    ({ actor, params, query }) => delivery.messages(actor, params.id, query),
  );

  route(
    app,
    {
      ...common,
      method: 'POST',
      url: '/conversations/:id/messages',
      id: 'sendMessage',
      summary: 'Sends a message',
      detail:
        'Its `id` is any UUID of the sender’s making. The same again stores nothing and answers the first one, with 200.',
      body: requests.sendMessage,
      answers: { 200: Message, 201: Message },
      problems: [
        'blocked',
        'conflict',
        'bid_open',
        'bid_closed',
        'bid_expired',
        'bid_not_yours',
        'unsupported_media_type',
        'invalid_text',
        'no_listing',
      ],
    },
    async ({ actor, params, body, reply }) => {
      const { message, created } = await messages.send(actor, params.id, body);
      reply.code(created ? 201 : 200);
      return message;
    },
  );
}

function changeRoutes(app: FastifyInstance, { messages }: HttpContext): void {
  const change = { ...common, answers: { 200: Message } } as const;
  const reaction = {
    ...change,
    url: '/messages/:id/reactions/:emoji',
    params: { id: Uuid, emoji: Emoji },
  } as const;

  route(
    app,
    {
      ...change,
      method: 'PATCH',
      url: '/messages/:id',
      id: 'editMessage',
      summary: 'Gives one’s own message a new text, or its file a new caption',
      body: requests.editMessage,
      problems: ['forbidden', 'blocked', 'not_editable', 'invalid_text'],
    },
    ({ actor, params, body }) => messages.edit(actor, params.id, body.text),
  );

  route(
    app,
    {
      ...change,
      method: 'DELETE',
      url: '/messages/:id',
      id: 'deleteMessage',
      summary: 'Deletes one’s own message for both',
      detail: 'Its place, sender and time stay.',
      problems: ['forbidden', 'not_editable'],
    },
    ({ actor, params }) => messages.remove(actor, params.id),
  );

  route(
    app,
    {
      ...reaction,
      method: 'PUT',
      id: 'addReaction',
      summary: 'Reacts to a message with an emoji',
      problems: ['blocked', 'conflict', 'not_editable'],
    },
    ({ actor, params }) => messages.react(actor, params.id, params.emoji, true),
  );

  route(
    app,
    {
      ...reaction,
      method: 'DELETE',
      id: 'removeReaction',
      summary: 'Takes a reaction back',
      problems: ['not_editable'],
    },
    ({ actor, params }) => messages.react(actor, params.id, params.emoji, false),
  );

  route(
    app,
    {
      ...change,
      method: 'POST',
      url: '/messages/:id/played',
      id: 'markPlayed',
      summary: 'Says that the other side’s voice note or video was played',
      problems: ['forbidden', 'blocked', 'not_editable'],
    },
    ({ actor, params }) => messages.played(actor, params.id),
  );
}
