import dns from 'node:dns';
import { isIP } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { answersStun } from '../../../signaling/operate/reach.js';

type Looked = (error: Error | null, address?: string, family?: number) => void;

/** A DNS that says nothing of names until it is told to. */
function slowDns(): Looked[] {
  const asked: Looked[] = [];
  const lookup = (host: string, _family: unknown, looked: Looked) =>
    isIP(host) > 0 ? looked(null, host, isIP(host)) : void asked.push(looked);
  vi.spyOn(dns, 'lookup').mockImplementation(lookup as unknown as typeof dns.lookup);
  return asked;
}

const failing = (asked: readonly Looked[]) => {
  for (const looked of asked) looked(Object.assign(new Error('slow'), { code: 'EAI_AGAIN' }));
};

const unheard: unknown[] = [];
const hear = (error: unknown) => unheard.push(error);
const relay = { host: 'turn.example.com', port: 3478, transport: 'udp' } as const;

describe('asking a relay whose name is looked up slowly', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
    process.off('uncaughtException', hear);
    unheard.length = 0;
  });

  it.each([
    ['the first lookups fail at once', 2_500],
    ['lookups fail after the time for it is over', 5_000],
  ])('says that it does not answer, and ends nothing else, when %s', async (_when, afterMs) => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] });
    process.on('uncaughtException', hear);
    const asked = slowDns();
    const answer = answersStun(relay);
    vi.advanceTimersByTime(afterMs);
    expect(asked.length).toBeGreaterThan(1);
    failing(asked);
    expect(await answer).toBe(false);
    await setImmediate();
    expect(unheard).toEqual([]);
  });
});
