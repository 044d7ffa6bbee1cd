import * as v from 'valibot';
import { Uuid } from './primitives.js';

/** What the broker says so seldom that no page reads it before it is said. */
export const rareFrames = {
  /** A conversation is no more; its messages are in another one of the same two people. */
  conversation_gone: v.object({
    type: v.literal('conversation_gone'),
    conversationId: Uuid,
    intoId: Uuid,
  }),
} as const;
