import { describe, expect, it } from 'vitest';
import { CALL_LIMITS, type CallEffect, type CallEvent } from '../../../src/core/call-events.js';
import {
  IDLE_MACHINE,
  isLive,
  transition,
  type CallMachine,
} from '../../../src/core/call-machine.js';
import type { CallPhase } from '../../../src/core/call-state.js';

const OWN = '01890000-0000-7000-8000-00000000000a';
const THEIRS = '01890000-0000-7000-8000-00000000000b';
const STRANGERS = '01890000-0000-7000-8000-00000000000c';
const CONVERSATION = '01890000-0000-7000-8000-0000000000ff';
const seller = { id: 'seller-42', name: 'Blue Door Motors' };
const stranger = { id: 'buyer-7' };

const outgoing = {
  callId: OWN,
  conversationId: CONVERSATION,
  type: 'VIDEO',
  peer: seller,
} as const;
const incoming = { ...outgoing, callId: THEIRS } as const;
const fromStranger = { ...outgoing, callId: STRANGERS, peer: stranger } as const;

/** Every event there is, for the call at hand and for another one. */
const EVENTS: Record<string, CallEvent> = {
  start: { type: 'start', call: outgoing },
  answer: { type: 'answer' },
  decline: { type: 'decline' },
  end: { type: 'end' },
  dismiss: { type: 'dismiss' },
  hold: { type: 'hold' },
  resume: { type: 'resume' },
  peer_held: { type: 'peer_held' },
  peer_resumed: { type: 'peer_resumed' },
  peer_ended: { type: 'peer_ended', reason: 'hangup' },
  became_video: { type: 'became_video' },
  rejoin: { type: 'rejoin', call: outgoing, direction: 'outgoing', connectedAtMs: 0 },
  'rejoin theirs': { type: 'rejoin', call: incoming, direction: 'incoming', connectedAtMs: 0 },
  'peer_rejoined own': { type: 'peer_rejoined', callId: OWN, peerId: 'peer-3' },
  'peer_rejoined theirs': { type: 'peer_rejoined', callId: THEIRS, peerId: 'peer-3' },
  'peer_rejoined foreign': { type: 'peer_rejoined', callId: STRANGERS, peerId: 'peer-3' },
  link_interrupted: { type: 'link_interrupted' },
  media_promised: { type: 'media_promised' },
  media_settled: { type: 'media_settled' },
  media_failed: { type: 'media_failed', error: 'calls_unsupported' },
  'call_started own': { type: 'call_started', callId: OWN },
  'call_started foreign': { type: 'call_started', callId: STRANGERS },
  'call_ringing own': { type: 'call_ringing', callId: OWN },
  'call_ringing foreign': { type: 'call_ringing', callId: STRANGERS },
  'call_request theirs': { type: 'call_request', call: incoming },
  'call_request theirs by voice': { type: 'call_request', call: { ...incoming, type: 'VOICE' } },
  'call_request stranger': { type: 'call_request', call: fromStranger },
  'call_accept own': { type: 'call_accept', callId: OWN, peerId: 'peer-2' },
  'call_accept without a peer': { type: 'call_accept', callId: OWN },
  'call_accept theirs': { type: 'call_accept', callId: THEIRS, peerId: 'peer-1' },
  'call_end own': { type: 'call_end', callId: OWN, reason: 'declined' },
  'call_end theirs': { type: 'call_end', callId: THEIRS, reason: 'answered_elsewhere' },
  'call_end foreign': { type: 'call_end', callId: STRANGERS, reason: 'hangup' },
  'call_refused own': { type: 'call_refused', callId: OWN, error: 'call_not_allowed' },
  'call_refused in glare': { type: 'call_refused', callId: OWN, error: 'already_in_call' },
  'call_refused theirs': { type: 'call_refused', callId: THEIRS, error: 'call_already_answered' },
  'call_refused foreign': { type: 'call_refused', callId: STRANGERS, error: 'not_found' },
  'resynced empty': { type: 'resynced', open: [] },
  'resynced ringing': {
    type: 'resynced',
    open: [OWN, THEIRS].map((callId) => ({ callId, ringing: true })),
  },
  'resynced answered': {
    type: 'resynced',
    open: [OWN, THEIRS].map((callId) => ({ callId, ringing: false })),
  },
  link_ready: { type: 'link_ready', peerId: 'peer-1' },
  media_flowing: { type: 'media_flowing' },
  link_closed: { type: 'link_closed', final: false },
  'link_closed for good': { type: 'link_closed', final: true },
  link_failed: { type: 'link_failed', error: 'peer_failed' },
  timeout: { type: 'timeout' },
};

function run(events: readonly CallEvent[], nowMs = 0, from = IDLE_MACHINE) {
  let machine: CallMachine = from;
  const effects: CallEffect[] = [];
  for (const event of events) {
    const [next, more] = transition(machine, event, nowMs);
    machine = next;
    effects.push(...more);
  }
  return { machine, effects };
}

const event = (name: string): CallEvent => {
  const found = EVENTS[name];
  if (!found) throw new Error(`no event ${name}`);
  return found;
};
const play = (...names: string[]) => run(names.map(event));
const framesIn = (effects: readonly CallEffect[]) =>
  effects.flatMap((effect) => (effect.type === 'send' ? [effect.frame] : []));

/** A path into each phase. */
const WAYS: Record<string, readonly string[]> = {
  idle: [],
  calling: ['start'],
  'calling, registered': ['start', 'call_started own'],
  ringing: ['start', 'call_started own', 'call_ringing own'],
  'connecting, outgoing': ['start', 'call_ringing own', 'call_accept own'],
  'active, outgoing': ['start', 'call_accept own', 'media_flowing'],
  incoming: ['call_request theirs'],
  'connecting, incoming': ['call_request theirs', 'answer'],
  'active, incoming': ['call_request theirs', 'answer', 'media_flowing'],
  'reconnecting, outgoing': ['start', 'call_accept own', 'media_flowing', 'link_interrupted'],
  'reconnecting, incoming': ['call_request theirs', 'answer', 'media_flowing', 'link_interrupted'],
  'reconnecting, reloaded': ['rejoin'],
  ended: ['call_request theirs', 'decline'],
};

/** Where each event leads from each way; what is not named stays. */
const LEADS_TO: Record<string, Record<string, CallPhase>> = {
  idle: {
    start: 'calling',
    'call_request theirs': 'incoming',
    'call_request theirs by voice': 'incoming',
    'call_request stranger': 'incoming',
    rejoin: 'reconnecting',
    'rejoin theirs': 'reconnecting',
  },
  calling: {
    end: 'ended',
    media_failed: 'ended',
    'call_ringing own': 'ringing',
    'call_request theirs': 'connecting',
    'call_request theirs by voice': 'connecting',
    'call_accept own': 'connecting',
    'call_accept without a peer': 'connecting',
    'call_end own': 'ended',
    'call_refused own': 'ended',
    link_failed: 'ended',
    timeout: 'ended',
  },
  'calling, registered': {
    end: 'ended',
    media_failed: 'ended',
    'call_ringing own': 'ringing',
    'call_accept own': 'connecting',
    'call_accept without a peer': 'connecting',
    'call_end own': 'ended',
    'call_refused own': 'ended',
    'resynced empty': 'ended',
    link_failed: 'ended',
    timeout: 'ended',
  },
  ringing: {
    end: 'ended',
    media_failed: 'ended',
    'call_accept own': 'connecting',
    'call_accept without a peer': 'connecting',
    'call_end own': 'ended',
    'call_refused own': 'ended',
    'call_refused in glare': 'ended',
    'resynced empty': 'ended',
    link_failed: 'ended',
    timeout: 'ended',
  },
  'connecting, outgoing': {
    end: 'ended',
    media_failed: 'ended',
    'call_end own': 'ended',
    'call_refused own': 'ended',
    'call_refused in glare': 'ended',
    peer_ended: 'ended',
    media_flowing: 'active',
    link_closed: 'ended',
    'link_closed for good': 'ended',
    link_failed: 'ended',
    timeout: 'ended',
  },
  'active, outgoing': {
    end: 'ended',
    media_failed: 'ended',
    'call_end own': 'ended',
    peer_ended: 'ended',
    'peer_rejoined own': 'reconnecting',
    link_interrupted: 'reconnecting',
    link_closed: 'reconnecting',
    'link_closed for good': 'ended',
    link_failed: 'reconnecting',
  },
  incoming: {
    start: 'connecting',
    answer: 'connecting',
    decline: 'ended',
    end: 'ended',
    'call_end theirs': 'ended',
    'call_refused theirs': 'ended',
    'resynced empty': 'ended',
    link_failed: 'ended',
    timeout: 'ended',
  },
  'connecting, incoming': {
    end: 'ended',
    media_failed: 'ended',
    'call_end theirs': 'ended',
    'call_refused theirs': 'ended',
    peer_ended: 'ended',
    media_flowing: 'active',
    link_closed: 'ended',
    'link_closed for good': 'ended',
    link_failed: 'ended',
    timeout: 'ended',
  },
  'active, incoming': {
    end: 'ended',
    media_failed: 'ended',
    'call_end theirs': 'ended',
    peer_ended: 'ended',
    'peer_rejoined theirs': 'reconnecting',
    link_interrupted: 'reconnecting',
    link_closed: 'reconnecting',
    'link_closed for good': 'ended',
    link_failed: 'reconnecting',
  },
  'reconnecting, outgoing': {
    end: 'ended',
    media_failed: 'ended',
    'call_end own': 'ended',
    peer_ended: 'ended',
    'resynced empty': 'ended',
    media_flowing: 'active',
    'link_closed for good': 'ended',
    timeout: 'ended',
  },
  'reconnecting, incoming': {
    end: 'ended',
    media_failed: 'ended',
    'call_end theirs': 'ended',
    peer_ended: 'ended',
    'resynced empty': 'ended',
    media_flowing: 'active',
    'link_closed for good': 'ended',
    timeout: 'ended',
  },
  'reconnecting, reloaded': {
    end: 'ended',
    media_failed: 'ended',
    'call_end own': 'ended',
    peer_ended: 'ended',
    'call_refused own': 'ended',
    'call_refused in glare': 'ended',
    'resynced empty': 'ended',
    media_flowing: 'active',
    'link_closed for good': 'ended',
    timeout: 'ended',
  },
  ended: {
    rejoin: 'reconnecting',
    'rejoin theirs': 'reconnecting',
    start: 'calling',
    dismiss: 'idle',
    'call_request theirs': 'incoming',
    'call_request theirs by voice': 'incoming',
    'call_request stranger': 'incoming',
  },
};

describe('every phase × every event', () => {
  for (const [way, path] of Object.entries(WAYS)) {
    for (const name of Object.keys(EVENTS)) {
      const expected = LEADS_TO[way]?.[name] ?? way.split(',')[0];
      it(`${way} × ${name} → ${expected}`, () => {
        const { machine } = play(...path);
        const [next] = transition(machine, event(name), 0);
        expect(next.call.phase).toBe(expected);
      });
    }
  }
});

/** What the shell holds after doing the effects. */
interface Held {
  timer: boolean;
  link: boolean;
  media: boolean;
  tone: boolean;
  /** `call-ended` announced for the call at hand. */
  terminals: number;
}

const NOTHING: Held = { timer: false, link: false, media: false, tone: false, terminals: 0 };

function hold(held: Held, effect: CallEffect): Held {
  switch (effect.type) {
    case 'start_timer':
      return { ...held, timer: true };
    case 'stop_timer':
      return { ...held, timer: false };
    case 'warm_link':
      return { ...held, link: true };
    case 'close_link':
      return { ...held, link: false };
    case 'acquire_media':
      return { ...held, media: true };
    case 'release_media':
      return { ...held, media: false };
    case 'play_tone':
      return { ...held, tone: /^(ringtone|ringback|waiting|reconnecting)$/.test(effect.tone) };
    case 'stop_tone':
      return { ...held, tone: false };
    case 'announce':
      return effect.fact === 'call-ended' ? { ...held, terminals: held.terminals + 1 } : held;
    default:
      return held;
  }
}

describe('every reachable state', () => {
  const seen = new Map<
    string,
    { machine: CallMachine; held: Held; effects: readonly CallEffect[] }
  >();
  const queue: { machine: CallMachine; held: Held }[] = [{ machine: IDLE_MACHINE, held: NOTHING }];
  const violations: string[] = [];

  for (let at = queue.shift(); at; at = queue.shift()) {
    for (const [name, happening] of Object.entries(EVENTS)) {
      const [machine, effects] = transition(at.machine, happening, 0);
      const wasLive = isLive(at.machine.call);
      const begins = !wasLive && isLive(machine.call);
      const held = effects.reduce(hold, begins ? { ...at.held, terminals: 0 } : at.held);
      const { phase } = machine.call;
      const waiting = ['calling', 'ringing', 'incoming', 'connecting', 'reconnecting'].includes(
        phase,
      );
      const where = `${at.machine.call.phase} × ${name} → ${phase}`;
      if (waiting && !held.timer) violations.push(`${where}: no timer`);
      if (!isLive(machine.call) && held.timer) violations.push(`${where}: timer left`);
      if (!isLive(machine.call) && held.link) violations.push(`${where}: link left`);
      if (!isLive(machine.call) && held.media) violations.push(`${where}: media left`);
      if (!isLive(machine.call) && held.tone) violations.push(`${where}: tone left`);
      if (wasLive && phase === 'ended' && held.terminals !== 1)
        violations.push(`${where}: terminals`);
      if (phase === 'active' && (held.tone || held.timer)) violations.push(`${where}: waits`);
      const key = JSON.stringify([machine, held]);
      if (seen.has(key)) continue;
      seen.set(key, { machine, held, effects });
      queue.push({ machine, held });
    }
  }

  it('has a timer while it waits, frees everything at its end, and ends once', () => {
    expect(violations).toEqual([]);
  });

  it('are as many as the drawing suggests', () => {
    const phases = new Set([...seen.values()].map(({ machine }) => machine.call.phase));
    expect(phases.size).toBe(8);
    expect(seen.size).toBeGreaterThan(60);
  });
});

describe('an outgoing call', () => {
  it('asks the broker, the devices and the link at once', () => {
    const { effects } = play('start');
    expect(effects.map(({ type }) => type)).toEqual([
      'send',
      'warm_link',
      'acquire_media',
      'start_timer',
    ]);
    expect(framesIn(effects)).toEqual([
      {
        type: 'call_request',
        callId: OWN,
        conversationId: CONVERSATION,
        calleeId: 'seller-42',
        callType: 'VIDEO',
      },
    ]);
  });

  it.each([
    ['accept last', ['media_settled', 'link_ready', 'call_accept own']],
    ['devices last', ['link_ready', 'call_accept own', 'media_settled']],
    ['link last', ['call_accept own', 'media_settled', 'link_ready']],
  ])('dials the accepting device once, with the %s', (_name, order) => {
    const { effects } = play('start', ...order, 'link_ready', 'media_settled');
    expect(effects.filter(({ type }) => type === 'dial')).toEqual([
      { type: 'dial', callId: OWN, peerId: 'peer-2' },
    ]);
  });

  it('is connected only by media that flows, and counts from there', () => {
    const ringing = play('start', 'media_settled', 'link_ready', 'call_accept own').machine;
    expect(ringing.call.phase).toBe('connecting');
    const [active, effects] = transition(ringing, event('media_flowing'), 5_000);
    expect(active.call).toMatchObject({ phase: 'active', connectedAtMs: 5_000 });
    expect(framesIn(effects)).toEqual([{ type: 'call_connected', callId: OWN }]);
    const [ended] = transition(active, { type: 'end' }, 12_400);
    expect(ended.call).toMatchObject({ phase: 'ended', reason: 'hangup', durationSeconds: 7 });
  });

  for (const [who, ringing, taken] of [
    ['caller', 'start', 'call_accept own'],
    ['callee', 'call_request theirs', 'answer'],
  ] as const) {
    it(`knows how long the ${who} waited from the accept to the media, in this page alone`, () => {
      const [accepted] = transition(play(ringing).machine, event(taken), 1_000);
      const [active] = transition(accepted, event('media_flowing'), 1_640);
      expect(active.call).toMatchObject({ phase: 'active', setupMs: 640 });
      const [broken] = transition(active, event('link_interrupted'), 9_000);
      const [mended] = transition(broken, event('media_flowing'), 9_900);
      expect(mended.call).toMatchObject({ phase: 'active', setupMs: 640 });
      const [setBack] = transition(accepted, event('media_flowing'), 400);
      expect(setBack.call).toMatchObject({ setupMs: 0 });
      expect(play('rejoin', 'media_flowing').machine.call).not.toHaveProperty('setupMs');
    });
  }

  it('is asked again when the broker lost the first asking', () => {
    const { machine } = play('start');
    const [, effects] = transition(machine, event('resynced empty'), 0);
    expect(framesIn(effects).map(({ type }) => type)).toEqual(['call_request']);
    const known = play('start', 'resynced ringing');
    expect(known.machine.registered).toBe(true);
  });

  it('given up while it rings is cancelled here and ended on the broker', () => {
    const { machine, effects } = play('start', 'call_ringing own', 'end');
    expect(machine.call).toMatchObject({ phase: 'ended', reason: 'cancelled' });
    expect(framesIn(effects).at(-1)).toEqual({ type: 'call_end', callId: OWN });
  });

  it('tells declined, busy and failed apart', () => {
    expect(play('start', 'call_end own').machine.call).toMatchObject({ reason: 'declined' });
    const busy = { type: 'call_end', callId: OWN, reason: 'busy' } as const;
    expect(run([event('start'), busy]).machine.call).toMatchObject({ reason: 'busy' });
    const limited = { type: 'call_refused', callId: OWN, error: 'rate_limited' } as const;
    expect(run([event('start'), limited]).machine.call).toMatchObject({
      reason: 'failed',
      error: 'rate_limited',
    });
  });

  it('is failed when nobody answers the request, unanswered when nobody answers the ring', () => {
    expect(play('start', 'timeout').machine.call).toMatchObject({ error: 'timeout' });
    expect(play('start', 'call_ringing own', 'timeout').machine.call).toMatchObject({
      reason: 'no_answer',
    });
  });
});

describe('an incoming call', () => {
  it('rings, and warms its link without a word to the caller', () => {
    const { effects } = play('call_request theirs', 'link_ready');
    expect(framesIn(effects)).toEqual([{ type: 'call_ringing', callId: THEIRS }]);
    expect(effects).toContainEqual({ type: 'play_tone', tone: 'ringtone' });
  });

  it('is accepted before the devices are there when no prompt can hold them up', () => {
    const { effects } = play('call_request theirs', 'link_ready', 'answer', 'media_promised');
    expect(framesIn(effects).at(-1)).toEqual({
      type: 'call_accept',
      callId: THEIRS,
      peerId: 'peer-1',
    });
    expect(effects.some(({ type }) => type === 'answer_dial')).toBe(false);
  });

  it('is accepted after the prompt when there is one', () => {
    const asked = play('call_request theirs', 'link_ready', 'answer');
    expect(framesIn(asked.effects).some(({ type }) => type === 'call_accept')).toBe(false);
    const { effects } = run([event('media_settled')], 0, asked.machine);
    expect(effects.map(({ type }) => type)).toEqual(['send', 'start_timer', 'answer_dial']);
  });

  it('gives the person a minute for the prompt, and the link twenty seconds from the accept', () => {
    const limits = (effects: readonly CallEffect[]) =>
      effects.flatMap((effect) => (effect.type === 'start_timer' ? [effect.limitMs] : []));
    const asked = play('call_request theirs', 'link_ready', 'answer');
    expect(limits(asked.effects).at(-1)).toBe(60_000);
    const accepted = run([event('media_settled')], 0, asked.machine);
    expect(limits(accepted.effects)).toEqual([20_000]);
    expect(limits(play('start', 'call_accept own').effects).at(-1)).toBe(20_000);
  });

  it('is accepted once', () => {
    const { effects } = play(
      'call_request theirs',
      'answer',
      'media_promised',
      'link_ready',
      'media_settled',
      'link_ready',
    );
    const accepts = framesIn(effects).filter(({ type }) => type === 'call_accept');
    expect(accepts).toHaveLength(1);
  });

  it('says an accept again that the broker never heard', () => {
    const accepted = play('call_request theirs', 'link_ready', 'answer', 'media_settled').machine;
    const again = run([event('resynced ringing')], 0, accepted);
    expect(framesIn(again.effects).map(({ type }) => type)).toEqual(['call_accept']);
    const heard = run([event('resynced answered')], 0, accepted);
    expect(heard.effects).toEqual([]);
  });

  it('is over here when another device took it', () => {
    const { machine, effects } = play('call_request theirs', 'call_end theirs');
    expect(machine.call).toMatchObject({ reason: 'answered_elsewhere' });
    expect(effects.some((effect) => effect.type === 'play_tone' && effect.tone === 'end')).toBe(
      false,
    );
    const late = play('call_request theirs', 'link_ready', 'answer', 'media_settled');
    expect(run([event('call_refused theirs')], 0, late.machine).machine.call).toMatchObject({
      reason: 'answered_elsewhere',
    });
  });

  it('while in another call is refused as busy', () => {
    const { machine, effects } = play('start', 'call_request stranger');
    expect(machine.call).toMatchObject({ callId: OWN });
    expect(framesIn(effects).at(-1)).toEqual({
      type: 'call_reject',
      callId: STRANGERS,
      reason: 'busy',
    });
  });

  it('is answered by calling back whoever rings', () => {
    const { machine, effects } = play('call_request theirs', 'start');
    expect(machine.call).toMatchObject({ phase: 'connecting', callId: THEIRS });
    expect(framesIn(effects).some(({ type }) => type === 'call_request')).toBe(false);
  });
});

describe('both call each other', () => {
  it.each([
    ['their call comes first', ['call_request theirs', 'call_refused in glare']],
    ['the refusal comes first', ['call_refused in glare', 'call_request theirs']],
  ])('ends in their call, accepted without asking: %s', (_name, order) => {
    const { machine, effects } = play('start', 'media_settled', 'link_ready', ...order);
    expect(machine.call).toMatchObject({
      phase: 'connecting',
      callId: THEIRS,
      direction: 'incoming',
    });
    const accepts = framesIn(effects).filter(({ type }) => type === 'call_accept');
    expect(accepts).toEqual([{ type: 'call_accept', callId: THEIRS, peerId: 'peer-1' }]);
    expect(effects.filter(({ type }) => type === 'answer_dial')).toHaveLength(1);
  });

  it('never turns a camera on that the earlier call did not ask for', () => {
    const { effects } = play('start', 'media_settled', 'call_request theirs by voice');
    expect(effects.filter(({ type }) => type === 'acquire_media').at(-1)).toEqual({
      type: 'acquire_media',
      callType: 'VOICE',
    });
  });

  it('is given up soon when the refusal was about a third person', () => {
    const { machine, effects } = play('start', 'call_refused in glare');
    expect(effects.at(-1)).toEqual({ type: 'start_timer', limitMs: CALL_LIMITS.glareMs });
    expect(run([event('timeout')], 0, machine).machine.call.phase).toBe('ended');
  });
});

describe('a connected call', () => {
  it('whose link dies is mended; one whose other side lets go without coming back is hung up', () => {
    const active = play('call_request theirs', 'answer', 'media_flowing').machine;
    const broken = run([event('link_failed')], 0, active);
    expect(broken.machine.call).toMatchObject({ phase: 'reconnecting' });
    expect(broken.effects).toContainEqual({ type: 'mend_link' });
    const gone = run([event('link_closed for good')], 0, active).machine;
    expect(gone.call).toMatchObject({ reason: 'hangup' });
  });

  it('outlives a broker that forgot it', () => {
    const active = play('call_request theirs', 'answer', 'media_flowing').machine;
    expect(run([event('resynced empty')], 0, active).machine).toBe(active);
  });

  it('takes its length from the broker when the broker ends it', () => {
    const active = play('call_request theirs', 'answer', 'media_flowing').machine;
    const end = {
      type: 'call_end',
      callId: THEIRS,
      reason: 'hangup',
      durationSeconds: 61,
    } as const;
    expect(run([end], 9_000, active).machine.call).toMatchObject({ durationSeconds: 61 });
  });
});

describe('a call that is connected', () => {
  const talk = [
    'start',
    'media_settled',
    'link_ready',
    'call_accept own',
    'media_flowing',
  ] as const;

  it('is on hold as long as either side holds it, and quiet just as long', () => {
    const held = play(...talk, 'hold');
    expect(held.machine.call).toMatchObject({ phase: 'active', hold: 'own' });
    expect(held.effects.slice(-2)).toEqual([
      { type: 'send', frame: { type: 'call_hold', callId: OWN } },
      { type: 'quiet_media', isQuiet: true },
    ]);
    const both = run([event('peer_held')], 0, held.machine);
    expect([both.machine.call, both.effects]).toMatchObject([{ hold: 'both' }, []]);
    const theirs = run([event('resume')], 0, both.machine);
    expect(theirs.machine.call).toMatchObject({ hold: 'theirs' });
    expect(theirs.effects.map(({ type }) => type)).toEqual(['send']);
    const none = run([event('peer_resumed')], 0, theirs.machine);
    expect(none.machine.call).not.toHaveProperty('hold');
    expect(none.effects).toEqual([{ type: 'quiet_media', isQuiet: false }]);
  });

  it('says a hold once, however often the button is pressed', () => {
    const { effects } = play(...talk, 'hold', 'hold', 'resume', 'resume');
    expect(
      framesIn(effects)
        .slice(-2)
        .map(({ type }) => type),
    ).toEqual(['call_hold', 'call_resume']);
  });

  it('looks for a path for a minute, and is lost then, told to the broker', () => {
    const broken = run([event('link_interrupted')], 1_000, play(...talk).machine);
    expect(broken.machine.call).toMatchObject({ phase: 'reconnecting', untilMs: 61_000 });
    expect(broken.effects).toEqual([
      { type: 'start_timer', limitMs: 60_000 },
      { type: 'play_tone', tone: 'reconnecting' },
      { type: 'mend_link' },
    ]);
    const lost = run([event('timeout')], 61_000, broken.machine);
    expect(lost.machine.call).toMatchObject({
      phase: 'ended',
      reason: 'lost',
      durationSeconds: 61,
    });
    expect(framesIn(lost.effects)).toEqual([{ type: 'call_end', callId: OWN, reason: 'lost' }]);
  });

  it('goes on where it was when the path is whole again, without being told of anew', () => {
    const mended = play(...talk, 'hold', 'link_interrupted', 'media_flowing');
    expect(mended.machine.call).toMatchObject({ phase: 'active', connectedAtMs: 0, hold: 'own' });
    expect(mended.machine.call).not.toHaveProperty('untilMs');
    const told = mended.effects.filter(
      (effect) => effect.type === 'announce' && effect.fact === 'call-connected',
    );
    expect(told).toHaveLength(1);
  });

  it('is connected anew to a side that was reloaded: the caller dials, the callee answers', () => {
    const caller = play(...talk, 'peer_rejoined own');
    expect(caller.machine.call.phase).toBe('reconnecting');
    expect(caller.effects.slice(-2)).toEqual([
      { type: 'reset_link' },
      { type: 'dial', callId: OWN, peerId: 'peer-3' },
    ]);
    const callee = play('call_request theirs', 'answer', 'media_flowing', 'peer_rejoined theirs');
    expect(callee.effects.slice(-2)).toEqual([
      { type: 'reset_link' },
      { type: 'answer_dial', callId: THEIRS },
    ]);
  });

  it('of a caller whose page was reloaded says where it is, hears where to dial, and dials once', () => {
    const { machine, effects } = play(
      'rejoin',
      'link_ready',
      'media_settled',
      'call_accept own',
      'call_accept own',
      'media_flowing',
    );
    expect(framesIn(effects)).toEqual([{ type: 'call_rejoin', callId: OWN, peerId: 'peer-1' }]);
    expect(effects.filter(({ type }) => type === 'dial')).toEqual([
      { type: 'dial', callId: OWN, peerId: 'peer-2' },
    ]);
    expect(machine.call.phase).toBe('active');
    expect(effects.at(-1)).toMatchObject({ type: 'announce', fact: 'call-connected' });
  });

  it('of a callee whose page was reloaded is ready to be dialled before it says so', () => {
    const { effects } = play('rejoin theirs', 'media_settled', 'link_ready');
    expect(effects.slice(-2)).toEqual([
      { type: 'answer_dial', callId: THEIRS },
      { type: 'send', frame: { type: 'call_rejoin', callId: THEIRS, peerId: 'peer-1' } },
    ]);
  });

  it('says its new address again when the broker may not have heard it', () => {
    const { machine } = play('rejoin theirs', 'media_settled', 'link_ready');
    const again = run([event('resynced answered')], 0, machine);
    expect(framesIn(again.effects).map(({ type }) => type)).toEqual(['call_rejoin']);
  });

  it('becomes a video call when both agreed', () => {
    const voice = { type: 'start', call: { ...outgoing, type: 'VOICE' } } as const;
    const { machine } = run([voice, event('call_accept own'), event('media_flowing')]);
    const [video] = transition(machine, event('became_video'), 0);
    expect(video.call).toMatchObject({ phase: 'active', type: 'VIDEO' });
  });
});
