import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { BidStatus, ErrorCode, Message } from '../../../src/protocol/index.js';
import { bidDraft } from '../../support/broker/drafts.js';
import { actorOf } from '../../support/broker/test-domain.js';
import { buyer, seller, startTalk } from '../../support/broker/test-talk.js';

const MINUTE_MS = 60_000;

let talk: Awaited<ReturnType<typeof startTalk>>;
let nowMs: number;

const people = fc.constantFrom('buyer-7', 'seller-42');
/** Which of the offers so far, counted from the newest. */
const which = fc.nat(2);
/** Accepting is rare, because it ends everything. */
const answer = fc.oneof(
  { weight: 1, arbitrary: fc.constant('accept' as const) },
  { weight: 9, arbitrary: fc.constantFrom('decline', 'withdraw', 'counter', 'remove') },
);
const action = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('open' as const), by: people }) },
  { weight: 7, arbitrary: fc.record({ do: answer, by: people, which }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      seconds: fc.constantFrom(20, 59, 60),
      swept: fc.boolean(),
    }),
  },
);
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

/** What the drawing in src/protocol/bid.ts says, told once more in another way. */
class Model {
  readonly offers: { by: string; status: BidStatus; endsMs: number }[] = [];

  /** The refusal, or nothing. */
  take(step: Action): ErrorCode | undefined {
    if (step.do === 'wait') return void this.#expire(step.swept);
    if (step.do === 'open') {
      if (this.offers.some(({ status }) => status === 'accepted')) return 'bid_closed';
      if (this.#open()) return 'bid_open';
      this.#expire(true);
      return void this.#add(step.by);
    }
    const target = this.offers.at(-1 - step.which)!;
    if (step.do === 'remove') {
      if (target.by !== step.by) return 'forbidden';
      if (target.status === 'open') target.status = target.endsMs > nowMs ? 'withdrawn' : 'expired';
      return undefined;
    }
    if ((target.by === step.by) !== (step.do === 'withdraw')) return 'bid_not_yours';
    if (target.status === 'expired') return 'bid_expired';
    if (target.status !== 'open') return 'bid_closed';
    if (target.endsMs <= nowMs) return 'bid_expired';
    if (step.do === 'counter') {
      target.status = 'countered';
      return void this.#add(step.by);
    }
    const became = { accept: 'accepted', decline: 'declined', withdraw: 'withdrawn' } as const;
    target.status = became[step.do];
    return undefined;
  }

  /** The watch may end what is over before it is told to. */
  see(statuses: readonly (BidStatus | undefined)[]): void {
    for (const [at, offer] of this.offers.entries()) {
      const isOver = offer.status === 'open' && offer.endsMs <= nowMs;
      if (isOver && statuses[at] === 'expired') offer.status = 'expired';
    }
  }

  #open() {
    return this.offers.some(({ status, endsMs }) => status === 'open' && endsMs > nowMs);
  }

  #add(by: string): void {
    this.offers.push({ by, status: 'open', endsMs: nowMs + MINUTE_MS });
  }

  #expire(swept: boolean): void {
    for (const offer of swept ? this.offers : []) {
      if (offer.status === 'open' && offer.endsMs <= nowMs) offer.status = 'expired';
    }
  }
}

const expiresInSeconds = MINUTE_MS / 1_000;

function perform(step: Action, offers: readonly Message[]): Promise<unknown> {
  if (step.do === 'wait') return step.swept ? talk.bids.watch.sweep() : Promise.resolve();
  const actor = actorOf(step.by);
  if (step.do === 'open') return talk.say(bidDraft('1', { expiresInSeconds }), actor);
  const { id: counterTo } = offers.at(-1 - step.which)!;
  if (step.do === 'remove') return talk.messages.remove(actor, counterTo);
  if (step.do !== 'counter') return talk.bids.step(actor, counterTo, step.do);
  return talk.say(bidDraft('2', { expiresInSeconds, counterTo }), actor);
}

const codeOf = (asked: Promise<unknown>) =>
  asked.then(
    () => undefined,
    (error: unknown) => (error as { code: ErrorCode }).code,
  );

/** What a device that listened to everything knows of each offer, oldest first. */
function heard(): Message[] {
  const latest = new Map<string, Message>();
  for (const message of talk.told()) {
    const before = latest.get(message.id);
    expect(message.rev).toBeGreaterThan(before?.rev ?? 0);
    const isNew = before?.bid?.status !== message.bid?.status;
    if (isNew) expect(before?.bid?.status ?? 'open').toBe('open');
    latest.set(message.id, message);
  }
  return [...latest.values()].sort((a, b) => a.seq - b.seq);
}

it('Any steps of the two lead only where the drawing leads, and both see the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 30 }), async (steps) => {
      nowMs = Date.parse('2026-01-02T03:04:05.678Z');
      talk = await startTalk({ now: () => nowMs });
      const model = new Model();
      for (const step of steps) {
        if (step.do === 'wait') nowMs += step.seconds * 1_000;
        const offers = await talk.bids.list(seller, talk.id);
        if ('which' in step && offers.length <= step.which) continue;
        expect(await codeOf(perform(step, offers))).toBe(model.take(step));
        const now = await talk.bids.list(buyer, talk.id);
        const statuses = now.map(({ bid }) => bid?.status);
        model.see(statuses);
        expect(statuses).toEqual(model.offers.map((o) => o.status));
        expect(await talk.bids.list(seller, talk.id)).toEqual(now);
        expect(heard()).toEqual(now);
      }
      await talk.close();
    }),
    { numRuns: 150 },
  );
}, 60_000);
