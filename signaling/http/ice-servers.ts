import { createHash, createHmac } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type * as v from 'valibot';
import { moreResponses } from '../../src/protocol/rest-more.js';
import type { IceConfig } from '../config.js';
import type { HttpContext } from './context.js';
import { route } from './route.js';

type IceServers = v.InferOutput<typeof moreResponses.iceServers>;

/** The servers of the settings and no others: a third party's would see who calls whom. */
export function iceServerRoutes(app: FastifyInstance, { ice, delivery }: HttpContext): void {
  route(
    app,
    {
      method: 'GET',
      url: '/ice-servers',
      id: 'getIceServers',
      group: 'calls',
      summary: 'STUN and TURN servers, with credentials that end by themselves',
      detail:
        'To be had at any time, during a call too. A guest who is in no conversation has nobody to call, and gets no TURN servers. `relayOnly`: every connection made here uses `iceTransportPolicy: "relay"`.',
      caller: 'person',
      answers: { 200: moreResponses.iceServers },
    },
    async ({ actor }) => {
      const isGuestAlone = ice.turn !== undefined && !(await delivery.mayRelay(actor));
      return iceServersOf(isGuestAlone ? withoutTurn(ice) : ice, actor.userId, Date.now());
    },
  );
}

/** A relay costs its owner something: it is not for whoever asks for a guest's token. */
function withoutTurn({ turn: _none, ...ice }: IceConfig): IceConfig {
  return ice;
}

/**
 * TURN credentials that end by themselves: the name carries the expiry, the password is its HMAC
 * under the secret shared with the TURN server (coturn's `use-auth-secret`). Whether a connection may
 * outlive them is for that server to say, so that new ones are to be had at any time, during a call too.
 */
export function iceServersOf(config: IceConfig, userId: string, nowMs: number): IceServers {
  const { stunUrls, turn, relayOnly } = config;
  // Whoever is only relayed has no use for a server that tells them their address.
  const stun = stunUrls.length > 0 && !relayOnly ? [{ urls: [...stunUrls] }] : [];
  if (!turn) return { iceServers: stun, ...(relayOnly && { relayOnly }) };
  const ttlSeconds = Math.floor(turn.ttlMs / 1000);
  // The TURN server needs to tell people apart, not to know who they are.
  const pseudonym = createHash('sha256').update(userId).digest('hex').slice(0, 16);
  const username = `${Math.floor(nowMs / 1000) + ttlSeconds}:${pseudonym}`;
  const credential = createHmac('sha1', turn.secret).update(username).digest('base64');
  const iceServers = [...stun, { urls: [...turn.urls], username, credential }];
  return { iceServers, ttlSeconds, ...(relayOnly && { relayOnly }) };
}
