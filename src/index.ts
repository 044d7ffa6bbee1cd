/** Deskbell without elements. Importing it touches nothing: no DOM, no network, no storage. */
export { signOut } from './client/sign-out.js';
export { createSession } from './client/create-session.js';
export type { Surroundings } from './client/surroundings.js';
export type * from './client/types.js';
export type {
  CallsEventMap,
  MessageDetail,
  MessagingEventMap,
  SessionEventMap,
} from './client/session-events.js';
export type { CallFactDetail } from './core/call-events.js';
export type { CallFacts, CallPeer, CallPhase, CallState } from './core/call-state.js';
export { DeskbellError, type DeskbellErrorCode } from './core/errors.js';
export type { DeliveryState, LogEntry } from './core/message-log.js';
export type {
  Call,
  CallEndReason,
  CallType,
  Conversation,
  Listing,
  Message,
  Presence,
  User,
} from './protocol/index.js';
