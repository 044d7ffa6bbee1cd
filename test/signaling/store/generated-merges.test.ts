import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { openGuestTalks, type GuestTalks } from '../../support/broker/guest-talks.js';

const PEOPLE = ['member', 'other', 'seller', 'guest', 'guest-2'] as const;
const MEMBERS = ['member', 'other'] as const;
const GUESTS = ['guest', 'guest-2'] as const;
type Person = (typeof PEOPLE)[number];

type Step =
  | { do: 'say'; by: Person; listing: string; together: boolean }
  | { do: 'read'; by: Person; listing: string; upTo: number }
  | { do: 'merge'; guest: (typeof GUESTS)[number]; member: (typeof MEMBERS)[number] };

const listing = fc.constantFrom('car-1', 'car-2');
const by = fc.constantFrom(...PEOPLE);
const steps = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ do: fc.constant('say'), by, listing, together: fc.boolean() }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('read'), by, listing, upTo: fc.nat(8) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('merge'),
        guest: fc.constantFrom(...GUESTS),
        member: fc.constantFrom(...MEMBERS),
      }),
    },
  ) as fc.Arbitrary<Step>,
  { minLength: 5, maxLength: 40 },
);

/** What must come of it: who is who now, and what was said, in its order. */
class Model {
  readonly spent = new Map<string, string>();
  readonly said = new Map<string, { id: string; by: string }[]>();

  is(person: string): string {
    return this.spent.get(person) ?? person;
  }

  merge(guest: string, member: string): boolean {
    if (this.spent.has(guest)) return this.spent.get(guest) === member;
    this.spent.set(guest, member);
    for (const [key, messages] of [...this.said]) {
      const [who, about] = key.split(' ');
      if (who !== guest) continue;
      const own = this.said.get(`${member} ${about}`) ?? [];
      this.said.set(`${member} ${about}`, [...own, ...messages]);
      this.said.delete(key);
    }
    return true;
  }
}

async function play(talks: GuestTalks, todo: readonly Step[]): Promise<void> {
  const { store, talk, draft } = talks;
  const model = new Model();
  const ids = new Map<string, string>();
  const pending: Promise<void>[] = [];
  /** Of a person with the seller; opened as late as possible. */
  const idOf = async (person: string, about: string) => {
    const key = `${person} ${about}`;
    const id = ids.get(key) ?? (await talk(person, 'seller', about));
    ids.set(key, id);
    return id;
  };

  for (const step of todo) {
    if (step.do === 'merge') {
      const { guest, member } = step;
      const isAllowed = model.merge(guest, member);
      pending.push(
        store.merges
          .absorb({ guestId: guest, memberId: member })
          .then((outcome) => expect('refused' in outcome).toBe(!isAllowed)),
      );
      ids.clear();
      await Promise.all(pending);
      continue;
    }
    // The seller answers whoever it is about; others talk to the seller, unless they are nobody any more.
    const person = step.by === 'seller' ? model.is('guest') : step.by;
    if (model.spent.has(person)) continue;
    const id = await idOf(person, step.listing);
    if (step.do === 'read') {
      pending.push(store.conversations.mark(id, step.by, 'read', step.upTo).then(() => undefined));
      continue;
    }
    const message = draft(id, step.by === 'seller' ? 'seller' : person);
    const key = `${person} ${step.listing}`;
    model.said.set(key, [...(model.said.get(key) ?? []), { id: message.id, by: step.by }]);
    pending.push(
      store.messages.append(message).then((outcome) => expect(outcome).toHaveProperty('message')),
    );
    if (!step.together) await Promise.all(pending);
  }
  await Promise.all(pending);
  await check(talks, model);
}

async function check({ store, logOf }: GuestTalks, model: Model): Promise<void> {
  const conversations = await store.conversations.list('seller', { limit: 100 });
  const talked = conversations.filter(({ lastSeq }) => lastSeq > 0);
  expect(talked).toHaveLength(model.said.size);
  for (const { id, lastSeq, rev, marks, listing: about } of talked) {
    const person = marks.map(({ userId }) => userId).find((userId) => userId !== 'seller')!;
    expect(model.spent.has(person)).toBe(false);
    const log = await logOf(id);
    const expected = model.said.get(`${person} ${about!.id}`) ?? [];
    expect(log.map((message) => message.id)).toEqual(expected.map((message) => message.id));
    expect(log.map(({ senderId }) => senderId)).toEqual(
      expected.map((message) => (message.by === 'seller' ? 'seller' : person)),
    );
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_message, index) => index + 1));
    expect(lastSeq).toBe(log.length);
    const revs = log.map((message) => message.rev);
    expect(new Set(revs).size).toBe(revs.length);
    expect(Math.max(...revs)).toBeLessThanOrEqual(rev);
    for (const { readSeq, deliveredSeq } of marks) {
      expect(readSeq).toBeLessThanOrEqual(deliveredSeq);
      expect(deliveredSeq).toBeLessThanOrEqual(lastSeq);
    }
    // Whoever missed all of it is told all of it.
    const changes = await store.conversations.changes(id, person, 0, 10_000);
    expect(changes.filter((change) => 'message' in change)).toHaveLength(log.length);
  }
}

it('whatever is said and whoever signs in meanwhile, nothing is lost, doubled or out of place', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (todo) => {
      const talks = await openGuestTalks();
      try {
        await play(talks, todo);
      } finally {
        await talks.store.close();
      }
    }),
    { numRuns: 60 },
  );
});
