import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FileLinks, type FileView } from '../../../signaling/files/file-links.js';
import type { Message } from '../../../src/protocol/index.js';

const HOUR_MS = 3_600_000;
const NOON_MS = Date.parse('2026-01-02T12:00:00Z');
const OLD = 'an old secret of thirty-two bytes or more';
const NEW = 'a new secret of thirty-two bytes or more';

function linksAt(atMs: number, secrets = [OLD], publicUrl?: string) {
  return new FileLinks({ secrets, now: () => atMs, ...(publicUrl && { publicUrl }) });
}

function parts(url: string) {
  const { pathname, searchParams } = new URL(url, 'http://broker');
  return {
    pathname,
    expires: searchParams.get('expires')!,
    signature: searchParams.get('signature')!,
  };
}

function secondsLeft(links: FileLinks, id: string, url: string, view: FileView = 'file'): number {
  const { expires, signature } = parts(url);
  return links.secondsLeft(id, view, expires, signature);
}

describe('a link to a file', () => {
  const id = randomUUID();

  it('is the same for half a day and holds for half a day to a day', () => {
    const first = linksAt(NOON_MS).linkTo(id);
    for (let hours = 0; hours < 12; hours++) {
      const link = linksAt(NOON_MS + hours * HOUR_MS).linkTo(id);
      expect(link).toEqual(first);
    }
    expect(linksAt(NOON_MS + 12 * HOUR_MS).linkTo(id)).not.toEqual(first);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), (atMs) => {
        const links = linksAt(atMs);
        const { url, expiresAt } = links.linkTo(id);
        const left = secondsLeft(links, id, url);
        expect(left).toBeGreaterThanOrEqual(12 * 3600);
        expect(left).toBeLessThanOrEqual(24 * 3600);
        expect(Date.parse(expiresAt)).toBe((Math.floor(atMs / 1000) + left) * 1000);
      }),
    );
  });

  it('holds to its last second and not one longer', () => {
    const { url, expiresAt } = linksAt(NOON_MS).linkTo(id);
    const endMs = Date.parse(expiresAt);
    expect(secondsLeft(linksAt(endMs - 1000), id, url)).toBe(1);
    expect(secondsLeft(linksAt(endMs), id, url)).toBe(0);
    expect(secondsLeft(linksAt(endMs + HOUR_MS), id, url)).toBe(0);
  });

  it('is for one file and one view of it', () => {
    const links = linksAt(NOON_MS);
    const { url } = links.linkTo(id);
    const thumbnail = links.linkTo(id, 'thumbnail').url;
    expect(secondsLeft(links, id, url)).toBeGreaterThan(0);
    expect(secondsLeft(links, randomUUID(), url)).toBe(0);
    expect(secondsLeft(links, id, url, 'thumbnail')).toBe(0);
    expect(secondsLeft(links, id, thumbnail, 'thumbnail')).toBeGreaterThan(0);
    expect(secondsLeft(links, id, thumbnail)).toBe(0);
  });

  it('does not bear a change of any letter', () => {
    const links = linksAt(NOON_MS);
    const { expires, signature } = parts(links.linkTo(id).url);
    const change = (text: string, at: number, letter: string) =>
      text.slice(0, at) + letter + text.slice(at + 1);
    for (let at = 0; at < signature.length; at++) {
      for (const letter of 'ABCDz9-_'.replace(signature[at]!, '')) {
        const altered = change(signature, at, letter);
        expect(links.secondsLeft(id, 'file', expires, altered)).toBe(0);
      }
    }
    for (let at = 0; at < expires.length; at++) {
      const later = change(expires, at, expires[at] === '9' ? '8' : '9');
      expect(links.secondsLeft(id, 'file', later, signature)).toBe(0);
    }
  });

  it('cannot be guessed, whatever is sent', () => {
    const links = linksAt(NOON_MS);
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.base64String(),
      fc.constant('9'.repeat(12)),
    );
    fc.assert(
      fc.property(text, text, (expires, signature) => {
        expect(links.secondsLeft(id, 'file', expires, signature)).toBe(0);
      }),
    );
  });

  it('outlives the change of the secret, and not its end', () => {
    const { url } = linksAt(NOON_MS, [OLD]).linkTo(id);
    const both = linksAt(NOON_MS, [NEW, OLD]);
    expect(secondsLeft(both, id, url)).toBeGreaterThan(0);
    expect(secondsLeft(linksAt(NOON_MS, [NEW]), id, url)).toBe(0);
    expect(secondsLeft(linksAt(NOON_MS, [NEW]), id, both.linkTo(id).url)).toBeGreaterThan(0);
  });

  it('is whole when the broker knows where it is', () => {
    expect(linksAt(NOON_MS).linkTo(id).url).toMatch(`/api/files/${id}?`);
    expect(linksAt(NOON_MS, [OLD], 'https://chat.example.com').linkTo(id).url).toMatch(
      `https://chat.example.com/api/files/${id}?`,
    );
  });
});

describe('a message', () => {
  const message: Message = {
    id: randomUUID(),
    conversationId: randomUUID(),
    senderId: 'a',
    type: 'IMAGE',
    seq: 1,
    rev: 1,
    createdAt: '2026-01-02T12:00:00Z',
    reactions: [],
  };
  const file = { name: 'a.png', mimeType: 'image/png', size: 1 };

  it('leaves with links to its file and to the small picture of it', () => {
    const links = linksAt(NOON_MS);
    const fileId = randomUUID();
    const thumbnail = { url: '', width: 1, height: 1 };
    const signed = links.sign({ ...message, media: { ...file, fileId, thumbnail } });
    expect(signed.media?.url).toBe(links.linkTo(fileId).url);
    expect(signed.media?.thumbnail).toEqual({
      url: links.linkTo(fileId, 'thumbnail').url,
      width: 1,
      height: 1,
    });
    expect(links.sign({ ...message, media: { ...file, fileId } }).media).not.toHaveProperty(
      'thumbnail',
    );
  });

  it('without a file at the broker stays as it is', () => {
    const links = linksAt(NOON_MS);
    expect(links.sign(message)).toBe(message);
    const kept = { ...message, media: file };
    expect(links.sign(kept)).toBe(kept);
  });
});
