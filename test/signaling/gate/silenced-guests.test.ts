import { afterEach, beforeEach, expect, it } from 'vitest';
import { connectPeer } from '../../support/broker/connect-peer.js';
import { openMarket, type Market } from '../../support/broker/market.js';
import type { TestDevice } from '../../support/broker/test-device.js';
import { offer, type TestPeer } from './harness.js';

const CAFE = '203.0.113.7';
const HOME = '2001:db8:0:1::7';

let market: Market;
let phone: TestDevice;
let address: string;
beforeEach(async () => {
  market = await openMarket({
    RATE_LIMITS: 'on',
    TRUSTED_PROXIES: '127.0.0.1',
    RATE_LIMIT_DECLINED_CALLS: '2/10m',
  });
  phone = await market.device('seller');
  const { body } = await market.api<{ peerAddress: string }>('buyer', '/users/seller-42');
  address = body.peerAddress;
});
afterEach(() => market.close());

/** Somebody new each time, with nothing but PeerJS. */
async function dialAsGuest(from: string): Promise<TestPeer> {
  const headers = { 'x-forwarded-for': from };
  const { body } = await market.broker.api<{ token: string }>('/api/guests', { json: {}, headers });
  return dial(body.token, from);
}

async function dial(token: string, from: string): Promise<TestPeer> {
  const peer = await connectPeer(market.broker, token, { from });
  peer.send(offer(address));
  return peer;
}

async function decline(peer: TestPeer): Promise<void> {
  const { call } = await phone.next('call_request');
  phone.send({ type: 'call_reject', callId: call.id, reason: 'declined' });
  await peer.next('ANSWER');
  await peer.next('LEAVE');
}

async function expectSilenced(peer: TestPeer): Promise<void> {
  expect(await peer.next('EXPIRE')).toMatchObject({ src: address });
  await phone.settle();
  expect(phone.all('call_request')).toHaveLength(4);
}

it('Guests of PeerJS alone who are declined again and again are held by where they come from', async () => {
  // Twice as many as of one person: they may be several.
  for (let i = 0; i < 4; i++) await decline(await dialAsGuest(CAFE));
  await expectSilenced(await dialAsGuest(CAFE));
  // A member is known by their token, and whoever is elsewhere is somebody else.
  await decline(await dial(market.tokens.buyer, CAFE));
  await decline(await dialAsGuest(HOME));
});
