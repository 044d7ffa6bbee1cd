import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { startBroker, type BrokerHandle } from '../support/start-broker.js';
import { play, type Target } from './runner.js';
import { findDifference, type Script } from './script.js';

const { DESKBELL_URL: url } = process.env;
const folder = new URL('scripts/', import.meta.url);
const scripts = readdirSync(folder)
  .sort()
  .map((file) => ({
    theme: file.replace('.json', ''),
    scripts: JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Script[],
  }));

/** One for each set of settings. */
const brokers = new Map<string, Promise<BrokerHandle>>();
afterAll(async () => {
  for (const broker of brokers.values()) await (await broker).close();
});

async function targetOf({ settings = {} }: Script): Promise<Target> {
  if (url) return { url, token: devToken };
  const key = JSON.stringify(settings);
  let broker = brokers.get(key);
  if (!broker) brokers.set(key, (broker = startBroker({ ...settings })));
  return broker;
}

/** Of a broker in development mode. */
async function devToken(userId: string): Promise<string> {
  const answer = await fetch(`${url}/api/dev-token?sub=${userId}&name=${userId}`);
  if (!answer.ok) throw new Error(`no token from ${url}: it must be in development mode`);
  return ((await answer.json()) as { token: string }).token;
}

describe.each(scripts)('conformance, $theme', ({ scripts }) => {
  it.concurrent.each(scripts.map((script) => [script.name, script] as const))(
    '%s',
    async (_name, script) => play(script, await targetOf(script)),
    120_000,
  );
});

describe('what is heard', () => {
  it('has the members that are written, and not those that must be absent', () => {
    const frame = { type: 'call_end', call: { id: '1', list: [1, 2] }, reason: 'busy' };
    for (const like of [
      {},
      { reason: 'busy' },
      { call: { list: [1, 2] } },
      { peerId: '$absent' },
      { call: '$any' },
    ]) {
      expect(findDifference(frame, like)).toBeUndefined();
    }
    for (const unlike of [
      { reason: 'lost' },
      { call: { list: [1] } },
      { call: { id: '$absent' } },
      { peerId: '$any' },
      { reason: { a: 1 } },
    ]) {
      expect(findDifference(frame, unlike)).toBeDefined();
    }
  });
});
