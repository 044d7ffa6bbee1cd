import * as v from 'valibot';
import { MessageDraft } from './message.js';
import { Seq, Uuid } from './primitives.js';

/**
 * What two devices say to each other on a direct link. Both ends know who the other is from the
 * broker's authorisation of the link, so no frame names a person.
 */
export const dataFrames = {
  message: v.object({ type: v.literal('message'), conversationId: Uuid, message: MessageDraft }),
  /** The message arrived and is shown, though the broker may not know it yet. */
  message_ack: v.object({ type: v.literal('message_ack'), messageId: Uuid }),
  receipt: v.object({
    type: v.literal('receipt'),
    conversationId: Uuid,
    state: v.picklist(['delivered', 'read']),
    seq: Seq,
  }),
  typing: v.object({ type: v.literal('typing'), conversationId: Uuid, active: v.boolean() }),
  /** Ends a call whose broker is away. */
  call_end: v.object({ type: v.literal('call_end'), callId: Uuid }),
} as const;

type Schemas = typeof dataFrames;
export type DataFrame = { [T in keyof Schemas]: v.InferOutput<Schemas[T]> }[keyof Schemas];
