import { mkdir } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { dirname, join } from 'node:path';
import { createKeySet, type KeySet } from './auth/key-set.js';
import { createOrigins } from './auth/origins.js';
import { createPeerIds, type PeerIds } from './auth/peer-ids.js';
import { loadSecrets } from './auth/secrets.js';
import { createTokens } from './auth/tokens.js';
import { createClientAddress, createProxyTrust } from './client-address.js';
import { ConfigError, type Config } from './config.js';
import { FILES } from './data-folder.js';
import { createDomain, type Domain } from './create-domain.js';
import { createDoorLimits } from './door-limits.js';
import type { Meter } from './domain/meter.js';
import { createPeerGate, type PeerGate } from './gate/index.js';
import { createHttpServer } from './http/server.js';
import type { Log } from './log.js';
import { createMetrics, type Levels } from './metrics/prometheus.js';
import { LOOPBACK_HOSTS } from './network-of.js';
import { openSqlStore } from './store/sql-store.js';
import { sqliteDialect } from './store/sqlite-dialect.js';
import { createUpgradeDoor } from './upgrade.js';

/** Time for requests and sockets to finish; what is left then is cut, well before 10 s are over. */
const DRAIN_MS = 7000;
const SWEEP_MS = 50;

export interface Broker {
  /** Resolves when it is ready to serve: `url` is for people, `port` the one it got. */
  listen(): Promise<{ url: string; port: number }>;
  /** Refuses new work, tells every socket to come back later, writes what is pending. Idempotent. */
  close(): Promise<void>;
}

/** The composition root: everything that lives as long as the process is made here. */
export async function createBroker(config: Config, log: Log): Promise<Broker> {
  const { secrets, development } = await loadSecrets(config);
  if (development) log.warn('development mode: without AUTH_SECRET, anybody can have any token');
  const peerIds = createPeerIds(secrets);
  const metrics = createMetrics(() => levelsOf(domain, gate));
  const { meter } = metrics;
  const domain = await openDomain(config, {
    log,
    meter,
    peerIds,
    secrets,
    dismissPeers: (userId) => gate.dismiss(userId),
    partPeers: (peerId, otherId) => gate.part(peerId, otherId),
  });
  const { audience, issuer } = config;
  const tokens = createTokens({ secrets, keySet: keySetOf(config, log), audience, issuer });
  const limits = createDoorLimits(config.rateLimits);
  const addressOf = createClientAddress(config.trustedProxies);
  const { delivery, messages, bids, ringing, directory } = domain;
  let port = config.port;
  const origins = createOrigins(config.allowedOrigins, config.imageOrigins, () =>
    ownOrigins(config, port),
  );
  const gate = createPeerGate({
    authorizeOffer: (offer) => ringing.mayOffer(offer),
    authorizeData: (offer) => domain.directLinks.mayOffer(offer),
    addresses: domain.addresses,
    ...(domain.frames && { frames: domain.frames }),
    log: log.child({ part: 'gate' }),
  });
  const door = createUpgradeDoor({
    tokens,
    peerIds,
    origins,
    limits,
    log,
    meter,
    addressOf,
    meet: (identity) => directory.meet(identity),
    admit(socket, admitted) {
      if (admitted.kind === 'app') domain.hub.accept(socket, admitted.identity);
      else gate.accept(socket, admitted);
    },
  });
  let closing: Promise<void> | undefined;
  const app = await createHttpServer({
    delivery,
    messages,
    bids,
    personal: domain.personal,
    blocks: domain.blocks,
    accounts: domain.accounts,
    guests: domain.guests,
    search: domain.search,
    admins: domain.admins,
    files: domain.files,
    fileMessages: domain.fileMessages,
    ringing,
    directory,
    tokens,
    peerIds,
    origins,
    limits,
    log,
    metrics,
    ...(config.metricsToken !== undefined && { metricsToken: config.metricsToken }),
    development,
    ice: config.ice,
    secure: config.publicUrl?.startsWith('https:') ?? false,
    addressOf: (request) => addressOf(request.raw),
    ...createProxyTrust(config.trustedProxies),
    isReady: () => (closing ? Promise.resolve(false) : answers(domain)),
  });
  app.server.on('upgrade', door.handle);

  async function close(): Promise<void> {
    door.close();
    // A connection kept alive that falls idle only now would be waited for like one that is busy.
    const sweep = setInterval(() => app.server.closeIdleConnections(), SWEEP_MS);
    const cut = setTimeout(() => {
      log.warn('connections were cut after waiting for them');
      app.server.closeAllConnections();
      door.cut();
    }, DRAIN_MS);
    try {
      // Together: the HTTP server is not closed before its last socket is.
      await Promise.all([app.close(), gate.close(), domain.close()]);
    } finally {
      clearInterval(sweep);
      clearTimeout(cut);
    }
  }

  return {
    async listen() {
      const host = config.host ?? (development ? 'localhost' : anyAddress());
      try {
        await app.listen({ port: config.port, host });
      } catch (error) {
        throw explainListen(error, config.port, host);
      }
      const address = app.server.address();
      if (address && typeof address === 'object') port = address.port;
      const url = ownOrigins(config, port)[0]!;
      log.info({ port, host, development }, 'listening');
      return { url, port };
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}

/** For `deskbell migrate`: opening the database brings it up to date. */
export async function migrateDatabase({ databaseFile }: Config): Promise<void> {
  await makeFolderOf(databaseFile);
  const store = await openSqlStore(sqliteDialect(databaseFile));
  await store.close();
}

function keySetOf({ keySetUrl: url, audience }: Config, log: Log): KeySet | undefined {
  if (url === undefined) return undefined;
  if (audience === undefined) {
    log.warn('without AUTH_AUDIENCE, tokens are taken that the issuer made for other services');
  }
  return createKeySet({ url, log: log.child({ part: 'keys' }) });
}

interface DomainParts {
  readonly log: Log;
  readonly meter: Meter;
  readonly peerIds: PeerIds;
  readonly secrets: readonly string[];
  readonly dismissPeers: (userId: string) => void;
  readonly partPeers: (peerId: string, otherId: string) => void;
}

async function openDomain(
  config: Config,
  { log, meter, peerIds, secrets, dismissPeers, partPeers }: DomainParts,
): Promise<Domain> {
  const { databaseFile, ringTimeoutMs, rateLimits, publicUrl } = config;
  await makeFolderOf(databaseFile);
  const files = {
    folder: join(config.dataDir, FILES),
    maxBytes: config.maxUploadBytes,
    reserveBytes: config.diskReserveBytes,
    secrets,
    ...(publicUrl !== undefined && { publicUrl }),
  };
  return createDomain({
    databaseFile,
    files,
    ringTimeoutMs,
    rateLimits,
    retention: config.retention,
    log,
    meter,
    ownsPeer: peerIds.isOf,
    dismissPeers,
    partPeers,
  });
}

function levelsOf(domain: Domain, gate: PeerGate): Levels {
  const { sockets: peerSockets, links: peerLinks, refused: peerRefusals } = gate.counts();
  return { ...domain.levels(), peerSockets, peerLinks, peerRefusals };
}

async function makeFolderOf(databaseFile: string): Promise<void> {
  if (databaseFile === ':memory:') return;
  try {
    await mkdir(dirname(databaseFile), { recursive: true });
  } catch {
    throw new ConfigError('DATABASE_URL', `the folder of ${databaseFile} cannot be made`);
  }
}

async function answers(domain: Domain): Promise<boolean> {
  try {
    await domain.store.check();
    return true;
  } catch {
    return false;
  }
}

/** Where pages of the broker itself come from; the first is the one to show people. */
function ownOrigins({ publicUrl, host }: Config, port: number): string[] {
  if (publicUrl) return [publicUrl];
  const isWildcard = host === undefined || host === '0.0.0.0' || host === '::';
  const named = isWildcard ? [] : [host.includes(':') ? `[${host}]` : host];
  return [...new Set([...named, ...LOOPBACK_HOSTS])].map(
    (name) => new URL(`http://${name}:${port}`).origin,
  );
}

function anyAddress(): string {
  const hasIPv6 = Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(({ family }) => family === 'IPv6'),
  );
  return hasIPv6 ? '::' : '0.0.0.0';
}

function explainListen(error: unknown, port: number, host: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return new ConfigError('PORT', `${port} is already in use`);
  if (code === 'EACCES') return new ConfigError('PORT', `${port} may not be used by this user`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new ConfigError('HOST', `${host} is no address of this machine`);
  }
  return error;
}
