import type { FastifyInstance } from 'fastify';
import { Call } from '../../src/protocol/call-record.js';
import { Uuid } from '../../src/protocol/index.js';
import { queries, requests } from '../../src/protocol/requests.js';
import { moreResponses } from '../../src/protocol/rest-more.js';
import type { HttpContext } from './context.js';
import { route } from './route.js';

/** What the steps of a call have in common. */
const step = {
  method: 'POST',
  group: 'calls',
  caller: 'person',
  params: { id: Uuid },
  answers: { 200: Call },
} as const;

export function callRoutes(app: FastifyInstance, { ringing }: HttpContext): void {
  route(
    app,
    {
      method: 'GET',
      url: '/calls',
      id: 'listCalls',
      group: 'calls',
      summary: 'One’s own calls, newest first',
      detail: '`userId`: only those with this person. `before`: the id of a call.',
      caller: 'person',
      query: queries.calls,
      answers: { 200: moreResponses.calls },
      problems: ['not_found'],
    },
    ({ actor, query }) => ringing.list(actor, query),
  );

  route(
    app,
    {
      method: 'POST',
      url: '/calls',
      id: 'startCall',
      group: 'calls',
      summary: 'Rings the other person of a conversation',
      caller: 'person',
      body: requests.startCall,
      answers: { 201: Call },
      problems: [
        'not_found',
        'cannot_message_self',
        'blocked',
        'already_in_call',
        'call_not_allowed',
        'conflict',
      ],
    },
    ({ actor, body }) => ringing.start(actor, body),
  );

  route(
    app,
    {
      ...step,
      url: '/calls/:id/answer',
      id: 'answerCall',
      summary: 'Takes a call that rings, without a device',
      problems: ['forbidden', 'call_not_ringing', 'call_already_answered', 'already_in_call'],
    },
    ({ actor, params }) => ringing.accept(actor, params.id),
  );

  route(
    app,
    {
      ...step,
      url: '/calls/:id/end',
      id: 'endCall',
      summary: 'Ends a call, or gives up one that rings',
      detail: 'One that is over stays as it ended.',
    },
    ({ actor, params }) => ringing.end(actor, params.id, 'hangup'),
  );

  route(
    app,
    {
      ...step,
      url: '/calls/:id/decline',
      id: 'declineCall',
      summary: 'Declines a call that rings',
      problems: ['forbidden', 'call_not_ringing', 'call_already_answered'],
    },
    ({ actor, params }) => ringing.reject(actor, params.id, 'declined'),
  );
}
