import type { LitElement } from 'lit';
import type { CallPeer } from '../../core/call-state.js';
import type { CallEndReason, CallType } from '../../protocol/index.js';

/** What a page says of a call that it holds itself. */
export interface ControlledCall {
  /** While set, true or false, nothing but these properties is shown, and no session is used. */
  open?: boolean | undefined;
  callType?: CallType | undefined;
  status?:
    | 'calling'
    | 'ringing'
    | 'incoming'
    | 'connecting'
    | 'active'
    | 'hold'
    | 'reconnecting'
    | 'ended'
    | undefined;
  /** The other side has called; with `calling` or `ringing` it rings here. */
  incoming?: boolean | undefined;
  remoteUser?: CallPeer | undefined;
  /** Seconds of talk. */
  duration?: number | undefined;
  localStream?: MediaStream | null | undefined;
  remoteStream?: MediaStream | null | undefined;
  muted?: boolean | undefined;
  cameraOff?: boolean | undefined;
  remoteMuted?: boolean | undefined;
  /** Screens that are shared, by this side and by the other. */
  localScreen?: MediaStream | undefined;
  remoteScreen?: MediaStream | undefined;
  canSwitchCamera?: boolean | undefined;
  recording?: 'own' | 'theirs' | 'both' | undefined;
  /** How it ended. */
  reason?: CallEndReason | undefined;
}

type Elements<T> = Pick<typeof LitElement, keyof typeof LitElement> & (new () => T);

const CONTROLLED_CALL = [
  'open',
  'callType',
  'status',
  'incoming',
  'remoteUser',
  'duration',
  'localStream',
  'remoteStream',
  'muted',
  'cameraOff',
  'remoteMuted',
  'localScreen',
  'remoteScreen',
  'canSwitchCamera',
  'recording',
  'reason',
] as const satisfies readonly (keyof ControlledCall)[];

/** Adds the properties by which a page shows a call of its own, without a session. */
export function withCallControl<T extends LitElement>(
  base: Elements<T>,
): Elements<T & ControlledCall> {
  class ControlledElement extends (base as unknown as typeof LitElement) {}
  for (const name of CONTROLLED_CALL) ControlledElement.createProperty(name, { attribute: false });
  return ControlledElement as unknown as Elements<T & ControlledCall>;
}
