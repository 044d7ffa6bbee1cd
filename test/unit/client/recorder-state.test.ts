import { describe, expect, it } from 'vitest';
import {
  IDLE_RECORDER,
  TAP_MS,
  transition,
  type RecorderEffect,
  type RecorderEvent,
  type RecorderState,
} from '../../../src/client/recorder/recorder-state.js';

const note = { blob: new Blob(['sound']), seconds: 2, waveform: [1, 2, 3] };
const held: RecorderEvent = { type: 'press', mode: 'held' };
const free: RecorderEvent = { type: 'press', mode: 'free' };
const granted: RecorderEvent = { type: 'granted', atMs: 1_000 };
const recorded: RecorderEvent = { type: 'recorded', note };

function walk(...events: RecorderEvent[]): { state: RecorderState; effects: string[] } {
  let state: RecorderState = IDLE_RECORDER;
  const effects: RecorderEffect[] = [];
  for (const event of events) {
    const [next, more] = transition(state, event);
    state = next;
    effects.push(...more);
  }
  return { state, effects: effects.map(({ type }) => type) };
}

describe('a voice note', () => {
  it('is sent when a button that was held is released', () => {
    const release = { type: 'release', atMs: 1_000 + TAP_MS } as const;
    const { state, effects } = walk(held, granted, release, recorded);
    expect(effects).toEqual(['open', 'begin', 'finish', 'deliver']);
    expect(state.phase).toBe('idle');
  });

  it('goes on hands-free after a tap', () => {
    const release = { type: 'release', atMs: 1_000 + TAP_MS - 1 } as const;
    expect(walk(held, granted, release).state).toMatchObject({ phase: 'recording', mode: 'free' });
  });

  it('goes on hands-free when the browser’s question made the person let go', () => {
    const { state } = walk(held, { type: 'release', atMs: 0 }, granted);
    expect(state).toMatchObject({ phase: 'recording', mode: 'free' });
  });

  it('goes on hands-free when it is locked, and a release then does nothing', () => {
    const { state } = walk(held, granted, { type: 'lock' }, { type: 'release', atMs: 99_000 });
    expect(state).toMatchObject({ phase: 'recording', mode: 'free' });
  });

  it('is heard again before it is sent', () => {
    const ready = walk(free, granted, { type: 'stop' }, recorded);
    expect(ready.state).toEqual({ phase: 'ready', note });
    expect(walk(free, granted, { type: 'stop' }, recorded, { type: 'send' }).effects).toEqual([
      'open',
      'begin',
      'finish',
      'deliver',
    ]);
  });

  it('that was interrupted is kept, with the reason', () => {
    for (const reason of ['limit', 'hidden', 'call', 'device'] as const) {
      const { state } = walk(held, granted, { type: 'interrupted', reason }, recorded);
      expect(state).toEqual({ phase: 'ready', note, reason });
    }
  });

  it('that the page did not let go is kept', () => {
    const { state } = walk(free, granted, { type: 'send' }, recorded, { type: 'kept', note });
    expect(state).toEqual({ phase: 'ready', note });
  });

  it('of nothing is no note', () => {
    const empty = { ...note, blob: new Blob([]) };
    const { state } = walk(free, granted, { type: 'send' }, { type: 'recorded', note: empty });
    expect(state).toEqual({ phase: 'refused', problem: 'empty' });
  });

  it('is let go of by cancelling, wherever it is', () => {
    const ways: RecorderEvent[][] = [
      [held],
      [held, granted],
      [free, granted, { type: 'stop' }],
      [free, granted, { type: 'stop' }, recorded],
      [free, { type: 'refused', problem: 'device_missing' }],
    ];
    for (const way of ways) {
      const { state, effects } = walk(...way, { type: 'cancel' });
      expect(state).toEqual(IDLE_RECORDER);
      expect(effects.at(-1)).toBe('discard');
      // What the recorder still gives afterwards belongs to nobody.
      expect(walk(...way, { type: 'cancel' }, recorded).state).toEqual(IDLE_RECORDER);
    }
  });

  it('never opens a second microphone', () => {
    expect(walk(held, held, granted, free).effects).toEqual(['open', 'begin']);
  });
});
