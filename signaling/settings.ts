import { isIP } from 'node:net';
import * as v from 'valibot';
import { LONGEST_RING_MS } from '../src/protocol/index.js';
import { limitSettings } from './limit-settings.js';
import {
  duration,
  integer,
  isNetwork,
  keySetUrl,
  listOf,
  origin,
  origins,
} from './setting-values.js';

/** One environment variable: what it means, what it is without one, and what it may say. */
export interface Setting {
  readonly description: string;
  /** As one would write it in the environment; absent when being unset means something of its own. */
  readonly fallback?: string;
  readonly schema: v.GenericSchema<string, unknown>;
}

const SECRET_BYTES = 32;

const DAY_MS = 86_400_000;
const retention = duration(DAY_MS, 3650 * DAY_MS, 'expected a time such as 90d, from 1d to 3650d');

/**
 * Every setting there is, in the order people read them. The README's table is made from this and
 * config.ts reads the environment by it.
 */
export const settings = {
  PORT: {
    description: 'Port of the page, the API and both sockets; 0 takes a free one.',
    fallback: '8080',
    schema: integer(0, 65_535, 'expected a port number from 0 to 65535'),
  },
  HOST: {
    description:
      'Address to listen on. Unset: this machine only in development mode, else all addresses.',
    schema: v.pipe(
      v.string(),
      v.check(
        (host) => isIP(host) > 0 || /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/i.test(host),
        'expected an IP address or a host name',
      ),
    ),
  },
  PUBLIC_URL: {
    description: 'Origin under which browsers reach the broker. Unset: `http://localhost:PORT`.',
    schema: origin,
  },
  DATA_DIR: {
    description: 'Folder of the database, the files, and the secret made in development mode.',
    fallback: './data',
    schema: v.pipe(v.string(), v.nonEmpty('expected a folder')),
  },
  DATABASE_URL: {
    description: '`sqlite:` and a file. Unset: `deskbell.db` in `DATA_DIR`.',
    schema: v.pipe(
      v.string(),
      v.check(
        (url) => !/^postgres(ql)?:/i.test(url),
        'PostgreSQL is not supported yet; use sqlite:<file>',
      ),
      v.regex(/^sqlite:(?!\/\/\/?$).+$/, 'expected sqlite:<file>'),
      v.transform((url) => url.replace(/^sqlite:(\/\/(?=\/))?/, '')),
    ),
  },
  AUTH_SECRET: {
    description:
      'HS256 secret of the tokens, at least 32 bytes; several by commas, newest first. Unset, and no `AUTH_JWKS_URL`: development mode.',
    schema: listOf(
      (secret) => Buffer.byteLength(secret) >= SECRET_BYTES,
      'each secret must have at least 32 bytes',
    ),
  },
  AUTH_JWKS_URL: {
    description:
      'Where an issuer publishes its keys: its tokens (RS256, ES256, EdDSA) are taken, too. `https:`, or `http:` on this machine.',
    schema: keySetUrl,
  },
  AUTH_AUDIENCE: {
    description: '`aud` that a token must carry. Unset: not checked.',
    schema: v.string(),
  },
  AUTH_ISSUER: {
    description: '`iss` that a token must carry. Unset: not checked.',
    schema: v.string(),
  },
  ALLOWED_ORIGINS: {
    description: 'Origins of the sites that may embed, by commas. Unset: any.',
    schema: origins,
  },
  IMAGE_ORIGINS: {
    description:
      'Origins besides `ALLOWED_ORIGINS` that pictures of listings may come from, by commas: a site’s own image host.',
    schema: origins,
  },
  TRUSTED_PROXIES: {
    description:
      'Addresses or networks of proxies whose `X-Forwarded-For` and `X-Request-Id` are believed, by commas. Unset: none.',
    schema: listOf(isNetwork, 'expected addresses or networks such as 10.0.0.0/8, by commas'),
  },
  STUN_URLS: {
    description: 'STUN servers for the browsers, `stun:` by commas. Unset: none.',
    schema: listOf((url) => /^stuns?:[^\s/?#]+$/i.test(url), 'expected stun: or stuns: addresses'),
  },
  TURN_URLS: {
    description: 'TURN servers for the browsers, `turn:` by commas; needs `TURN_SECRET`.',
    schema: listOf(
      (url) => /^turns?:[^\s/?#]+(\?transport=(udp|tcp))?$/i.test(url),
      'expected turn: or turns: addresses',
    ),
  },
  TURN_SECRET: {
    description: 'Shared secret of the TURN servers (`static-auth-secret` of coturn).',
    schema: v.pipe(v.string(), v.minLength(8, 'expected at least 8 characters')),
  },
  TURN_TTL: {
    description: 'How long TURN credentials last. Clients fetch new ones when they need them.',
    fallback: '12h',
    schema: duration(60_000, 7 * 86_400_000, 'expected a time such as 12h, from 1m to 7d'),
  },
  DIRECT: {
    description:
      '`auto`, or `never`: calls and direct links go through the TURN servers only; needs `TURN_URLS`.',
    fallback: 'auto',
    schema: v.picklist(['auto', 'never'], 'expected auto or never'),
  },
  RING_TIMEOUT: {
    description: 'How long a call rings before it counts as missed, at most `100s`.',
    fallback: '45s',
    schema: duration(1000, LONGEST_RING_MS, 'expected a time such as 45s, from 1s to 100s'),
  },
  MAX_UPLOAD_BYTES: {
    description: 'Largest file that the broker takes in.',
    fallback: String(25 * 1024 * 1024),
    schema: integer(1, 10 * 1024 ** 3, 'expected a number of bytes, at most 10737418240'),
  },
  DISK_RESERVE: {
    description:
      'Bytes left free on the disk of `DATA_DIR`, at most a twentieth of it: beyond that no file is taken in.',
    fallback: String(1024 ** 3),
    schema: integer(0, 1024 ** 4 - 1, 'expected a number of bytes, below 1099511627776'),
  },
  RATE_LIMITS: {
    description:
      '`on` or `off`, for all limits below at once, and for the fixed rates of docs/protocol.md.',
    fallback: 'on',
    schema: v.pipe(
      v.picklist(['on', 'off'], 'expected on or off'),
      v.transform((value) => value === 'on'),
    ),
  },
  ...limitSettings,
  RETENTION_MESSAGES: {
    description: 'How long messages are kept, such as `365d`. Unset: until they are deleted.',
    schema: retention,
  },
  RETENTION_FILES: {
    description:
      'How long files are kept; their messages become deleted ones. Unset: like messages.',
    schema: retention,
  },
  RETENTION_CALLS: {
    description: 'How long the records of calls are kept. Unset: for good.',
    schema: retention,
  },
  RETENTION_GUESTS: {
    description:
      'How long after their last visit guests are kept; then their account is deleted. Unset: for good.',
    schema: retention,
  },
  RETENTION_REPORTS: {
    description: 'How long reports are kept. Unset: for good.',
    schema: retention,
  },
  METRICS_TOKEN: {
    description:
      'Bearer token of whoever reads `/metrics`, at least 16 characters. Unset: only this machine may.',
    schema: v.pipe(
      v.string(),
      v.regex(/^[\w.~+/=-]{16,}$/, 'expected at least 16 letters, digits or -._~+/='),
    ),
  },
  LOG_LEVEL: {
    description: '`fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`.',
    fallback: 'info',
    schema: v.picklist(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'expected fatal, error, warn, info, debug, trace or silent',
    ),
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;

/** Known by name so that setting one is answered, not silently ignored. */
export const unsupportedSettings = [
  'REDIS_URL',
  'WEBHOOK_URL',
  'WEBHOOK_SECRET',
  'WEBHOOK_ALLOW_PRIVATE',
  'VAPID_PUBLIC_KEY',
  'VAPID_PRIVATE_KEY',
  'VAPID_SUBJECT',
  'TELEGRAM_BOT_TOKEN',
  'TELEGRAM_API_ROOT',
] as const;
