import type { ClientFrame, ClientFrameOf, ClientFrameType } from '../../src/protocol/index.js';
import type {
  Actor,
  Delivery,
  Directory,
  Messages,
  PresenceBoard,
  Ringing,
} from '../domain/types.js';
import type { LinkDesk } from '../domain/link-desk.js';
import type { Connection } from './connection.js';
import type { DeviceRegistry } from './registry.js';

/** What the frames of people are handled with. */
export interface Services {
  readonly delivery: Delivery;
  readonly messages: Messages;
  readonly directLinks: LinkDesk;
  readonly ringing: Ringing;
  readonly directory: Directory;
  readonly presence: PresenceBoard;
  readonly registry: DeviceRegistry;
  readonly now: () => number;
}

export interface FrameContext extends Services {
  readonly connection: Connection;
  /** Who sent the frame; never read from the frame itself. */
  readonly actor: Actor;
  /** Makes the socket the one of its device: from now on it hears everything. */
  enter(deviceId: string): Actor;
}

type Handlers = {
  readonly [T in ClientFrameType]: (
    context: FrameContext,
    frame: ClientFrameOf<T>,
  ) => Promise<unknown>;
};

/** What the broker does with each frame. A refusal rejects and becomes an `error` frame. */
const handlers: Handlers = {
  async hello({ connection, directory, ringing, now, enter }, { deviceId, plays }) {
    await directory.meet(connection.identity);
    const actor = enter(deviceId);
    await directory.hear(actor, plays);
    const user = await directory.user(actor.userId, actor.userId);
    const calls = await ringing.openCallsOf(actor);
    const serverTime = new Date(now()).toISOString();
    connection.welcome({ type: 'welcome', user, deviceId, serverTime, calls });
    ringing.resume(actor);
  },

  /** Any frame is a sign of life; the connection has noted it. */
  pong: async () => {},

  /** Answered with `message_ack`, in the order of the conversation's changes. */
  message_send: ({ messages, actor }, { conversationId, message }) =>
    messages.send(actor, conversationId, message),

  receipt: ({ delivery, actor }, { conversationId, state, seq }) =>
    delivery.mark(actor, conversationId, state, seq),

  typing: ({ delivery, actor }, { conversationId, active }) =>
    delivery.typing(actor, conversationId, active),

  link_request: ({ directLinks, actor }, frame) => directLinks.request(actor, frame),

  link_accept: ({ directLinks, actor }, frame) => directLinks.accept(actor, frame),

  async presence_watch({ connection, registry, presence, actor }, { userIds }) {
    registry.watch(connection, userIds);
    for (const known of await presence.ofAll([...new Set(userIds)], actor.userId)) {
      connection.send(JSON.stringify({ type: 'presence', presence: known }));
    }
  },

  call_request: ({ ringing, actor }, { callId, conversationId, calleeId, callType }) =>
    ringing.start(actor, { callId, conversationId, calleeId, type: callType }),

  call_ringing: ({ ringing, actor }, { callId }) => ringing.ringing(actor, callId),

  call_accept: ({ ringing, actor }, { callId, peerId }) => ringing.accept(actor, callId, peerId),

  call_reject: ({ ringing, actor }, { callId, reason }) => ringing.reject(actor, callId, reason),

  call_connected: ({ ringing, actor }, { callId }) => ringing.connected(actor, callId),

  call_end: ({ ringing, actor }, { callId, reason }) => ringing.end(actor, callId, reason),

  call_rejoin: ({ ringing, actor }, { callId, peerId }) => ringing.rejoin(actor, callId, peerId),

  call_quality: ({ ringing, actor }, { callId, summary }) =>
    ringing.summarize(actor, callId, summary),

  /** What the two devices of a call say to each other. */
  call_hold: ({ ringing, actor }, frame) => ringing.relay(actor, frame),
  call_resume: ({ ringing, actor }, frame) => ringing.relay(actor, frame),
  call_description: ({ ringing, actor }, frame) => ringing.relay(actor, frame),
  call_candidate: ({ ringing, actor }, frame) => ringing.relay(actor, frame),
  call_media: ({ ringing, actor }, frame) => ringing.relay(actor, frame),
  call_ask: ({ ringing, actor }, frame) => ringing.relay(actor, frame),
  call_reply: ({ ringing, actor }, frame) => ringing.relay(actor, frame),
};

export async function handleFrame(context: FrameContext, frame: ClientFrame): Promise<void> {
  const handler = handlers[frame.type] as (
    context: FrameContext,
    frame: ClientFrame,
  ) => Promise<unknown>;
  await handler(context, frame);
}
