import type { FastifyInstance } from 'fastify';
import {
  Conversation,
  ConversationChanges,
  ReceiptMark,
  responses,
  Uuid,
  type Listing,
} from '../../src/protocol/index.js';
import { queries, requests } from '../../src/protocol/requests.js';
import type { Origins } from '../auth/origins.js';
import type { HttpContext } from './context.js';
import { route } from './route.js';

export function conversationRoutes(
  app: FastifyInstance,
  { delivery, personal, origins }: HttpContext,
): void {
  const common = { group: 'conversations', caller: 'person' } as const;

  route(
    app,
    {
      ...common,
      method: 'GET',
      url: '/conversations',
      id: 'listConversations',
      summary: 'One’s own conversations, newest first',
      query: queries.conversations,
      answers: { 200: responses.conversations },
    },
    ({ actor, query }) => delivery.conversations(actor, query),
  );

  route(
    app,
    {
      ...common,
      method: 'POST',
      url: '/conversations',
      id: 'openConversation',
      summary: 'The conversation with a person, about a listing or about none',
      detail:
        '201 when it is new, 200 when the two had it before. A picture of the listing is left out where it comes neither from a site of `ALLOWED_ORIGINS` nor from `IMAGE_ORIGINS`.',
      body: requests.createConversation,
      answers: { 200: Conversation, 201: Conversation },
      problems: ['cannot_message_self', 'blocked', 'not_found'],
    },
    async ({ actor, body, reply }) => {
      const listing = body.listing && shownListing(body.listing, origins);
      const { conversation, created } = await delivery.openConversation(actor, {
        userId: body.userId,
        ...(listing && { listing }),
      });
      reply.code(created ? 201 : 200);
      return conversation;
    },
  );

  route(
    app,
    {
      ...common,
      method: 'GET',
      url: '/conversations/:id',
      id: 'getConversation',
      summary: 'A conversation, as the one who asks sees it',
      params: { id: Uuid },
      answers: { 200: Conversation },
    },
    ({ actor, params }) => delivery.conversation(actor, params.id),
  );

  route(
    app,
    {
      ...common,
      method: 'PATCH',
      url: '/conversations/:id',
      id: 'changeConversation',
      summary: 'Archives or mutes a conversation for oneself',
      detail: 'What is not named stays. `mutedUntil: null` ends it.',
      params: { id: Uuid },
      body: requests.changeConversation,
      answers: { 200: Conversation },
    },
    ({ actor, params, body }) => personal.change(actor, params.id, body),
  );

  route(
    app,
    {
      ...common,
      method: 'GET',
      url: '/conversations/:id/changes',
      id: 'listChanges',
      summary: 'All that changed in a conversation after a `rev`, oldest change first',
      params: { id: Uuid },
      query: queries.changes,
      answers: { 200: ConversationChanges },
      problems: ['cursor_ahead'],
    },
    ({ actor, params, query }) => delivery.changes(actor, params.id, query),
  );

  route(
    app,
    {
      ...common,
      method: 'POST',
      url: '/conversations/:id/read',
      id: 'markRead',
      summary: 'Says that everything up to `seq` was seen',
      params: { id: Uuid },
      body: requests.markRead,
      answers: { 200: ReceiptMark },
      problems: ['cursor_ahead'],
    },
    ({ actor, params, body }) => delivery.mark(actor, params.id, 'read', body.seq),
  );
}

function shownListing({ image, ...listing }: Listing, origins: Origins): Listing {
  return image && origins.mayShow(image) ? { ...listing, image } : listing;
}
