import * as v from 'valibot';
import { draftMembers, KeptFile, Place } from './drafts.js';
import { MessageText, Seq, Uuid } from './primitives.js';

/** A stored file has its link from the broker, an offer its order and its time: they travel there. */
const DirectDraft = v.pipe(
  v.object({
    ...draftMembers,
    type: v.optional(v.picklist(['TEXT', 'LOCATION', 'FILE']), 'TEXT'),
    text: v.optional(MessageText),
    location: v.optional(Place),
    media: v.optional(KeptFile),
  }),
  v.check(({ type, text, location, media }) => {
    if (type === 'FILE') return media !== undefined;
    return (type === 'TEXT' ? text : location) !== undefined;
  }),
);
export type DirectDraft = v.InferOutput<typeof DirectDraft>;
export type DirectDraftInput = v.InferInput<typeof DirectDraft>;

/**
 * What two devices say to each other on a direct link. Both ends know who the other is from the
 * broker's authorisation of the link, so no frame names a person.
 */
export const dataFrames = {
  message: v.object({ type: v.literal('message'), conversationId: Uuid, message: DirectDraft }),
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
  /** Answered by `pong`. Whoever hears nothing for long takes the link for dead. */
  ping: v.object({ type: v.literal('ping') }),
  pong: v.object({ type: v.literal('pong') }),
  /**
   * Asks for the file that the other side kept for this message, from this block on. Answered by a
   * data channel `file:<transferId>` (file-frames.ts), or by a refusal.
   */
  file_request: v.object({
    type: v.literal('file_request'),
    conversationId: Uuid,
    messageId: Uuid,
    transferId: Uuid,
    block: Seq,
  }),
  /** `gone`: this page does not have it (any more). */
  file_refused: v.object({
    type: v.literal('file_refused'),
    transferId: Uuid,
    reason: v.picklist(['gone', 'unreadable', 'busy']),
  }),
  /** Either side has had enough. */
  file_cancel: v.object({ type: v.literal('file_cancel'), transferId: Uuid }),
} as const;

type Schemas = typeof dataFrames;
export type DataFrameType = keyof Schemas;
export type DataFrameOf<T extends DataFrameType> = v.InferOutput<Schemas[T]>;
/** The same frames before defaults are filled in: what a sender may write. */
export type DataFrameInput = { [T in DataFrameType]: v.InferInput<Schemas[T]> }[DataFrameType];
export type DataFrame = { [T in keyof Schemas]: v.InferOutput<Schemas[T]> }[keyof Schemas];
