import { join, resolve } from 'node:path';
import * as v from 'valibot';
import { DATABASE } from './data-folder.js';
import type { PersonLimits, Rate } from './domain/limits.js';
import type { RetentionTimes } from './domain/retention.js';
import { settings, unsupportedSettings, type Setting, type SettingName } from './settings.js';

type Settings = typeof settings;
type Value<N extends SettingName> = v.InferOutput<Settings[N]['schema']>;
type Values = {
  [N in SettingName]: Settings[N] extends { fallback: string } ? Value<N> : Value<N> | undefined;
};

/** The start cannot go on: `message` is one line that names the setting. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(
    readonly setting: string,
    problem: string,
  ) {
    super(`${setting}: ${problem}`);
  }
}

/** How much of what, per person or address; see the settings of the same names. */
export interface RateLimits extends PersonLimits {
  readonly requests: Rate;
  readonly addressRequests: Rate;
  readonly guests: Rate;
  /** Open at a time. */
  readonly sockets: number;
  readonly addressSockets: number;
  readonly addressConnections: number;
}

export interface IceConfig {
  /** Nothing goes from browser to browser but through the TURN servers. */
  readonly relayOnly: boolean;
  readonly stunUrls: readonly string[];
  readonly turn?: {
    readonly urls: readonly string[];
    readonly secret: string;
    readonly ttlMs: number;
  };
}

/** Everything the broker is told from outside, read once. */
export interface Config {
  readonly port: number;
  /** Unset: chosen by mode, see settings.ts. */
  readonly host?: string;
  readonly publicUrl?: string;
  readonly dataDir: string;
  /** A file, or `:memory:`. */
  readonly databaseFile: string;
  /** Newest first; empty means a secret of the broker's own, and without an issuer development mode. */
  readonly authSecrets: readonly string[];
  /** Where an issuer besides the secrets publishes its keys. */
  readonly keySetUrl?: string;
  readonly audience?: string;
  readonly issuer?: string;
  /** Undefined: any site may embed. */
  readonly allowedOrigins?: readonly string[];
  /** Besides those: where pictures of listings may come from. */
  readonly imageOrigins: readonly string[];
  readonly trustedProxies: readonly string[];
  readonly ice: IceConfig;
  readonly ringTimeoutMs: number;
  readonly maxUploadBytes: number;
  readonly diskReserveBytes: number;
  /** Null: limits are off. */
  readonly rateLimits: RateLimits | null;
  readonly retention: RetentionTimes;
  readonly metricsToken?: string;
  readonly logLevel: Value<'LOG_LEVEL'>;
}

/** Reads the environment. Throws `ConfigError` on the first wrong value. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const unsupported = unsupportedSettings.find((name) => env[name]);
  if (unsupported) throw new ConfigError(unsupported, 'not supported yet; unset it');
  const values = readValues(env);
  const { TURN_URLS: turnUrls, TURN_SECRET: turnSecret } = values;
  if (turnUrls && !turnSecret) throw new ConfigError('TURN_SECRET', 'needed by TURN_URLS');
  if (turnSecret && !turnUrls) throw new ConfigError('TURN_URLS', 'needed by TURN_SECRET');
  const relayOnly = values.DIRECT === 'never';
  if (relayOnly && !turnUrls) throw new ConfigError('TURN_URLS', 'needed by DIRECT=never');
  const dataDir = resolve(values.DATA_DIR);
  return {
    port: values.PORT,
    host: values.HOST,
    publicUrl: values.PUBLIC_URL,
    dataDir,
    databaseFile: values.DATABASE_URL ?? join(dataDir, DATABASE),
    authSecrets: values.AUTH_SECRET ?? [],
    keySetUrl: values.AUTH_JWKS_URL,
    audience: values.AUTH_AUDIENCE,
    issuer: values.AUTH_ISSUER,
    allowedOrigins: values.ALLOWED_ORIGINS,
    imageOrigins: values.IMAGE_ORIGINS ?? [],
    trustedProxies: values.TRUSTED_PROXIES ?? [],
    ice: {
      relayOnly,
      stunUrls: values.STUN_URLS ?? [],
      ...(turnUrls &&
        turnSecret && { turn: { urls: turnUrls, secret: turnSecret, ttlMs: values.TURN_TTL } }),
    },
    ringTimeoutMs: values.RING_TIMEOUT,
    maxUploadBytes: values.MAX_UPLOAD_BYTES,
    diskReserveBytes: values.DISK_RESERVE,
    rateLimits: values.RATE_LIMITS ? rateLimitsOf(values) : null,
    retention: {
      messagesMs: values.RETENTION_MESSAGES,
      filesMs: values.RETENTION_FILES,
      callsMs: values.RETENTION_CALLS,
      guestsMs: values.RETENTION_GUESTS,
      reportsMs: values.RETENTION_REPORTS,
    },
    metricsToken: values.METRICS_TOKEN,
    logLevel: values.LOG_LEVEL,
  };
}

function readValues(env: Readonly<Record<string, string | undefined>>): Values {
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries<Setting>(settings)) {
    const text = textOf(name, env[name]) ?? setting.fallback;
    if (text === undefined) continue;
    const parsed = v.safeParse(setting.schema, text, { abortEarly: true });
    if (!parsed.success) throw new ConfigError(name, parsed.issues[0].message);
    values[name] = parsed.output;
  }
  return values as Values;
}

/** Compose files pass unset variables as empty ones. An empty secret is a mistake all the same. */
function textOf(name: string, text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  if (trimmed) return trimmed;
  if (trimmed === '' && name === 'AUTH_SECRET') {
    throw new ConfigError(name, 'is empty; unset it for development mode');
  }
  return undefined;
}

function rateLimitsOf(values: Values): RateLimits {
  return {
    requests: values.RATE_LIMIT_REQUESTS,
    addressRequests: values.RATE_LIMIT_ADDRESS_REQUESTS,
    guests: values.RATE_LIMIT_GUESTS,
    conversations: values.RATE_LIMIT_CONVERSATIONS,
    messages: values.RATE_LIMIT_MESSAGES,
    uploads: values.RATE_LIMIT_UPLOADS,
    uploadBytes: values.RATE_LIMIT_UPLOAD_BYTES,
    calls: values.RATE_LIMIT_CALLS,
    frames: values.RATE_LIMIT_FRAMES,
    allFrames: values.RATE_LIMIT_PERSON_FRAMES,
    networks: {
      conversations: values.RATE_LIMIT_ADDRESS_CONVERSATIONS,
      messages: values.RATE_LIMIT_ADDRESS_MESSAGES,
      uploads: values.RATE_LIMIT_ADDRESS_UPLOADS,
      uploadBytes: values.RATE_LIMIT_ADDRESS_UPLOAD_BYTES,
      calls: values.RATE_LIMIT_ADDRESS_CALLS,
      frames: values.RATE_LIMIT_ADDRESS_FRAMES,
    },
    silence: {
      declined: values.RATE_LIMIT_DECLINED_CALLS,
      unanswered: values.RATE_LIMIT_UNANSWERED_CALLS,
    },
    sockets: values.RATE_LIMIT_SOCKETS,
    addressSockets: values.RATE_LIMIT_ADDRESS_SOCKETS,
    addressConnections: values.RATE_LIMIT_ADDRESS_CONNECTIONS,
  };
}

/** The rows of the README's table of settings. */
export function describeSettings(): { name: string; fallback: string; description: string }[] {
  return Object.entries<Setting>(settings).map(([name, { fallback, description }]) => ({
    name,
    fallback: fallback ?? '',
    description,
  }));
}
