import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallRecord } from '../../../signaling/store/store.js';
import type { BrokerFrame, ClientFrameInput } from '../../../src/protocol/index.js';
import { FakeWebSocket } from '../../support/broker/fake-web-socket.js';
import { actorOf, startDomain, type TestDomain } from '../../support/broker/test-domain.js';

/** Each has two devices; the last one takes part in nothing. */
const PEOPLE = ['ann', 'bob', 'cat', 'eve'] as const;
const DEVICES = PEOPLE.length * 2;
const SIGNALS = ['call_hold', 'call_resume', 'call_ask'] as const;
const isOver = ({ status }: { status: string }) => !['RINGING', 'ANSWERED'].includes(status);

type Command =
  | { kind: 'ring'; device: number; callee: number }
  | { kind: 'say'; device: number; call: number; what: Said }
  | { kind: 'leave'; device: number }
  | { kind: 'return'; device: number }
  | { kind: 'settle' };
type Said = (typeof SAID)[number];
const SAID = [
  ...(['accept', 'accept', 'accept', 'accept', 'accept', 'accept', 'accept', 'accept'] as const),
  ...(['reject', 'end', 'failed', 'connected', 'ringing', 'rejoin', 'quality'] as const),
  ...SIGNALS,
];

const device = fc.nat({ max: DEVICES - 1 });
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('ring' as const),
      device,
      callee: fc.nat({ max: 2 }),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant('say' as const),
      device,
      // Of the newest ones: 0 is the last that was asked for.
      call: fc.nat({ max: 4 }),
      what: fc.constantFrom(...SAID),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.oneof(
      fc.record({ kind: fc.constant('leave' as const), device }),
      fc.record({ kind: fc.constant('return' as const), device }),
    ),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('settle' as const) }) },
);

interface Tab {
  readonly userId: string;
  readonly deviceId: string;
  socket: FakeWebSocket;
  /** Of all its sockets. */
  readonly heard: BrokerFrame[];
}

let domain: TestDomain;
beforeEach(async () => {
  domain = await startDomain({ times: { calls: { lostMs: 5 } } });
});
afterEach(() => domain.close());

/** What three people do to each other with two devices each, and a fourth to them. */
class Turmoil {
  readonly #tabs: Tab[] = [];
  readonly #talks = new Map<string, string>();
  readonly #calls: string[] = [];
  readonly #users: readonly string[];
  /** Most calls that one of them was in at a time. */
  atOnce = 0;

  constructor(run: string) {
    this.#users = PEOPLE.map((name) => `${name}-${run}`);
  }

  async open(): Promise<void> {
    for (const one of this.#users) {
      await domain.directory.meet(actorOf(one));
      for (const other of this.#users) {
        if (one >= other) continue;
        const { id } = await domain.introduce(one, other);
        this.#talks.set(`${one} ${other}`, id);
      }
    }
    for (let index = 0; index < DEVICES; index++) {
      const userId = this.#users[index >> 1]!;
      const socket = new FakeWebSocket();
      const tab = { userId, deviceId: randomUUID(), socket, heard: [] };
      this.#tabs.push(tab);
      this.#enter(tab);
    }
    await this.settle();
  }

  async run(command: Command): Promise<void> {
    if (command.kind === 'settle') return this.check();
    const tab = this.#tabs[command.device]!;
    if (command.kind === 'leave') return tab.socket.close(1001);
    if (command.kind === 'return') {
      if (tab.socket.readyState !== tab.socket.OPEN) this.#enter(tab);
    } else if (command.kind === 'ring') this.#ring(tab, this.#users[command.callee]!);
    else this.#speak(tab, this.#calls.at(-1 - command.call) ?? randomUUID(), command.what);
  }

  /** Resolves when all that was said is handled, and what followed from it as well. */
  async settle(): Promise<void> {
    for (const tab of this.#tabs) await this.#settleOne(tab);
    await turn();
    for (const tab of this.#tabs) await this.#settleOne(tab);
  }

  async check(): Promise<void> {
    await this.settle();
    const open = await domain.store.calls.open(this.#users);
    this.#checkTalks(open.filter(({ status }) => status === 'ANSWERED'));
  }

  /** The line of each call's life in its conversation: begun once, ended once, in this order. */
  async checkEntries(): Promise<void> {
    for (const [pair, talk] of this.#talks) {
      const reader = actorOf(pair.split(' ')[0]!);
      const { items } = await domain.delivery.messages(reader, talk, { limit: 100 });
      const lines = new Map<string, string[]>();
      for (const { type, call } of items.reverse()) {
        lines.set(call!.id, [...(lines.get(call!.id) ?? []), type]);
      }
      for (const [id, types] of lines) {
        expect([`${id} ${types.join()}`]).toContainEqual(
          expect.stringMatching(/ (CALL_STARTED|CALL_MISSED|CALL_STARTED,CALL_(ENDED|MISSED))$/),
        );
      }
    }
  }

  /** No frame to a stranger, none of the talk to a bystander, one end. */
  async checkFrames(): Promise<void> {
    const ends = new Map<string, Set<string>>();
    const records = new Map<string, CallRecord>();
    for (const id of this.#calls) {
      const record = await domain.store.calls.find(id);
      if (record) records.set(id, record);
    }
    for (const { userId, deviceId, heard, socket } of this.#tabs) {
      for (const frame of [...heard, ...socket.frames()]) {
        if (!frame.type.startsWith('call_')) continue;
        const id = 'call' in frame ? frame.call!.id : 'callId' in frame ? frame.callId : '';
        const record = records.get(id);
        if (!record) throw new Error(`a frame of no call: ${JSON.stringify(frame)}`);
        expect([record.callerId, record.calleeId]).toContain(userId);
        const isCaller = record.callerId === userId;
        const own = isCaller ? record.callerDeviceId : record.calleeDeviceId;
        if (frame.type === 'call_request') expect(isCaller).toBe(false);
        else if (frame.type === 'call_end') {
          if (!isOver(frame.call)) expect(frame.reason).toBe('answered_elsewhere');
          else
            ends.set(id, (ends.get(id) ?? new Set()).add(`${frame.call.status} ${frame.reason}`));
        } else expect(own).toBe(deviceId);
      }
    }
    for (const [id, told] of ends) {
      const { status, endReason } = records.get(id)!;
      expect([...told]).toEqual([`${status} ${endReason}`]);
    }
  }

  close(): void {
    for (const { socket } of this.#tabs) socket.close(1001);
  }

  #enter(tab: Tab): void {
    tab.heard.push(...tab.socket.frames());
    tab.socket = new FakeWebSocket();
    domain.hub.accept(tab.socket.asWebSocket(), actorOf(tab.userId));
    this.#say(tab, { type: 'hello', deviceId: tab.deviceId });
  }

  #ring(tab: Tab, calleeId: string): void {
    if (tab.userId === calleeId) return;
    const conversationId = this.#talks.get([tab.userId, calleeId].sort().join(' '))!;
    const callId = randomUUID();
    // Eve asks too, in a conversation of others.
    const isEve = tab.userId === this.#users.at(-1);
    const talk = isEve ? this.#talks.values().next().value! : conversationId;
    if (!isEve) this.#calls.push(callId);
    this.#say(tab, {
      type: 'call_request',
      callId,
      conversationId: talk,
      calleeId,
      callType: 'VOICE',
    });
  }

  #speak(tab: Tab, callId: string, what: Said): void {
    const peerId = `peer-${tab.deviceId}`;
    switch (what) {
      case 'accept':
        return this.#say(tab, { type: 'call_accept', callId, peerId });
      case 'rejoin':
        return this.#say(tab, { type: 'call_rejoin', callId, peerId: `${peerId}-2` });
      case 'reject':
      case 'connected':
      case 'ringing':
      case 'end':
        return this.#say(tab, { type: `call_${what}`, callId });
      case 'failed':
        return this.#say(tab, { type: 'call_end', callId, reason: 'failed' });
      case 'quality': {
        const summary = { score: 4, worst: 2, callType: 'VOICE' } as const;
        return this.#say(tab, { type: 'call_quality', callId, summary });
      }
      case 'call_ask':
        return this.#say(tab, { type: what, callId, wish: 'video' });
      default:
        return this.#say(tab, { type: what, callId });
    }
  }

  #say({ socket }: Tab, frame: ClientFrameInput): void {
    if (socket.readyState === socket.OPEN) socket.receive(JSON.stringify(frame));
  }

  async #settleOne({ socket }: Tab): Promise<void> {
    const userId = `nobody-${randomUUID()}`;
    this.#say({ socket } as Tab, { type: 'presence_watch', userIds: [userId] });
    const isDone = () =>
      socket.readyState !== socket.OPEN || socket.sent.some((text) => text.includes(userId));
    while (!isDone()) await turn();
  }

  /** At most two of a person, and these on one device. */
  #checkTalks(talks: readonly CallRecord[]): void {
    for (const userId of this.#users) {
      const devices = talks.flatMap(({ callerId, calleeId, callerDeviceId, calleeDeviceId }) =>
        callerId === userId ? [callerDeviceId] : calleeId === userId ? [calleeDeviceId] : [],
      );
      this.atOnce = Math.max(this.atOnce, devices.length);
      expect(devices.length).toBeLessThanOrEqual(2);
      expect(new Set(devices).size).toBeLessThanOrEqual(1);
    }
  }
}

describe('whatever devices say of calls, and in whatever order', () => {
  it('each call ends once, nobody is in more than two, on one device, and strangers hear nothing', async () => {
    const atOnce = [0, 0, 0];
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 40, maxLength: 100 }), async (commands) => {
        const turmoil = new Turmoil(randomUUID());
        await turmoil.open();
        for (const command of commands) await turmoil.run(command);
        await turmoil.check();
        await turmoil.checkFrames();
        await turmoil.checkEntries();
        atOnce[turmoil.atOnce]!++;
        turmoil.close();
      }),
      { numRuns: 40, seed: 20_261_127, endOnFailure: true },
    );
    // The walks get somewhere.
    expect(atOnce[1]! + atOnce[2]!).toBeGreaterThan(20);
    expect(atOnce[2]).toBeGreaterThan(2);
    expect(domain.log.filter(({ level }) => level === 'error')).toEqual([]);
  }, 120_000);
});
