import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyRequest } from 'fastify';
import type { ErrorCode } from '../../src/protocol/index.js';
import type { Origins } from '../auth/origins.js';
import type { PeerIds } from '../auth/peer-ids.js';
import type { Tokens } from '../auth/tokens.js';
import type { IceConfig } from '../config.js';
import type { DoorLimits } from '../door-limits.js';
import type { AccountDesk } from '../domain/account-desk.js';
import type { AdminDesk } from '../domain/admin-desk.js';
import type { BlockDesk } from '../domain/block-desk.js';
import type { GuestDesk } from '../domain/guest-desk.js';
import type { PersonalDesk } from '../domain/personal-desk.js';
import type { SearchDesk } from '../domain/search-desk.js';
import type { Bids, Delivery, Directory, Identity, Messages, Ringing } from '../domain/types.js';
import type { Files } from '../files/create-files.js';
import type { FileMessages } from '../files/file-messages.js';
import type { Log } from '../log.js';
import type { Metrics } from '../metrics/prometheus.js';

/** What the resources work with. */
export interface HttpContext {
  readonly delivery: Delivery;
  readonly messages: Messages;
  readonly bids: Bids;
  readonly personal: PersonalDesk;
  readonly accounts: AccountDesk;
  readonly blocks: BlockDesk;
  readonly guests: GuestDesk;
  readonly search: SearchDesk;
  readonly admins: AdminDesk;
  readonly files: Files;
  readonly fileMessages: FileMessages;
  readonly ringing: Ringing;
  readonly directory: Directory;
  readonly tokens: Tokens;
  readonly peerIds: PeerIds;
  readonly origins: Origins;
  readonly limits: DoorLimits;
  readonly ice: IceConfig;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Unset: the figures are for this machine only. */
  readonly metricsToken?: string;
  readonly development: boolean;
  /** Where the broker is reached; decides whether browsers are told to insist on TLS. */
  readonly secure: boolean;
  addressOf(request: FastifyRequest): string;
  /** Undefined for a connection of a trusted proxy. */
  connectionAddressOf(socket: Socket): string | undefined;
  /** What a trusted proxy calls a request; undefined where none has named it. */
  proxyRequestId(request: IncomingMessage): string | undefined;
  /** False while starting and stopping, and when the database does not answer. */
  isReady(): Promise<boolean>;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by authenticate.ts on every route that needs a token. */
    identity: Identity | null;
    /** Why it was refused. */
    refusal: ErrorCode | null;
  }
}
