import { createHmac } from 'node:crypto';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { iceServersOf } from '../../../signaling/http/ice-servers.js';
import { moreResponses } from '../../../src/protocol/rest-more.js';
import { startBroker } from '../../support/start-broker.js';

describe('GET /api/ice-servers', () => {
  it('names nobody’s servers unless told to', async () => {
    const broker = await startBroker();
    const { status, body } = await broker.api('/api/ice-servers', {
      token: await broker.token('a'),
    });
    expect([status, body]).toEqual([200, { iceServers: [] }]);
    expect((await broker.api('/api/ice-servers')).status).toBe(401);
    await broker.close();
  });

  it('answers the configured ones, with TURN credentials', async () => {
    const broker = await startBroker({
      STUN_URLS: 'stun:stun.example.com',
      TURN_URLS: 'turn:turn.example.com?transport=udp',
      TURN_SECRET: 'turn-secret',
      TURN_TTL: '1h',
    });
    const { body } = await broker.api('/api/ice-servers', { token: await broker.token('a') });
    const { iceServers, ttlSeconds } = v.parse(moreResponses.iceServers, body);
    expect(iceServers.map(({ urls }) => urls)).toEqual([
      ['stun:stun.example.com'],
      ['turn:turn.example.com?transport=udp'],
    ]);
    expect(ttlSeconds).toBe(3600);
    expect(JSON.stringify(body)).not.toContain('turn-secret');
    await broker.close();
  });
});

describe('a guest', () => {
  const SERVERS = {
    STUN_URLS: 'stun:stun.example.com',
    TURN_URLS: 'turn:turn.example.com',
    TURN_SECRET: 'turn-secret',
  };
  const STUN = ['stun:stun.example.com'];
  const TURN = ['turn:turn.example.com'];

  it.each<[string, Record<string, string>, string[][], string[][]]>([
    ['by STUN', SERVERS, [STUN], [STUN, TURN]],
    ['where all is relayed', { ...SERVERS, DIRECT: 'never' }, [], [TURN]],
  ])(
    'has a relay once they are in a conversation, and none before, %s',
    async (_how, env, before, after) => {
      const broker = await startBroker(env);
      const { body: guest } = await broker.api<{ token: string }>('/api/guests', { json: {} });
      const { token } = guest;
      const ask = async (as: string) => {
        const { body } = await broker.api('/api/ice-servers', { token: as });
        return v.parse(moreResponses.iceServers, body);
      };
      const urlsFor = async (as: string) => (await ask(as)).iceServers.map(({ urls }) => urls);
      expect(await urlsFor(token)).toEqual(before);
      const { ttlSeconds, relayOnly = false } = await ask(token);
      expect([ttlSeconds, relayOnly]).toEqual([undefined, env['DIRECT'] === 'never']);
      expect(await urlsFor(await broker.token('a'))).toEqual(after);
      await broker.api('/api/conversations', { token, json: { userId: 'seller-42' } });
      expect(await urlsFor(token)).toEqual(after);
      await broker.close();
    },
  );

  it('to whom somebody wrote has one, too', async () => {
    const broker = await startBroker(SERVERS);
    const { body } = await broker.api<{ userId: string; token: string }>('/api/guests', {
      json: {},
    });
    const { userId, token } = body;
    const seller = await broker.token('seller-42');
    await broker.api('/api/conversations', { token: seller, json: { userId } });
    const answer = await broker.api<{ iceServers: object[] }>('/api/ice-servers', { token });
    expect(answer.body.iceServers).toHaveLength(2);
    await broker.close();
  });
});

describe('DIRECT=never', () => {
  const turn = { TURN_URLS: 'turn:turn.example.com', TURN_SECRET: 'turn-secret' };

  it('tells every client to use the TURN servers and nothing else', async () => {
    const broker = await startBroker({ ...turn, STUN_URLS: 'stun:x', DIRECT: 'never' });
    const { body } = await broker.api('/api/ice-servers', { token: await broker.token('a') });
    const { iceServers, relayOnly } = v.parse(moreResponses.iceServers, body);
    expect(relayOnly).toBe(true);
    expect(iceServers.map(({ urls }) => urls)).toEqual([['turn:turn.example.com']]);
    await broker.close();
  });

  it('is not said of a broker that allows direct connections', async () => {
    const broker = await startBroker({ ...turn, DIRECT: 'auto' });
    const { body } = await broker.api('/api/ice-servers', { token: await broker.token('a') });
    expect(v.parse(moreResponses.iceServers, body).relayOnly).toBeUndefined();
    await broker.close();
  });
});

describe('TURN credentials', () => {
  const turn = { urls: ['turn:x'], secret: 'turn-secret', ttlMs: 60_000 };
  const ice = { stunUrls: [], relayOnly: false, turn };

  it('are what coturn computes, and end by themselves', () => {
    const { iceServers } = iceServersOf(ice, 'seller-42', 1_000_000_000_000);
    const [server] = iceServers;
    expect(server).toHaveProperty('username', expect.stringMatching(/^1000000060:[0-9a-f]+$/));
    const { username, credential } = server as { username: string; credential: string };
    expect(credential).toBe(createHmac('sha1', 'turn-secret').update(username).digest('base64'));
  });

  it('are made anew whenever they are asked for, and last as long again', () => {
    const expiryOf = (nowMs: number) => {
      const [server] = iceServersOf(ice, 'seller-42', nowMs).iceServers;
      return Number(server?.username?.split(':')[0]);
    };
    expect(expiryOf(0)).toBe(60);
    expect(expiryOf(59_000)).toBe(119);
    expect(iceServersOf(ice, 'a', 0).ttlSeconds).toBe(60);
  });

  it('tell the TURN server nothing of who somebody is', () => {
    const { iceServers } = iceServersOf(ice, 'seller-42', 0);
    expect(JSON.stringify(iceServers)).not.toContain('seller-42');
  });
});
