/**
 * What every page needs comes as values. Of the rest only the types: whoever reads those frames and
 * answers imports their schemas (and sizes) from where they are: a page which only chats has none of them.
 */
export * from './bid.js';
export type * from './broker-frames.js';
export type * from './call-frames.js';
export type * from './call-record.js';
export type * from './call-signals.js';
export * from './call.js';
export * from './chat-frames.js';
export type * from './client-frames.js';
export * from './close-codes.js';
export type * from './codec.js';
export * from './conversation.js';
export type * from './data-frames.js';
export * from './error-codes.js';
export type * from './ice.js';
export * from './limits.js';
export type * from './link-frames.js';
export * from './media.js';
export type * from './message-draft.js';
export * from './message.js';
export type * from './peer-frames.js';
export * from './primitives.js';
export * from './read-frame.js';
export type * from './rest-more.js';
export * from './rest.js';
export * from './user.js';
