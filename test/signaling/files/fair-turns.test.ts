import { describe, expect, it } from 'vitest';
import { FairTurns } from '../../../signaling/files/fair-turns.js';

/** Turns of which the first lasts until `finish`, and what was begun, in order. */
function watched() {
  const turns = new FairTurns();
  const begun: string[] = [];
  const done: Promise<void>[] = [];
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  const ask = (name: string, userId: string, network?: string) => {
    const payer = { userId, ...(network !== undefined && { network }) };
    const work = async () => {
      begun.push(name);
      await released;
    };
    done.push(turns.take(payer, work));
  };
  const finish = async () => {
    release();
    await Promise.all(done);
  };
  return { turns, begun, ask, finish };
}

describe('turns', () => {
  it('go around: whoever brings much keeps anybody else for one of them only', async () => {
    const { begun, ask, finish } = watched();
    for (const name of ['a1', 'a2', 'a3', 'a4']) ask(name, 'a');
    ask('b1', 'b');
    ask('b2', 'b');
    ask('c1', 'c');
    expect(begun).toEqual(['a1']);
    await finish();
    expect(begun).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4']);
  });

  it('go around the networks first: being many gains nothing', async () => {
    const { begun, ask, finish } = watched();
    for (const name of ['g1', 'g2', 'g3', 'g4']) ask(name, name, '203.0.113.7');
    ask('b1', 'b', '198.51.100.1');
    ask('c1', 'c', '198.51.100.2');
    await finish();
    expect(begun).toEqual(['g1', 'g2', 'b1', 'c1', 'g3', 'g4']);
  });

  it('are one at a time, and pass on when one of them fails', async () => {
    const turns = new FairTurns();
    const failed = turns.take({ userId: 'a' }, () => Promise.reject(new Error('damaged')));
    const next = turns.take({ userId: 'a' }, () => Promise.resolve('drawn'));
    await expect(failed).rejects.toThrow('damaged');
    expect(await next).toBe('drawn');
    expect(await turns.take({ userId: 'b' }, () => Promise.resolve('free'))).toBe('free');
  });

  it('are refused to whoever lets too many wait, and to nobody else', async () => {
    const { turns, begun, ask, finish } = watched();
    for (let index = 0; index < 9; index++) ask(`a${index}`, 'a');
    const tenth = turns.take({ userId: 'a' }, () => Promise.resolve());
    await expect(tenth).rejects.toMatchObject({
      code: 'rate_limited',
      options: { retryAfterMs: expect.any(Number) as number },
    });
    ask('b0', 'b');
    await finish();
    expect(begun).toHaveLength(10);
    await expect(turns.take({ userId: 'a' }, () => Promise.resolve('again'))).resolves.toBe(
      'again',
    );
  });
});
