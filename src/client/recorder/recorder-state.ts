/**
 * How a voice note is made. A press starts it; a short one (a tap, a key) frees the hands, a long
 * one sends on release.
 *
 *   idle ──press──▶ asking ──granted──▶ recording ──stop, interrupted──▶ finishing ──▶ ready
 *                     │ refused            │ send, release                   │           │ send
 *                     ▼                    ▼                                 ▼           ▼
 *                  refused              finishing ─────────recorded──────▶ idle, note delivered
 *
 * `cancel` leads from everywhere to idle and lets go of everything.
 */
import type { DeskbellErrorCode } from '../../core/errors.js';

export interface VoiceNote {
  readonly blob: Blob;
  readonly seconds: number;
  readonly waveform: readonly number[];
}

/** Held by a pointer, or free. */
export type RecorderMode = 'held' | 'free';
/** Why a recording ended without being asked to. */
export type Interruption = 'limit' | 'hidden' | 'call' | 'device';
export type RecorderProblem = DeskbellErrorCode | 'empty' | 'in_call';

export type RecorderState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'asking'; readonly mode: RecorderMode }
  | { readonly phase: 'recording'; readonly mode: RecorderMode; readonly sinceMs: number }
  | {
      readonly phase: 'finishing';
      readonly next: 'preview' | 'send';
      readonly reason?: Interruption | undefined;
    }
  | {
      readonly phase: 'ready';
      readonly note: VoiceNote;
      readonly reason?: Interruption | undefined;
    }
  | { readonly phase: 'refused'; readonly problem: RecorderProblem };

export type RecorderEvent =
  | { readonly type: 'press'; readonly mode: RecorderMode }
  | { readonly type: 'granted'; readonly atMs: number }
  | { readonly type: 'refused'; readonly problem: RecorderProblem }
  | { readonly type: 'release'; readonly atMs: number }
  | { readonly type: 'lock' | 'stop' | 'send' | 'cancel' }
  | { readonly type: 'interrupted'; readonly reason: Interruption }
  /** `kept`: the page did not let it be sent. */
  | { readonly type: 'recorded' | 'kept'; readonly note: VoiceNote };

export type RecorderEffect =
  | { readonly type: 'open' | 'begin' | 'finish' | 'discard' }
  | { readonly type: 'deliver'; readonly note: VoiceNote };

export const IDLE_RECORDER: RecorderState = { phase: 'idle' };
/** A press shorter than this is a tap. */
export const TAP_MS = 500;

type Step = readonly [RecorderState, readonly RecorderEffect[]];

export function transition(state: RecorderState, event: RecorderEvent): Step {
  const stay: Step = [state, []];
  switch (event.type) {
    case 'press':
      if (state.phase !== 'idle' && state.phase !== 'refused') return stay;
      return [{ phase: 'asking', mode: event.mode }, [{ type: 'open' }]];
    case 'granted':
      if (state.phase !== 'asking') return stay;
      return [{ phase: 'recording', mode: state.mode, sinceMs: event.atMs }, [{ type: 'begin' }]];
    case 'refused':
      return [{ phase: 'refused', problem: event.problem }, [{ type: 'discard' }]];
    case 'release':
      // Nobody can hold a button and answer the browser's question.
      if (state.phase === 'asking') return [{ ...state, mode: 'free' }, []];
      if (state.phase !== 'recording' || state.mode === 'free') return stay;
      if (event.atMs - state.sinceMs < TAP_MS) return [{ ...state, mode: 'free' }, []];
      return finish('send');
    case 'lock':
      if (state.phase !== 'recording' && state.phase !== 'asking') return stay;
      return [{ ...state, mode: 'free' }, []];
    case 'stop':
      return state.phase === 'recording' ? finish('preview') : stay;
    case 'interrupted':
      if (state.phase === 'asking') return [IDLE_RECORDER, [{ type: 'discard' }]];
      return state.phase === 'recording' ? finish('preview', event.reason) : stay;
    case 'send':
      return send(state);
    case 'recorded':
      return state.phase === 'finishing' ? recorded(state, event.note) : stay;
    case 'kept':
      return state.phase === 'idle' ? [{ phase: 'ready', note: event.note }, []] : stay;
    case 'cancel':
      return state.phase === 'idle' ? stay : [IDLE_RECORDER, [{ type: 'discard' }]];
  }
}

function finish(next: 'preview' | 'send', reason?: Interruption): Step {
  return [{ phase: 'finishing', next, reason }, [{ type: 'finish' }]];
}

function send(state: RecorderState): Step {
  if (state.phase === 'recording') return finish('send');
  if (state.phase === 'finishing') return [{ ...state, next: 'send' }, []];
  if (state.phase === 'ready') return deliver(state.note);
  return [state, []];
}

function recorded(
  { next, reason }: Extract<RecorderState, { phase: 'finishing' }>,
  note: VoiceNote,
): Step {
  if (note.blob.size === 0) return [{ phase: 'refused', problem: 'empty' }, [{ type: 'discard' }]];
  return next === 'send' ? deliver(note) : [{ phase: 'ready', note, reason }, []];
}

function deliver(note: VoiceNote): Step {
  return [IDLE_RECORDER, [{ type: 'deliver', note }]];
}
