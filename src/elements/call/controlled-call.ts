import { NO_MEDIA, type CallMedia, type SessionState } from '../../client/types.js';
import { IDLE_CALL, type CallFacts, type CallState } from '../../core/call-state.js';
import type { ControlledCall } from './controlled-properties.js';

/** As a session's, and the moment it is about. */
export interface ControlledState extends Pick<SessionState, 'call' | 'media' | 'otherCall'> {
  readonly nowMs: number;
}

/** What a session would say, of a call that a page describes. */
export function controlledState(says: ControlledCall): ControlledState {
  const nowMs = Date.now();
  return { call: says.open ? callOf(says, nowMs) : IDLE_CALL, media: mediaOf(says), nowMs };
}

function callOf(says: ControlledCall, nowMs: number): CallState {
  const { status = 'calling', incoming = status === 'incoming', duration = 0 } = says;
  const facts: CallFacts = {
    callId: 'controlled',
    conversationId: '',
    direction: incoming ? 'incoming' : 'outgoing',
    type: says.callType ?? 'VOICE',
    peer: says.remoteUser ?? { id: '' },
  };
  // The page counts the seconds: the call began so many before now.
  const connectedAtMs = nowMs - duration * 1_000;
  switch (status) {
    case 'active':
      return { phase: 'active', connectedAtMs, ...facts };
    case 'hold':
      return { phase: 'active', connectedAtMs, hold: 'own', ...facts };
    case 'reconnecting':
      return { phase: 'reconnecting', connectedAtMs, untilMs: 0, ...facts };
    case 'ended':
      return {
        phase: 'ended',
        reason: says.reason ?? 'hangup',
        durationSeconds: duration,
        ...facts,
      };
    case 'connecting':
      return { phase: 'connecting', ...facts };
    default:
      return { phase: incoming ? 'incoming' : status, ...facts };
  }
}

function mediaOf(says: ControlledCall): CallMedia {
  const { localStream = null, remoteStream = null, localScreen, remoteScreen, recording } = says;
  const remoteVideo = Boolean(remoteStream?.getVideoTracks().length);
  return {
    ...NO_MEDIA,
    localStream,
    remoteStream,
    muted: says.muted ?? false,
    cameraOff: says.cameraOff ?? !localStream?.getVideoTracks().length,
    remoteVideo,
    // A stream without a picture says that there is none; no stream says nothing.
    ...(remoteStream && !remoteVideo && { remoteCamera: 'off' }),
    canSwitchCamera: says.canSwitchCamera ?? false,
    remoteMuted: says.remoteMuted ?? false,
    ...(localScreen && { localScreen }),
    ...(remoteScreen && { remoteScreen }),
    ...(recording && { recording }),
  };
}
