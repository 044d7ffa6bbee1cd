import type { DeviceRefusal } from '../../client/device-refusal.js';
import type { CallMedia } from '../../client/types.js';
import { formatDuration } from '../../controllers/durations.js';
import type { LocaleController } from '../../controllers/locale-controller.js';
import { errorCodeOf, errorKey } from '../../controllers/sentences.js';
import type { CallState } from '../../core/call-state.js';
import type { PlainKey } from '../../locales/types.js';

export type ShownCall = Exclude<CallState, { phase: 'idle' }>;

export function shownCall(call: CallState | undefined): ShownCall | undefined {
  return call?.phase === 'idle' ? undefined : call;
}

const STATUS: Record<ShownCall['phase'], PlainKey> = {
  calling: 'calling',
  ringing: 'ringing',
  incoming: 'ringing',
  connecting: 'connecting',
  active: 'callInProgress',
  reconnecting: 'reconnecting',
  ended: 'callEnded',
};

export function callStatus(call: ShownCall, locale: LocaleController): string {
  if (call.phase === 'active' && call.hold) return locale.t('onHold');
  if (call.phase === 'ended' && call.reason === 'lost') return locale.t('callLost');
  return locale.t(STATUS[call.phase]);
}

/** Why nothing is seen of the other side; nothing is said of a picture that may be on its way. */
export function darknessKey(
  call: ShownCall,
  { remoteVideo, remoteCamera }: CallMedia,
): 'cameraIsOff' | 'pictureIsPaused' | undefined {
  if (call.type !== 'VIDEO' || call.phase !== 'active' || call.hold || remoteVideo)
    return undefined;
  if (remoteCamera === 'off') return 'cameraIsOff';
  return remoteCamera === 'paused' ? 'pictureIsPaused' : undefined;
}

/** What cannot be done, and of a missing device which it is. */
export function problemKey(cause: unknown): PlainKey {
  const code = errorCodeOf(cause);
  const { device } = (cause ?? {}) as Partial<DeviceRefusal>;
  return code === 'device_missing' && device ? `error_${device}_missing` : errorKey(code);
}

/** How long the call is still being mended. */
export function secondsLeft(call: ShownCall, nowMs: number): number | undefined {
  if (call.phase !== 'reconnecting' || call.untilMs <= nowMs) return undefined;
  return Math.ceil((call.untilMs - nowMs) / 1000);
}

/** Why it ended, when the status alone does not say it. */
export function callReason(call: ShownCall, locale: LocaleController): string {
  if (call.phase !== 'ended' || call.reason === 'hangup') return '';
  return locale.t(endReasonKey(call));
}

/** Seconds of talk so far, or in all. */
export function callSeconds(call: ShownCall, nowMs: number): number | undefined {
  if (call.phase === 'active' || call.phase === 'reconnecting')
    return (nowMs - call.connectedAtMs) / 1000;
  if (call.phase === 'ended' && call.durationSeconds > 0) return call.durationSeconds;
  return undefined;
}

export function callLength(seconds: number, locale: LocaleController): string {
  return formatDuration(locale.lang, seconds);
}

/** What trying once more is called; undefined when there is nothing to try. */
export function redialKey(call: ShownCall): PlainKey | undefined {
  if (call.phase !== 'ended') return undefined;
  switch (call.reason) {
    case 'no_answer':
    case 'busy':
    case 'failed':
    case 'lost':
      return call.direction === 'incoming' ? 'callBack' : 'redial';
    case 'cancelled':
      return call.direction === 'incoming' ? 'callBack' : undefined;
    default:
      return undefined;
  }
}

/** Why a call is over, told to the side that reads it. */
function endReasonKey(call: Extract<ShownCall, { phase: 'ended' }>): PlainKey {
  switch (call.reason) {
    case 'declined':
    case 'busy':
    case 'no_answer':
    case 'cancelled':
      return `end_${call.reason}_${call.direction}`;
    case 'failed':
      return call.error ? errorKey(call.error) : 'end_failed';
    case 'hangup':
    case 'answered_elsewhere':
    case 'lost':
      return `end_${call.reason}`;
  }
}

/** ISO 8601 duration for `<time datetime>`. */
export function isoDuration(seconds: number): string {
  return `PT${Math.max(0, Math.floor(seconds))}S`;
}
