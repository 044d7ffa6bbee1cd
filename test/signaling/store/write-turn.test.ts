import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WriteTurn } from '../../../signaling/store/write-turn.js';

/** Lets what waits for nothing but promises go as far as it can. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('the turn of a write', () => {
  it('is never anybody else’s, and everybody gets theirs', async () => {
    const person = fc.record({ writes: fc.boolean(), turns: fc.nat(3), after: fc.nat(5) });
    await fc.assert(
      fc.asyncProperty(fc.array(person, { maxLength: 30 }), async (people) => {
        const turn = new WriteTurn();
        let readers = 0;
        let writers = 0;
        let served = 0;
        // As the queue of writes does: one after the other.
        let lastWrite = Promise.resolve();
        const pass = async (turns: number) => {
          for (let count = 0; count < turns; count++) await Promise.resolve();
        };
        const read = async (turns: number) => {
          await turn.enter();
          readers++;
          expect(writers).toBe(0);
          await pass(turns);
          expect(writers).toBe(0);
          readers--;
          served++;
          turn.leave();
        };
        const write = async (turns: number) => {
          await turn.enter();
          await turn.begin();
          writers++;
          expect(readers).toBe(0);
          await settled();
          await pass(turns);
          expect([readers, writers]).toEqual([0, 1]);
          writers--;
          served++;
          turn.end();
          turn.leave();
        };
        await Promise.all(
          people.map(async ({ writes, turns, after }) => {
            await pass(after);
            if (writes) await (lastWrite = lastWrite.then(() => write(turns)));
            else await read(turns);
          }),
        );
        expect(served).toBe(people.length);
      }),
    );
  });

  it('comes before those who wait to read', async () => {
    const turn = new WriteTurn();
    const order: string[] = [];
    await turn.enter();
    await turn.enter();
    const writing = turn.begin().then(() => order.push('write'));
    const reading = turn.enter().then(() => order.push('read'));
    await settled();
    expect(order).toEqual([]);
    turn.leave();
    await writing;
    await settled();
    expect(order).toEqual(['write']);
    turn.end();
    await reading;
    expect(order).toEqual(['write', 'read']);
  });

  it('is one at a time', async () => {
    const turn = new WriteTurn();
    await turn.enter();
    await turn.begin();
    await expect(turn.begin()).rejects.toThrow('a write is under way');
    turn.end();
    await turn.begin();
    turn.end();
  });
});
