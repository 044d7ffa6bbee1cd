import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendRaw } from '../../support/raw-http.js';
import { startBroker, type BrokerHandle } from '../../support/start-broker.js';

let broker: BrokerHandle;
beforeAll(async () => {
  broker = await startBroker();
});
afterAll(() => broker.close());

describe('health', () => {
  it.each(['/healthz', '/readyz'])('is told at %s', async (path) => {
    expect((await broker.api(path)).status).toBe(200);
  });
});

describe('every answer', () => {
  it('is not sniffed, framed or run', async () => {
    const { headers } = await broker.api('/api/me');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; frame-ancestors 'none'",
    );
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('strict-transport-security')).toBeNull();
    expect(headers.get('server')).toBeNull();
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('insists on TLS where the broker has it', async () => {
    const secure = await startBroker({ PUBLIC_URL: 'https://chat.example.com' });
    const { headers } = await secure.api('/healthz');
    expect(headers.get('strict-transport-security')).toMatch(/^max-age=\d+/);
    await secure.close();
  });
});

describe('the demo', () => {
  it('is served at / under the strictest policy the widget promises to live with', async () => {
    const { status, headers, text } = await broker.api('/');
    expect(status).toBe(200);
    expect(text).toMatch(/<!doctype html>/i);
    const policy = headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toMatch(/unsafe/);
    expect(headers.get('cache-control')).toBe('no-cache');
  });

  it('lets nothing out of its folder', async () => {
    for (const path of ['/../package.json', '/%2e%2e/package.json', '/.vite/manifest.json']) {
      expect((await broker.api(path)).status).toBeGreaterThanOrEqual(400);
    }
  });
});

describe('the script', () => {
  it('may be loaded by every site, with SRI and from isolated pages', async () => {
    const { status, headers, text } = await broker.api('/deskbell.js');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^(text|application)\/javascript/);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(headers.get('sourcemap')).toMatch(/^[\w-]+\.js\.map$/);
    expect(headers.get('cache-control')).toBe('no-cache');
    const [, chunk] = /["'](?:\.\/)?(chunks\/[^"']+\.js)["']/.exec(text) ?? [];
    const answer = await broker.api(`/${chunk}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('is sent small to browsers that can read that', async () => {
    const { headers } = await broker.api('/deskbell.js', { headers: { 'accept-encoding': 'br' } });
    expect(headers.get('content-encoding')).toBe('br');
    expect(headers.get('vary')).toMatch(/accept-encoding/i);
  });

  it('is not sent again while it is the same', async () => {
    const { headers } = await broker.api('/deskbell.js', {
      headers: { 'accept-encoding': 'identity' },
    });
    const etag = headers.get('etag')!;
    // Not by fetch, which asks caches to stand aside as soon as it is given an etag.
    const again = await sendRaw(
      broker.url,
      `GET /deskbell.js HTTP/1.1\r\nHost: x\r\nIf-None-Match: ${etag}\r\nConnection: close\r\n\r\n`,
    );
    expect(again).toMatch(/^HTTP\/1\.1 304 /);
    expect(again).toMatch(/access-control-allow-origin: \*/i);
  });
});
