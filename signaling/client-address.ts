import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, type Socket } from 'node:net';
import { plainAddress } from './network-of.js';

const REQUEST_ID = /^[\w-]{8,64}$/;

/** The id that a trusted proxy has given a request. Whoever else names one could name that of another. */
export function createProxyRequestId(
  trustedProxies: readonly string[],
): (request: IncomingMessage) => string | undefined {
  if (trustedProxies.length === 0) return () => undefined;
  const isTrusted = trust(trustedProxies);
  return (request) => {
    const id = request.headers['x-request-id'];
    const isTheirs = isTrusted(plainAddress(request.socket.remoteAddress ?? ''));
    return isTheirs && typeof id === 'string' && REQUEST_ID.test(id) ? id : undefined;
  };
}

/**
 * The address a request really comes from. `X-Forwarded-For` is what the sender likes to say, so
 * it is read from the right and only as far as trusted proxies have written it.
 */
export function createClientAddress(
  trustedProxies: readonly string[],
): (request: IncomingMessage) => string {
  const isTrusted = trust(trustedProxies);

  return (request) => {
    let address = plainAddress(request.socket.remoteAddress ?? '');
    if (trustedProxies.length === 0) return address;
    const header = request.headers['x-forwarded-for'];
    const hops = String(header ?? '')
      .split(',')
      .map((hop) => plainAddress(hop.trim()));
    while (hops.length > 0 && isTrusted(address)) {
      const hop = hops.pop()!;
      if (isIP(hop) === 0) break;
      address = hop;
    }
    return address;
  };
}

/** What is believed of trusted proxies: the names of requests, and that theirs come from many people. */
export function createProxyTrust(trustedProxies: readonly string[]) {
  const isTrusted = trust(trustedProxies);
  return {
    proxyRequestId: createProxyRequestId(trustedProxies),
    connectionAddressOf({ remoteAddress = '' }: Socket): string | undefined {
      const address = plainAddress(remoteAddress);
      return isTrusted(address) ? undefined : address;
    },
  };
}

function trust(trustedProxies: readonly string[]): (address: string) => boolean {
  const trusted = new BlockList();
  for (const network of trustedProxies) {
    const [address = '', prefix] = network.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) trusted.addAddress(address, family);
    else trusted.addSubnet(address, Number(prefix), family);
  }
  return (address) => trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
