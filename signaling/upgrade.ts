import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import {
  CLOSE_CODES,
  LIMITS,
  SUBPROTOCOL,
  type CloseReason,
  type ErrorCode,
} from '../src/protocol/index.js';
import { authorizationOf, subprotocolsOf, tokenOf } from './auth/credentials.js';
import type { Origins } from './auth/origins.js';
import type { PeerIds } from './auth/peer-ids.js';
import type { Tokens } from './auth/tokens.js';
import type { DoorLimits, Release } from './door-limits.js';
import { BrokerError } from './domain/broker-error.js';
import type { Meter } from './domain/meter.js';
import type { Identity } from './domain/types.js';
import { queryOf } from './http/validate.js';
import type { Log } from './log.js';
import { networkOf } from './network-of.js';

/** Verifying takes well under a millisecond: more at once than this means that something hangs. */
const MAX_PENDING = 512;
/** A refused socket that does not say goodbye is cut. */
const GOODBYE_MS = 2000;

const PATHS = { '/api/messages/ws': 'app', '/peerjs': 'peer' } as const;
type SocketKind = (typeof PATHS)[keyof typeof PATHS];

/** A socket whose person is known. */
export type Admitted =
  | { readonly kind: 'app'; readonly identity: Identity }
  | { readonly kind: 'peer'; readonly identity: Identity; readonly peerId: string };

export interface UpgradeDoorOptions {
  readonly tokens: Tokens;
  readonly peerIds: PeerIds;
  readonly origins: Origins;
  readonly limits: DoorLimits;
  readonly log: Log;
  readonly meter: Meter;
  /** Upgrades looked at together. */
  readonly maxPending?: number;
  addressOf(request: IncomingMessage): string;
  /** Makes the person known before anything of theirs arrives. */
  meet(identity: Identity): Promise<void>;
  admit(socket: WebSocket, admitted: Admitted): void;
}

export interface UpgradeDoor {
  /** For the 'upgrade' event of the one HTTP server. Never throws. */
  handle(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Refuses from now on. Idempotent. */
  close(): void;
  /** Cuts every socket that ever came through and is still there. */
  cut(): void;
}

/**
 * The one door of both sockets. A browser cannot read why an upgrade failed, so a refusal is an
 * accepted socket that hears an error and is closed with the code of the protocol's table.
 */
export function createUpgradeDoor(options: UpgradeDoorOptions): UpgradeDoor {
  const { origins, limits, log, meter, maxPending = MAX_PENDING } = options;
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    // What is a little too large is refused in our words; only what is much too large by `ws`.
    maxPayload: 2 * LIMITS.frameBytes,
    // Nobody cuts a frame into more. Each piece costs memory beside its bytes.
    maxFragments: 32,
    maxBufferedChunks: 1024,
    handleProtocols: selectProtocol,
  });
  const upgraded = new Set<Duplex>();
  let pending = 0;
  let closed = false;

  async function admit(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    kind: SocketKind,
  ): Promise<void> {
    const held: Release[] = [];
    const giveBack = () => held.forEach((give) => give());
    const release = () => {
      upgraded.delete(socket);
      giveBack();
    };
    upgraded.add(socket);
    socket.once('close', release);
    try {
      if (closed) throw new Refusal('restart');
      const address = options.addressOf(request);
      held.push(limits.holdAddressSocket(address));
      await limits.takeAddressRequest(address);
      const admitted = await identify(request, kind, networkOf(address), options);
      const { userId } = admitted.identity;
      await limits.takeRequest(userId, address);
      held.push(limits.holdSocket(userId));
      await options.meet(admitted.identity);
      if (closed) throw new Refusal('restart');
      socket.off('error', destroyIt);
      sockets.handleUpgrade(request, socket, head, (webSocket) =>
        options.admit(webSocket, admitted),
      );
    } catch (error) {
      // One who is told to go is in nobody's way while they do.
      giveBack();
      const refusal = refusalOf(error);
      const { code } = refusal;
      log.info({ socket: kind, code }, 'socket refused');
      meter.refused('socket', code);
      if (code === 'internal') log.error({ err: error }, 'upgrade failed');
      sockets.handleUpgrade(request, socket, head, (webSocket) => refuse(webSocket, kind, refusal));
    }
  }

  return {
    handle(request, socket, head) {
      socket.on('error', destroyIt);
      const kind = kindOf(request.url ?? '');
      if (!kind) return answer(socket, '404 Not Found');
      if (pending >= maxPending) return answer(socket, '503 Service Unavailable');
      pending++;
      admit(request, socket, head, kind)
        .catch((error: unknown) => {
          log.error({ err: error }, 'upgrade failed');
          socket.destroy();
        })
        .finally(() => pending--);
    },
    close() {
      closed = true;
    },
    cut() {
      for (const socket of upgraded) socket.destroy();
    },
  };

  async function identify(
    request: IncomingMessage,
    kind: SocketKind,
    network: string,
    { tokens, peerIds }: UpgradeDoorOptions,
  ): Promise<Admitted> {
    const query = queryOf(request.url ?? '');
    if (!origins.allows(request.headers.origin)) throw new BrokerError('origin_not_allowed');
    const subprotocols = subprotocolsOf(request);
    if (!speaksOurVersion(subprotocols)) throw new Refusal('versionNotSupported');
    const known = await tokens.verify(
      tokenOf({
        authorization: authorizationOf(request),
        subprotocols,
        queryToken: query.get('token'),
      }),
    );
    const identity = { ...known, network };
    if (kind === 'app') return { kind, identity };
    const peerId = query.get('id') ?? '';
    if (query.get('key') !== 'peerjs' || !peerIds.isOf(peerId, identity.userId)) {
      throw new BrokerError('unauthorized');
    }
    return { kind, identity, peerId };
  }
}

/** A refusal that has no error code of its own, only a way to close. */
class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(readonly reason: 'restart' | 'versionNotSupported') {
    super(reason);
  }
}

const CLOSE_OF: Partial<Record<ErrorCode, CloseReason>> = {
  bad_request: 'badFrame',
  unauthorized: 'unauthorized',
  token_expired: 'tokenExpired',
  origin_not_allowed: 'originNotAllowed',
};

interface Refused {
  readonly reason: CloseReason;
  readonly code: ErrorCode;
  readonly retryAfterMs?: number;
}

function refusalOf(error: unknown): Refused {
  if (error instanceof Refusal) {
    return error.reason === 'restart'
      ? { reason: 'restart', code: 'unavailable' }
      : { reason: 'versionNotSupported', code: 'bad_request' };
  }
  const code = error instanceof BrokerError ? error.code : 'internal';
  const retryAfterMs = error instanceof BrokerError ? error.options.retryAfterMs : undefined;
  return {
    reason: CLOSE_OF[code] ?? 'tryAgainLater',
    code,
    ...(retryAfterMs !== undefined && { retryAfterMs: Math.ceil(retryAfterMs) }),
  };
}

function refuse(
  socket: WebSocket,
  kind: SocketKind,
  { reason, code, retryAfterMs }: Refused,
): void {
  socket.on('error', () => {});
  const frame =
    kind === 'app'
      ? { type: 'error', code, ...(retryAfterMs !== undefined && { retryAfterMs }) }
      : { type: 'ERROR', payload: { msg: code } };
  socket.send(JSON.stringify(frame));
  socket.close(CLOSE_CODES[reason].code, reason);
  const cut = setTimeout(() => socket.terminate(), GOODBYE_MS);
  socket.once('close', () => clearTimeout(cut));
}

function destroyIt(this: Duplex): void {
  this.destroy();
}

function kindOf(url: string): SocketKind | undefined {
  const path = url.split('?', 1)[0]!;
  return Object.hasOwn(PATHS, path) ? PATHS[path as keyof typeof PATHS] : undefined;
}

function answer(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () =>
    socket.destroy(),
  );
}

/** Ours if offered; else the first one, since a browser drops a socket that picks none of its list. */
function selectProtocol(offered: Set<string>): string | false {
  if (offered.has(SUBPROTOCOL)) return SUBPROTOCOL;
  return offered.values().next().value ?? false;
}

/** Naming no version at all is taken for the current one. */
function speaksOurVersion(subprotocols: readonly string[]): boolean {
  const versions = subprotocols.filter((item) => /^deskbell\.v\d+$/.test(item));
  return versions.length === 0 || versions.includes(SUBPROTOCOL);
}
