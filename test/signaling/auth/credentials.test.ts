import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { authorizationOf, tokenOf } from '../../../signaling/auth/credentials.js';
import { sendRaw } from '../../support/raw-http.js';
import { startBroker } from '../../support/start-broker.js';

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln';

describe('the token of a request', () => {
  it.each([
    [{ authorization: `Bearer ${JWT}` }],
    [{ authorization: `bearer  ${JWT}` }],
    [{ subprotocols: ['deskbell.v1', JWT] }],
    [{ subprotocols: [`bearer.${JWT}`, 'deskbell.v1'] }],
    [{ queryToken: JWT }],
    [{ authorization: `Bearer ${JWT}`, queryToken: JWT }],
  ])('is found in %j', (carriers) => {
    expect(tokenOf(carriers)).toBe(JWT);
  });

  it.each([
    [{}],
    [{ queryToken: '' }],
    [{ authorization: '' }],
    [{ authorization: JWT }],
    [{ authorization: `Basic ${JWT}` }],
    [{ authorization: `Bearer ${JWT}, Bearer ${JWT}` }],
    [{ subprotocols: ['deskbell.v1'] }],
    [{ subprotocols: ['bearer.'] }],
    [{ authorization: `Bearer ${JWT}`, queryToken: `${JWT}x` }],
    [{ subprotocols: [JWT, `${JWT}x`] }],
  ])('is refused in %j', (carriers) => {
    expect(() => tokenOf(carriers)).toThrow('unauthorized');
  });
});

describe('several Authorization headers', () => {
  const requestOf = (...values: string[]) =>
    ({
      headers: { authorization: values[0] },
      rawHeaders: values.flatMap((value) => ['Host', 'x', 'authoriZation', value]),
    }) as unknown as IncomingMessage;

  it('are one when they are the same', () => {
    expect(authorizationOf(requestOf())).toBeUndefined();
    expect(authorizationOf(requestOf('Bearer a', 'Bearer a'))).toBe('Bearer a');
  });

  it('are refused when they differ, wherever the other stands', () => {
    expect(() => authorizationOf(requestOf('Bearer a', 'Bearer b'))).toThrow('unauthorized');
    expect(() => authorizationOf(requestOf('Bearer a', 'Bearer a', ''))).toThrow('unauthorized');
  });

  it('are refused on the way through a whole broker', async () => {
    const broker = await startBroker();
    const [one, other] = [await broker.token('a'), await broker.token('b')];
    const ask = (...tokens: string[]) =>
      sendRaw(
        broker.url,
        `GET /api/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${tokens
          .map((token) => `Authorization: Bearer ${token}\r\n`)
          .join('')}\r\n`,
      );
    expect(await ask(one, one)).toMatch(/^HTTP\/1\.1 200 /);
    expect(await ask(one, other)).toMatch(/^HTTP\/1\.1 401 /);
    await broker.close();
  });
});
