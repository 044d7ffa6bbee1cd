import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError, describeSettings, readConfig } from '../../../signaling/config.js';
import { settings, unsupportedSettings } from '../../../signaling/settings.js';
import { CALL_LIMITS } from '../../../src/core/call-events.js';

const SECRET = 'a secret of thirty-two bytes or more';

describe('settings', () => {
  it('are complete without any environment', () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      port: 8080,
      dataDir: resolve('data'),
      databaseFile: resolve('data', 'deskbell.db'),
      authSecrets: [],
      ringTimeoutMs: 45_000,
      trustedProxies: [],
      ice: { stunUrls: [], relayOnly: false },
      logLevel: 'info',
    });
    expect(config.allowedOrigins).toBeUndefined();
    expect(config.ice.turn).toBeUndefined();
    expect(config.maxUploadBytes).toBe(25 * 1024 * 1024);
    expect(config.rateLimits?.messages).toEqual({ points: 120, windowMs: 60_000 });
  });

  it('take every documented value', () => {
    const config = readConfig({
      PORT: '0',
      HOST: '::1',
      PUBLIC_URL: 'https://chat.example.com',
      DATA_DIR: '/var/lib/deskbell',
      DATABASE_URL: 'sqlite:/var/lib/deskbell/chat.db',
      AUTH_SECRET: `${SECRET}-new, ${SECRET}-old`,
      AUTH_AUDIENCE: 'chat',
      AUTH_ISSUER: 'https://shop.example.com',
      ALLOWED_ORIGINS: 'https://shop.example.com, http://localhost:3000',
      TRUSTED_PROXIES: '10.0.0.0/8,::1',
      STUN_URLS: 'stun:stun.example.com:3478',
      TURN_URLS: 'turn:turn.example.com?transport=udp,turns:turn.example.com',
      TURN_SECRET: 'turn-secret',
      TURN_TTL: '1h',
      DIRECT: 'never',
      RING_TIMEOUT: '30',
      MAX_UPLOAD_BYTES: '4294967296',
      RATE_LIMITS: 'off',
      LOG_LEVEL: 'silent',
    });
    expect(config).toMatchObject({
      port: 0,
      host: '::1',
      publicUrl: 'https://chat.example.com',
      databaseFile: '/var/lib/deskbell/chat.db',
      authSecrets: [`${SECRET}-new`, `${SECRET}-old`],
      allowedOrigins: ['https://shop.example.com', 'http://localhost:3000'],
      trustedProxies: ['10.0.0.0/8', '::1'],
      ringTimeoutMs: 30_000,
      maxUploadBytes: 2 ** 32,
      rateLimits: null,
      ice: {
        relayOnly: true,
        stunUrls: ['stun:stun.example.com:3478'],
        turn: {
          urls: ['turn:turn.example.com?transport=udp', 'turns:turn.example.com'],
          secret: 'turn-secret',
          ttlMs: 3_600_000,
        },
      },
    });
  });

  it.each([
    ['sqlite:./x.db', './x.db'],
    ['sqlite:///srv/x.db', '/srv/x.db'],
    ['sqlite::memory:', ':memory:'],
  ])('read the database file of %s', (DATABASE_URL, file) => {
    expect(readConfig({ DATABASE_URL }).databaseFile).toBe(file);
  });

  it('count an empty variable as unset, as compose files pass it', () => {
    expect(readConfig({ PORT: '', STUN_URLS: ' ' })).toMatchObject({ port: 8080 });
  });

  it.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80a'],
    ['PORT', '8e3'],
    ['HOST', 'http://x'],
    ['PUBLIC_URL', 'chat.example.com'],
    ['PUBLIC_URL', 'https://chat.example.com/path'],
    ['DATABASE_URL', 'postgres://localhost/x'],
    ['DATABASE_URL', 'mysql://localhost/x'],
    ['DATABASE_URL', 'sqlite:'],
    ['AUTH_SECRET', ''],
    ['AUTH_SECRET', 'x'.repeat(31)],
    ['AUTH_SECRET', `${SECRET},short`],
    ['AUTH_JWKS_URL', 'login.example.com/jwks.json'],
    ['AUTH_JWKS_URL', 'http://login.example.com/jwks.json'],
    ['AUTH_JWKS_URL', 'http://localhost.example.com/jwks.json'],
    ['AUTH_JWKS_URL', 'https://user:word@login.example.com/jwks.json'],
    ['AUTH_JWKS_URL', 'file:///etc/keys'],
    ['ALLOWED_ORIGINS', '*'],
    ['ALLOWED_ORIGINS', 'https://*.example.com'],
    ['ALLOWED_ORIGINS', 'https://shop.example.com/'.concat('path')],
    ['ALLOWED_ORIGINS', 'null'],
    ['ALLOWED_ORIGINS', 'ftp://shop.example.com'],
    ['TRUSTED_PROXIES', 'everybody'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['STUN_URLS', 'http://stun.example.com'],
    ['TURN_URLS', 'turn:'],
    ['TURN_TTL', 'soon'],
    ['DIRECT', 'calls'],
    ['RING_TIMEOUT', '0'],
    ['RING_TIMEOUT', '45000'],
    ['RING_TIMEOUT', '101s'],
    ['RING_TIMEOUT', '10m'],
    ['MAX_UPLOAD_BYTES', '0'],
    ['MAX_UPLOAD_BYTES', '25MB'],
    ['MAX_UPLOAD_BYTES', '10737418241'],
    ['RATE_LIMITS', 'maybe'],
    ['RATE_LIMIT_UPLOADS', '10'],
    ['RATE_LIMIT_MESSAGES', '120'],
    ['RATE_LIMIT_MESSAGES', '0/1m'],
    ['RATE_LIMIT_SOCKETS', '0'],
    ['LOG_LEVEL', 'loud'],
  ])('refuse %s=%s in one line that names it', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(ConfigError);
    expect(() => readConfig({ [name]: value })).toThrow(new RegExp(`^${name}: [^\\n]+$`));
  });

  it('let no call ring for so long that its devices give up first', () => {
    const { ringTimeoutMs } = readConfig({ RING_TIMEOUT: '100s' });
    expect(ringTimeoutMs).toBeLessThan(CALL_LIMITS.ringMs);
  });

  it('never quote a wrong secret', () => {
    const secret = 'too-short-but-still-secret';
    expect(() => readConfig({ AUTH_SECRET: secret })).not.toThrow(secret);
  });

  it('want TURN addresses and their secret together', () => {
    expect(() => readConfig({ TURN_URLS: 'turn:turn.example.com' })).toThrow('TURN_SECRET');
    expect(() => readConfig({ TURN_SECRET: 'turn-secret' })).toThrow('TURN_URLS');
  });

  it('want TURN servers where nothing goes directly', () => {
    expect(() => readConfig({ DIRECT: 'never' })).toThrow('TURN_URLS: needed by DIRECT=never');
    expect(() => readConfig({ DIRECT: 'never', STUN_URLS: 'stun:x' })).toThrow(ConfigError);
  });

  it.each(unsupportedSettings)('refuse %s, which nothing would heed', (name) => {
    expect(() => readConfig({ [name]: 'anything' })).toThrow(`${name}: not supported yet`);
  });

  it('answer any text with a value or a ConfigError', () => {
    const names = Object.keys(settings);
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.string({ maxLength: 60 }), (name, text) => {
        try {
          readConfig({ [name]: text });
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
          expect((error as ConfigError).message).not.toContain('\n');
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('each have a description and a fallback that is valid', () => {
    const rows = describeSettings();
    expect(rows.map((row) => row.name)).toEqual(Object.keys(settings));
    for (const { name, fallback, description } of rows) {
      expect(description).toMatch(/^.{10,}\.$/);
      if (fallback) expect(() => readConfig({ [name]: fallback })).not.toThrow();
    }
  });
});
