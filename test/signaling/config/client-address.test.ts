import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createClientAddress } from '../../../signaling/client-address.js';

function from(remoteAddress: string, forwarded?: string): IncomingMessage {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return { socket: { remoteAddress }, headers } as unknown as IncomingMessage;
}

describe('the address of a request', () => {
  it('is the one of its connection, whatever it claims', () => {
    const addressOf = createClientAddress([]);
    expect(addressOf(from('203.0.113.7', '10.1.1.1'))).toBe('203.0.113.7');
    expect(addressOf(from('::ffff:203.0.113.7'))).toBe('203.0.113.7');
  });

  it('is read from the right, as far as trusted proxies wrote it', () => {
    const addressOf = createClientAddress(['10.0.0.0/8', '::1']);
    expect(addressOf(from('10.0.0.1', '203.0.113.7'))).toBe('203.0.113.7');
    expect(addressOf(from('::1', '203.0.113.7'))).toBe('203.0.113.7');
    expect(addressOf(from('::ffff:10.0.0.1', '1.2.3.4, 203.0.113.7, 10.2.2.2'))).toBe(
      '203.0.113.7',
    );
    expect(addressOf(from('203.0.113.9', '1.2.3.4'))).toBe('203.0.113.9');
  });

  it('stops at what is no address', () => {
    const addressOf = createClientAddress(['10.0.0.0/8']);
    expect(addressOf(from('10.0.0.1', 'unknown'))).toBe('10.0.0.1');
    expect(addressOf(from('10.0.0.1', '1.2.3.4, <script>'))).toBe('10.0.0.1');
    expect(addressOf(from('10.0.0.1'))).toBe('10.0.0.1');
    expect(addressOf(from('10.0.0.1', ','))).toBe('10.0.0.1');
  });
});
