import { describe, expect, it } from 'vitest';
import { keepDrafts } from '../../../src/controllers/kept-drafts.js';
import { EMPTY_STATE, type SessionHost } from '../../../src/controllers/session-host.js';
import { memoryStorage } from '../../support/sessions.js';

const BROKER = 'https://chat.example.com';

/** As much of a host as drafts need; `me` may come later. */
function hostOf(me?: string) {
  const host = { broker: BROKER, drafts: new Map<string, string>(), state: EMPTY_STATE };
  const become = (id: string) => (host.state = { ...EMPTY_STATE, me: { id } });
  if (me) become(me);
  return { host: host as unknown as SessionHost, become };
}

function drafting(storage = memoryStorage(), me?: string) {
  const { host, become } = hostOf(me);
  keepDrafts(host, storage);
  return { drafts: host.drafts, become, storage, host };
}

describe('a draft', () => {
  it('is there again after a reload, for the same person and conversation only', () => {
    const { storage, drafts } = drafting(memoryStorage(), 'buyer-7');
    drafts.set('seller-42', 'Is it still');
    const { drafts: later } = drafting(storage, 'buyer-7');
    expect(later.get('seller-42')).toBe('Is it still');
    expect(later.get('seller-43')).toBeUndefined();
    expect(drafting(storage, 'buyer-8').drafts.get('seller-42')).toBeUndefined();
  });

  it('leaves nothing behind when it was sent', () => {
    const { storage, drafts } = drafting(memoryStorage(), 'buyer-7');
    expect(drafts.get('seller-42')).toBeUndefined();
    expect(storage.keys()).toEqual([]);
    drafts.set('seller-42', 'Is it');
    drafts.set('seller-42', '');
    expect(storage.keys()).toEqual([]);
  });

  it('typed before it is known who writes is kept once it is', () => {
    const { storage, drafts, become } = drafting();
    drafts.set('seller-42', 'early');
    expect(storage.keys()).toEqual([]);
    become('buyer-7');
    expect(drafts.get('seller-42')).toBe('early');
    expect(drafting(storage, 'buyer-7').drafts.get('seller-42')).toBe('early');
    become('buyer-8');
    expect(drafts.get('seller-42')).toBeUndefined();
  });

  it('typed before drafts could be kept is taken over', () => {
    const { host } = hostOf('buyer-7');
    host.drafts.set('seller-42', 'early');
    keepDrafts(host, memoryStorage());
    const { drafts } = host;
    keepDrafts(host, memoryStorage());
    expect(host.drafts).toBe(drafts);
    expect(drafts.get('seller-42')).toBe('early');
  });

  it('is one of a hundred at most, and of 8 KiB', () => {
    const { storage, drafts } = drafting(memoryStorage(), 'buyer-7');
    for (let i = 0; i < 130; i++) drafts.set(`seller-${i}`, `text ${i}`);
    drafts.set('seller-40', 'newest');
    drafts.set('seller-200', 'x'.repeat(20_000));
    const { drafts: later } = drafting(storage, 'buyer-7');
    expect(storage.keys()).toHaveLength(101);
    expect(later.get('seller-29')).toBeUndefined();
    expect(later.get('seller-40')).toBe('newest');
    expect(later.get('seller-200')).toHaveLength(8 * 1024);
    expect(drafts.get('seller-200')).toHaveLength(20_000);
  });
});
