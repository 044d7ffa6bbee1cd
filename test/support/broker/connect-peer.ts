import { WebSocket } from 'ws';
import { TestPeer } from '../../signaling/gate/harness.js';
import type { BrokerHandle } from '../start-broker.js';

/** PeerJS's socket of the token's person at a whole broker, opened. */
export async function connectPeer(
  broker: BrokerHandle,
  token: string,
  { peerId, from }: { peerId?: string; from?: string } = {},
): Promise<TestPeer> {
  const headers: Record<string, string> = from === undefined ? {} : { 'x-forwarded-for': from };
  const id = peerId ?? (await issuePeerId(broker, token, headers));
  const socket = new WebSocket(peerUrl(broker, id, token), { headers });
  const peer = new TestPeer(id, socket);
  await peer.next('OPEN');
  return peer;
}

export async function issuePeerId(
  broker: BrokerHandle,
  token: string,
  headers: Record<string, string> = {},
): Promise<string> {
  const init = { method: 'POST', token, headers };
  return (await broker.api<{ peerId: string }>('/api/peers', init)).body.peerId;
}

export function peerUrl({ url }: BrokerHandle, id: string, token: string): string {
  const query = new URLSearchParams({ key: 'peerjs', id, token });
  return `${url.replace('http', 'ws')}/peerjs?${query}`;
}
