import type { IncomingMessage } from 'node:http';
import { BrokerError } from '../domain/broker-error.js';

const JWT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$/;

/** Where a token may be carried; a browser's WebSocket can set only the last two. */
interface Carriers {
  readonly authorization?: string;
  readonly subprotocols?: readonly string[];
  readonly queryToken?: string;
}

/**
 * The one token of a request. Two different ones are refused, since whoever checks one and uses
 * the other is impersonated.
 */
export function tokenOf({ authorization, subprotocols = [], queryToken }: Carriers): string {
  const offered = new Set<string>();
  if (authorization !== undefined) offered.add(bearerOf(authorization));
  for (const item of subprotocols) {
    const token = subprotocolToken(item);
    if (token !== undefined) offered.add(token);
  }
  if (queryToken !== undefined) offered.add(queryToken);
  const [token] = offered;
  if (!token || offered.size > 1) throw new BrokerError('unauthorized');
  return token;
}

/** The one header of that name: of several Node shows the first, and a proxy may have read another. */
export function authorizationOf({ headers, rawHeaders }: IncomingMessage): string | undefined {
  const { authorization } = headers;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const isOther = rawHeaders[at + 1] !== authorization;
    if (isOther && rawHeaders[at]!.toLowerCase() === 'authorization') {
      throw new BrokerError('unauthorized');
    }
  }
  return authorization;
}

function bearerOf(authorization: string): string {
  const [, token] = /^Bearer +([A-Za-z0-9._~+/=-]+)$/i.exec(authorization) ?? [];
  if (token === undefined) throw new BrokerError('unauthorized');
  return token;
}

/** `bearer.<jwt>` or a bare JWT in the list of subprotocols. */
function subprotocolToken(item: string): string | undefined {
  if (item.startsWith('bearer.')) return item.slice('bearer.'.length);
  return JWT.test(item) ? item : undefined;
}

export function subprotocolsOf(request: IncomingMessage): string[] {
  const header = request.headers['sec-websocket-protocol'] ?? '';
  return header
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
