import { describe, expect, it } from 'vitest';
import { tokenOf } from '../../../signaling/auth/credentials.js';

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
