import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { orRefuse } from '../../../signaling/domain/actors.js';
import type { CallStatus, MessageType } from '../../../src/protocol/index.js';
import type { CallRecord, NewCall, NewMessage, Store } from '../../../signaling/store/store.js';

const START_MS = Date.parse('2026-01-02T03:04:05.678Z');

/** What every store must keep, whichever database is behind it. */
export function describeStore(
  name: string,
  open: () => Promise<{ store: Store; forget: () => Promise<void> }>,
): void {
  describe(name, () => {
    let store: Store;
    let forget: () => Promise<void>;
    let conversationId: string;
    let nowMs: number;

    beforeEach(async () => {
      ({ store, forget } = await open());
      nowMs = START_MS;
      conversationId = await talkOf('a', 'b');
    });
    afterEach(() => forget());

    async function talkOf(first: string, second: string, listingId?: string): Promise<string> {
      const { id } = orRefuse(
        await store.conversations.open({
          id: randomUUID(),
          userIds: [first, second],
          ...(listingId !== undefined && { listing: { id: listingId } }),
          atMs: nowMs,
        }),
      );
      return id;
    }

    function draft(over: Partial<NewMessage> = {}): NewMessage {
      const base = { id: randomUUID(), conversationId, senderId: 'a', type: 'TEXT' } as const;
      return { ...base, text: 'hello', atMs: ++nowMs, ...over };
    }

    async function say(over: Partial<NewMessage> = {}) {
      const outcome = await store.messages.append(draft(over));
      if ('refused' in outcome) throw new Error(outcome.refused);
      return outcome;
    }

    const headsOf = (id = conversationId) => store.conversations.heads(id);

    describe('people', () => {
      const person = { id: 'p', name: 'Ada', kind: 'user', atMs: START_MS } as const;

      it('are created once and keep their address when more is told of them', async () => {
        await store.people.save(person);
        const [before] = await store.people.find(['p']);
        await store.people.save({ ...person, name: 'Ada L.', picture: 'https://a.example/p' });
        const [after] = await store.people.find(['p']);
        expect(after).toEqual({ ...before, name: 'Ada L.', picture: 'https://a.example/p' });
        expect(before!.peerAddress).toMatch(/^[0-9a-f]{32,}$/);
      });

      it('keep their name when nothing is told of it', async () => {
        await store.people.save(person);
        await store.people.save({ id: 'p', kind: 'user', atMs: START_MS });
        expect(await store.people.find(['p'])).toMatchObject([{ name: 'Ada' }]);
      });

      it('have addresses of their own', async () => {
        await store.people.save(person);
        await store.people.save({ ...person, id: 'q' });
        const found = await store.people.find(['p', 'q', 'absent']);
        expect(new Set(found.map(({ peerAddress }) => peerAddress)).size).toBe(2);
        for (const one of found) {
          expect(await store.people.findByAddress(one.peerAddress)).toEqual(one);
        }
        for (const nobodys of ['p', '', '0'.repeat(40), `${found[0]!.peerAddress} `]) {
          expect(await store.people.findByAddress(nobodys)).toBeUndefined();
        }
      });

      it('were last seen when they were; strangers stay unknown', async () => {
        await store.people.save(person);
        await store.people.seen('p', START_MS + 5);
        await store.people.seen('absent', START_MS);
        expect(await store.people.find(['p', 'absent'])).toMatchObject([
          { id: 'p', lastSeenAtMs: START_MS + 5 },
        ]);
      });
    });

    describe('conversations', () => {
      it('are one per pair and listing, in either order, even when opened at once', async () => {
        const ids = await Promise.all(
          Array.from({ length: 20 }, (_, i) => (i % 2 ? talkOf('x', 'y') : talkOf('y', 'x'))),
        );
        expect(new Set(ids).size).toBe(1);
        const aboutCar = await talkOf('x', 'y', 'car-1');
        expect(await talkOf('y', 'x', 'car-1')).toBe(aboutCar);
        expect(new Set([ids[0], aboutCar, await talkOf('x', 'y', 'car-2')]).size).toBe(3);
      });

      it('do not confuse pairs whose ids look alike', async () => {
        const ids = await Promise.all([
          talkOf('a","b', 'c'),
          talkOf('a', 'b","c'),
          talkOf('a ', 'b'),
          talkOf('A', 'b'),
        ]);
        expect(new Set([...ids, conversationId]).size).toBe(5);
      });

      it('are seen by their participants and by nobody else', async () => {
        expect(await store.conversations.view(conversationId, 'a')).toMatchObject({
          id: conversationId,
          lastSeq: 0,
          rev: 0,
          unreadCount: 0,
          marks: [
            { userId: 'a', deliveredSeq: 0, readSeq: 0 },
            { userId: 'b', deliveredSeq: 0, readSeq: 0 },
          ],
        });
        expect(await store.conversations.view(conversationId, 'c')).toBeUndefined();
        expect(await store.conversations.view(randomUUID(), 'a')).toBeUndefined();
        expect(await store.conversations.participants(randomUUID())).toEqual([]);
      });

      it('count as unread what others wrote after the read mark', async () => {
        await say();
        await say({ senderId: 'b' });
        await say();
        const view = async (id: string) =>
          (await store.conversations.view(conversationId, id))!.unreadCount;
        expect([await view('a'), await view('b')]).toEqual([1, 2]);
        await store.conversations.mark(conversationId, 'b', 'read', 3);
        expect(await view('b')).toBe(0);
      });

      it('count of calls as unread those alone that nobody took', async () => {
        const count = async (type: MessageType, status: CallStatus, id: string) => {
          await say({
            type,
            call: { id: randomUUID(), type: 'VOICE', status, durationSeconds: null },
          });
          return (await store.conversations.view(conversationId, id))!.unreadCount;
        };
        expect(await count('CALL_STARTED', 'ANSWERED', 'b')).toBe(0);
        expect(await count('CALL_ENDED', 'ENDED', 'b')).toBe(0);
        expect(await count('CALL_MISSED', 'DECLINED', 'b')).toBe(0);
        expect(await count('CALL_MISSED', 'FAILED', 'b')).toBe(0);
        expect(await count('CALL_MISSED', 'MISSED', 'b')).toBe(1);
        expect(await count('CALL_MISSED', 'BUSY', 'b')).toBe(2);
        expect(await count('CALL_MISSED', 'MISSED', 'a')).toBe(0);
      });

      it('are listed by latest activity, page by page, each once', async () => {
        const ids = [conversationId];
        for (let i = 0; i < 9; i++) ids.push(await talkOf('a', `other-${i}`));
        await say({ conversationId: ids[3]!, senderId: 'a' });
        const seen: string[] = [];
        let before: { atMs: number; id: string } | undefined;
        for (;;) {
          const page = await store.conversations.list('a', { ...(before && { before }), limit: 3 });
          if (page.length === 0) break;
          seen.push(...page.map(({ id }) => id));
          before = { atMs: page.at(-1)!.updatedAtMs, id: page.at(-1)!.id };
        }
        expect(seen[0]).toBe(ids[3]);
        expect(seen).toHaveLength(10);
        expect(new Set(seen)).toEqual(new Set(ids));
      });
    });

    describe('messages', () => {
      it('take seqs without a gap, also when sent at once into several conversations', async () => {
        const other = await talkOf('a', 'c');
        await Promise.all(
          Array.from({ length: 200 }, (_, i) =>
            say({ conversationId: i % 2 ? conversationId : other, senderId: 'a' }),
          ),
        );
        for (const id of [conversationId, other]) {
          const page = await store.messages.page(id, { limit: 200 });
          expect(page.map(({ seq }) => seq)).toEqual(
            Array.from({ length: 100 }, (_, i) => 100 - i),
          );
          expect(await headsOf(id)).toEqual({ lastSeq: 100, rev: 100 });
        }
      });

      it('come back as they were sent', async () => {
        const { message: first } = await say({ text: 'سلام 👋 <b>\u202e' });
        const { message } = await say({ senderId: 'b', replyTo: first.id });
        expect(await store.messages.page(conversationId, { limit: 2 })).toEqual([message, first]);
        expect(message).toMatchObject({ seq: 2, rev: 2, senderId: 'b', replyTo: first.id });
        expect(message.createdAt).toBe(new Date(nowMs).toISOString());
      });

      it('are stored once, however often and at once they are sent, with the first content', async () => {
        const id = randomUUID();
        const outcomes = await Promise.all(
          Array.from({ length: 50 }, (_, i) => say({ id, text: `try ${i}` })),
        );
        expect(outcomes.filter(({ created }) => created)).toHaveLength(1);
        expect(new Set(outcomes.map(({ message }) => message.text))).toEqual(new Set(['try 0']));
        expect(await store.messages.page(conversationId, { limit: 100 })).toHaveLength(1);
        expect(await headsOf()).toEqual({ lastSeq: 1, rev: 1 });
      });

      it('stored before keep their place when sent again later', async () => {
        const { message } = await say();
        await say();
        const before = await store.conversations.view(conversationId, 'a');
        const again = await say({ id: message.id, text: 'other', replyTo: randomUUID() });
        expect(again).toMatchObject({ message, created: false });
        expect(await store.conversations.view(conversationId, 'a')).toEqual(before);
      });

      it('may not take an id of somebody else or of another conversation', async () => {
        const { message } = await say();
        const other = await talkOf('a', 'c');
        const outcomes = await Promise.all([
          store.messages.append(draft({ id: message.id, senderId: 'b' })),
          store.messages.append(draft({ id: message.id, conversationId: other })),
          store.messages.append(
            draft({ id: message.id, conversationId: other, replyTo: message.id }),
          ),
        ]);
        expect(outcomes).toEqual(Array(3).fill({ refused: 'conflict' }));
        expect(await headsOf()).toEqual({ lastSeq: 1, rev: 1 });
        expect(await headsOf(other)).toEqual({ lastSeq: 0, rev: 0 });
      });

      it('are refused to strangers as if the conversation were not there', async () => {
        const absent = await store.messages.append(draft({ conversationId: randomUUID() }));
        expect(await store.messages.append(draft({ senderId: 'c' }))).toEqual(absent);
        expect(absent).toEqual({ refused: 'not_found' });
        expect(await headsOf()).toEqual({ lastSeq: 0, rev: 0 });
      });

      it('answer only messages of the same conversation', async () => {
        const other = await talkOf('a', 'c');
        const { message } = await say({ conversationId: other });
        const refused = await store.messages.append(draft({ replyTo: message.id }));
        expect(refused).toEqual({ refused: 'not_found' });
        expect(await headsOf()).toEqual({ lastSeq: 0, rev: 0 });
      });

      it('are paged between seqs, newest first', async () => {
        for (let i = 0; i < 10; i++) await say();
        const seqs = async (page: { before?: number; after?: number; limit: number }) =>
          (await store.messages.page(conversationId, page)).map(({ seq }) => seq);
        expect(await seqs({ limit: 3 })).toEqual([10, 9, 8]);
        expect(await seqs({ before: 8, limit: 3 })).toEqual([7, 6, 5]);
        expect(await seqs({ after: 7, limit: 10 })).toEqual([10, 9, 8]);
        expect(await seqs({ after: 3, before: 6, limit: 10 })).toEqual([5, 4]);
      });
    });

    describe('marks', () => {
      it('only rise; read implies delivered', async () => {
        for (let i = 0; i < 5; i++) await say();
        const mark = async (state: 'delivered' | 'read', seq: number) => {
          const outcome = await store.conversations.mark(conversationId, 'b', state, seq);
          if ('refused' in outcome) throw new Error(outcome.refused);
          return [outcome.mark.deliveredSeq, outcome.mark.readSeq, outcome.rev, outcome.changed];
        };
        expect(await mark('delivered', 3)).toEqual([3, 0, 6, true]);
        expect(await mark('delivered', 2)).toEqual([3, 0, 6, false]);
        expect(await mark('read', 2)).toEqual([3, 2, 7, true]);
        expect(await mark('read', 5)).toEqual([5, 5, 8, true]);
        expect(await mark('delivered', 5)).toEqual([5, 5, 8, false]);
        expect(await mark('read', 0)).toEqual([5, 5, 8, false]);
      });

      it('never pass the last message', async () => {
        await say();
        const outcome = await store.conversations.mark(conversationId, 'b', 'read', 2);
        expect(outcome).toEqual({ refused: 'cursor_ahead' });
        const view = await store.conversations.view(conversationId, 'b');
        expect(view!.marks[1]).toEqual({ userId: 'b', deliveredSeq: 0, readSeq: 0 });
      });

      it('are refused to strangers', async () => {
        const outcome = await store.conversations.mark(conversationId, 'c', 'read', 0);
        expect(outcome).toEqual({ refused: 'not_found' });
      });
    });

    describe('calls', () => {
      function newCall(over: Partial<NewCall> = {}): NewCall {
        return {
          id: randomUUID(),
          conversationId,
          callerId: 'a',
          calleeId: 'b',
          type: 'VOICE',
          callerDeviceId: null,
          createdAt: new Date(++nowMs).toISOString(),
          ...over,
        };
      }
      const ring = () => ({ status: 'RINGING' }) as const;

      async function begin(call: NewCall): Promise<CallRecord> {
        const outcome = await store.calls.begin(call, ring);
        if ('refused' in outcome) throw new Error(outcome.refused);
        return outcome.call;
      }

      it('come back as they were stored', async () => {
        const call = await begin(newCall({ type: 'VIDEO', callerDeviceId: randomUUID() }));
        const at = new Date(nowMs + 1_000).toISOString();
        const patch = {
          status: 'ENDED',
          startedAt: at,
          endedAt: at,
          updatedAt: at,
          duration: 7,
          endReason: 'hangup',
          connectedAt: at,
          calleeDeviceId: 'device',
          callerPeerId: 'peer-1',
          calleePeerId: 'peer-2',
          missedReason: 'none',
          metadata: { order: 7, reason: 'hangup', quality: { caller: { score: 4 } } },
        } as const;
        await store.calls.change(call.id, () => ({ patch }));
        expect(await store.calls.find(call.id)).toEqual({ ...call, ...patch });
      });

      it('and the line that tells of them are one commit', async () => {
        const call = await begin(newCall());
        const outcome = await store.calls.change(call.id, () => ({
          patch: { status: 'ENDED', duration: 3, endReason: 'hangup' },
          entry: 'CALL_ENDED',
        }));
        const [message] = await store.messages.page(conversationId, { limit: 1 });
        expect(outcome).toMatchObject({ message, changed: true });
        expect(message).toMatchObject({
          type: 'CALL_ENDED',
          senderId: 'a',
          seq: 1,
          call: {
            id: call.id,
            type: 'VOICE',
            status: 'ENDED',
            durationSeconds: 3,
            reason: 'hangup',
          },
        });
      });

      it('let exactly one of many decide, and show the others what was decided', async () => {
        const call = await begin(newCall());
        const answers = await Promise.all(
          ['1', '2', '3'].map((calleeDeviceId) =>
            store.calls.change(call.id, ({ status }) =>
              status === 'RINGING'
                ? { patch: { status: 'ANSWERED', calleeDeviceId } }
                : { refused: 'call_already_answered' },
            ),
          ),
        );
        expect(answers.filter((answer) => 'refused' in answer)).toHaveLength(2);
        expect(await store.calls.find(call.id)).toMatchObject({ calleeDeviceId: '1' });
      });

      it('show the rules what else is open for either side', async () => {
        const first = await begin(newCall());
        const third = await talkOf('b', 'c');
        let seen: readonly CallRecord[] = [];
        const second = newCall({ conversationId: third, callerId: 'c', calleeId: 'b' });
        await store.calls.begin(second, (open) => {
          seen = open;
          return { status: 'BUSY', entry: 'CALL_MISSED' };
        });
        expect(seen).toEqual([first]);
        await store.calls.change(first.id, (call, open) => {
          seen = [call, ...open];
          return { keep: true };
        });
        expect(seen).toEqual([first]);
        expect(await store.calls.find(second.id)).toMatchObject({
          status: 'BUSY',
          endReason: 'busy',
          missedReason: 'busy',
          metadata: { reason: 'busy' },
        });
        expect(await store.calls.open(['c'])).toEqual([]);
        expect(await store.calls.open()).toEqual([first]);
      });

      it('begun twice are one call; an id of another call is a conflict', async () => {
        const call = newCall();
        const first = await begin(call);
        expect(await store.calls.begin(call, ring)).toEqual({ call: first, changed: false });
        for (const stolen of [
          { ...call, callerId: 'b', calleeId: 'a' },
          { ...call, callerId: 'c' },
          { ...call, calleeId: 'c' },
          { ...call, conversationId: randomUUID() },
        ]) {
          expect(await store.calls.begin(stolen, ring)).toEqual({ refused: 'conflict' });
        }
      });

      it('are listed for their two sides, newest first', async () => {
        const other = await talkOf('a', 'c');
        const calls: CallRecord[] = [];
        for (let i = 0; i < 5; i++) calls.unshift(await begin(newCall()));
        await begin(newCall({ conversationId: other, callerId: 'c', calleeId: 'a' }));
        expect(await store.calls.list('a', { conversationId, limit: 9 })).toEqual(calls);
        expect(await store.calls.list('b', { limit: 9 })).toEqual(calls);
        expect(await store.calls.list('a', { limit: 9 })).toHaveLength(6);
        expect(await store.calls.list('nobody', { limit: 9 })).toEqual([]);
        const { createdAt, id } = calls[1]!;
        const before = { atMs: Date.parse(createdAt), id };
        expect(await store.calls.list('b', { before, limit: 2 })).toEqual(calls.slice(2, 4));
      });

      it('are listed with one person, whoever of the two called', async () => {
        const other = await talkOf('a', 'c');
        const made = await begin(newCall());
        await begin(newCall({ conversationId: other, callerId: 'c', calleeId: 'a' }));
        const got = await begin(newCall({ callerId: 'b', calleeId: 'a' }));
        expect(await store.calls.list('a', { otherId: 'b', limit: 9 })).toEqual([got, made]);
        expect(await store.calls.list('a', { otherId: 'b', limit: 1 })).toEqual([got]);
        expect(await store.calls.list('a', { otherId: 'a', limit: 9 })).toEqual([]);
        expect(await store.calls.list('b', { otherId: 'c', limit: 9 })).toEqual([]);
      });

      it('of one instant are walked page by page, each once', async () => {
        const createdAt = new Date(++nowMs).toISOString();
        const ids: string[] = [];
        for (let i = 0; i < 6; i++) {
          const [callerId, calleeId] = i % 2 ? (['a', 'b'] as const) : (['b', 'a'] as const);
          const id = `0198c0de-0000-4000-8000-00000000000${i}`;
          ids.push((await begin(newCall({ id, createdAt, callerId, calleeId }))).id);
        }
        const seen: string[] = [];
        for (let id = '~'; ;) {
          const before = { atMs: Date.parse(createdAt), id };
          const page = await store.calls.list('a', { before, limit: 2 });
          if (page.length === 0) break;
          seen.push(...page.map((call) => call.id));
          id = seen.at(-1)!;
        }
        expect(seen).toEqual(ids.sort().reverse());
      });
    });

    it('answers that it is well, and refuses writes once closed', async () => {
      await store.check();
      await Promise.all([store.close(), store.close()]);
      await expect(store.check()).rejects.toThrow();
      await expect(store.messages.append(draft())).rejects.toMatchObject({ code: 'unavailable' });
    });

    it('commits what was written before it was closed', async () => {
      const writes = Array.from({ length: 50 }, () => say());
      await store.close();
      await expect(Promise.all(writes)).resolves.toHaveLength(50);
    });
  });
}
