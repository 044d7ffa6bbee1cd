import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { createPeerIds } from '../../../signaling/auth/peer-ids.js';
import { PeerId } from '../../../src/protocol/index.js';

const peerIds = createPeerIds(['the newest secret, 32 bytes or more', 'an old one']);

describe('peer ids', () => {
  it('are in the grammar of PeerJS and never the same twice', () => {
    const ids = Array.from({ length: 1000 }, () => peerIds.issue('seller-42'));
    expect(new Set(ids).size).toBe(1000);
    for (const id of ids) {
      expect(v.is(PeerId, id)).toBe(true);
      expect(id).toMatch(/^[A-Za-z0-9]+(?:[ _-][A-Za-z0-9]+)*$/);
    }
  });

  it('belong to the person they were issued to and to nobody else', () => {
    const id = peerIds.issue('seller-42');
    expect(peerIds.isOf(id, 'seller-42')).toBe(true);
    expect(peerIds.isOf(id, 'seller-43')).toBe(false);
    expect(peerIds.isOf(id, '')).toBe(false);
    expect(createPeerIds(['another secret']).isOf(id, 'seller-42')).toBe(false);
  });

  it('outlive a rotation of the secret', () => {
    const id = createPeerIds(['an old one']).issue('a');
    expect(peerIds.isOf(id, 'a')).toBe(true);
  });

  it('are refused after any change', () => {
    const id = peerIds.issue('a');
    fc.assert(
      fc.property(fc.nat(id.length - 1), fc.constantFrom(...'0123456789abcdefA-_ é'), (at, c) => {
        const changed = id.slice(0, at) + c + id.slice(at + 1);
        fc.pre(changed !== id);
        expect(peerIds.isOf(changed, 'a')).toBe(false);
      }),
    );
    for (const odd of ['', '-', `${id} `, id.toUpperCase(), id.slice(1), `${id}-${id}`]) {
      expect(peerIds.isOf(odd, 'a')).toBe(false);
    }
  });
});
