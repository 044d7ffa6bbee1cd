import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  CLOSE_CODES,
  DisplayName,
  HttpUrl,
  PeerId,
  UserId,
  Uuid,
  retryAdvice,
} from '../../../src/protocol/index.js';
import { MessageDraft } from '../../../src/protocol/message-draft.js';
import { queries } from '../../../src/protocol/requests.js';

describe('identifiers', () => {
  it('one UUID has one spelling', () => {
    expect(v.parse(Uuid, '0192F0C1-2C3D-7E4F-8A5B-6C7D8E9F0A1B')).toBe(
      '0192f0c1-2c3d-7e4f-8a5b-6c7d8e9f0a1b',
    );
  });

  it('a user id is 1–128 printable characters', () => {
    for (const id of ['seller-42', 'мария', 'a'.repeat(128), 'auth0|5f7c']) {
      expect(v.is(UserId, id)).toBe(true);
    }
    for (const id of ['', 'a'.repeat(129), 'a\nb', 'a\0', '\ud800', 42, null, ['a'], { a: 1 }]) {
      expect(v.is(UserId, id)).toBe(false);
    }
  });

  it('a peer id is in the grammar of PeerJS', () => {
    for (const id of ['a', 'a-b', 'a_b-c9']) expect(v.is(PeerId, id)).toBe(true);
    for (const id of ['', '-a', 'a-', 'a--b', 'a b', 'a/b', 'é']) {
      expect(v.is(PeerId, id)).toBe(false);
    }
  });
});

describe('text from strangers', () => {
  it('a name is trimmed and has no control characters', () => {
    expect(v.parse(DisplayName, '  Blue Door Motors ')).toBe('Blue Door Motors');
    for (const name of ['', '   ', 'a\u001b[31mb', 'x'.repeat(129)]) {
      expect(v.is(DisplayName, name)).toBe(false);
    }
  });

  it('a picture is an http(s) address', () => {
    expect(v.is(HttpUrl, 'https://shop.example.com/a.png')).toBe(true);
    for (const url of [
      'javascript:alert(1)',
      'data:image/svg+xml,x',
      '//a',
      'http://',
      'ftp://a',
    ]) {
      expect(v.is(HttpUrl, url)).toBe(false);
    }
  });

  it('a draft keeps its text as it was written', () => {
    const draft = { id: '0192f0c1-2c3d-7e4f-8a5b-6c7d8e9f0a1b', text: ' <img onerror> \n' };
    expect(v.parse(MessageDraft, draft)).toEqual({ ...draft, type: 'TEXT' });
  });
});

describe('page limits', () => {
  it.each(['-1', '1e9', 'NaN', '0', '101', '1.5', '', '٣', '0x10'])('refuse limit=%s', (limit) => {
    expect(v.is(queries.messages, { limit })).toBe(false);
  });

  it('refuse a repeated parameter', () => {
    expect(v.is(queries.messages, { limit: ['1', '2'] })).toBe(false);
  });

  it('default to 50', () => {
    expect(v.parse(queries.messages, {})).toEqual({ limit: 50 });
  });
});

describe('close codes', () => {
  it('stand in the range for applications or are registered, each once', () => {
    const codes = Object.values(CLOSE_CODES).map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) {
      expect((code >= 4000 && code < 5000) || [1012, 1013].includes(code)).toBe(true);
    }
  });

  it('say what a client does next', () => {
    expect(retryAdvice(4419)).toBe('newToken');
    expect(retryAdvice(4409)).toBe('never');
    expect(retryAdvice(1012)).toBe('later');
    expect(retryAdvice(1006)).toBe('later');
  });
});
