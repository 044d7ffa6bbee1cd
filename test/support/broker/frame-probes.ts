import type { ClientFrameInput, ClientFrameType } from '../../../src/protocol/index.js';

/** What a frame names. */
export interface Target {
  readonly conversationId: string;
  readonly callId: string;
}
export type Probe = (target: Target) => ClientFrameInput;

/** One for every frame that names a conversation or a call. A new frame type is a build error. */
export const FRAME_PROBES: Record<
  Exclude<ClientFrameType, 'hello' | 'pong' | 'presence_watch'>,
  Probe
> = {
  message_send: ({ conversationId }) => ({
    type: 'message_send',
    conversationId,
    message: { id: '018f4e3a-0000-7000-8000-000000000001', text: 'let me in' },
  }),
  receipt: ({ conversationId }) => ({ type: 'receipt', conversationId, state: 'read', seq: 1 }),
  typing: ({ conversationId }) => ({ type: 'typing', conversationId, active: true }),
  link_request: ({ conversationId }) => ({
    type: 'link_request',
    conversationId,
    peerId: 'peer',
  }),
  link_accept: ({ conversationId }) => ({
    type: 'link_accept',
    conversationId,
    deviceId: '018f4e3a-0000-7000-8000-000000000003',
    peerId: 'peer',
  }),
  call_request: ({ conversationId }) => ({
    type: 'call_request',
    callId: '018f4e3a-0000-7000-8000-000000000002',
    conversationId,
    calleeId: 'b',
    callType: 'VOICE',
  }),
  call_ringing: ({ callId }) => ({ type: 'call_ringing', callId }),
  call_accept: ({ callId }) => ({ type: 'call_accept', callId, peerId: 'peer' }),
  call_reject: ({ callId }) => ({ type: 'call_reject', callId }),
  call_connected: ({ callId }) => ({ type: 'call_connected', callId }),
  call_end: ({ callId }) => ({ type: 'call_end', callId }),
  call_rejoin: ({ callId }) => ({ type: 'call_rejoin', callId, peerId: 'peer' }),
  call_quality: ({ callId }) => ({
    type: 'call_quality',
    callId,
    summary: { score: 1, worst: 1, callType: 'VOICE' },
  }),
  call_hold: ({ callId }) => ({ type: 'call_hold', callId }),
  call_resume: ({ callId }) => ({ type: 'call_resume', callId }),
  call_description: ({ callId }) => ({
    type: 'call_description',
    callId,
    description: { type: 'offer', sdp: 'v=0' },
    round: 1,
  }),
  call_candidate: ({ callId }) => ({
    type: 'call_candidate',
    callId,
    candidate: { candidate: 'candidate:1 1 udp 1 127.0.0.1 9 typ host' },
  }),
  call_media: ({ callId }) => ({ type: 'call_media', callId, muted: true, cameraOff: true }),
  call_ask: ({ callId }) => ({ type: 'call_ask', callId, wish: 'recording' }),
  call_reply: ({ callId }) => ({ type: 'call_reply', callId, wish: 'recording', accepted: true }),
};
