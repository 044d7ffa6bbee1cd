import { IDLE_CALL } from '../core/call-state.js';
import { NO_MEDIA, type SessionState } from './types.js';

/** What is known before anything was asked; also what a page shows before its session exists. */
export const INITIAL_STATE: SessionState = {
  connection: 'idle',
  me: null,
  conversations: new Map(),
  presence: new Map(),
  call: IDLE_CALL,
  media: NO_MEDIA,
  error: null,
};
