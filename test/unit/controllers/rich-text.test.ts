import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFewEmoji, readRichText } from '../../../src/controllers/rich-text.js';

const shown = (text: string): string =>
  readRichText(text)
    .map((piece) => piece.text)
    .join('');
const links = (text: string): (string | undefined)[] =>
  readRichText(text).flatMap(({ href }) => (href ? [href] : []));

describe('rich text', () => {
  it('reads bold, italic, strike and code, also in one another', () => {
    expect(readRichText('a *b* _c_ ~d~ `e*f*` *_g_*')).toEqual([
      { text: 'a ' },
      { text: 'b', bold: true },
      { text: ' ' },
      { text: 'c', italic: true },
      { text: ' ' },
      { text: 'd', strike: true },
      { text: ' ' },
      { text: 'e*f*', code: true },
      { text: ' ' },
      { text: 'g', bold: true, italic: true },
    ]);
  });

  it.each([
    '2 * 3 * 4',
    'snake_case_name',
    '*open',
    'close*',
    '* a *',
    '**',
    '*a\nb*',
    '~',
    '``',
    '`open',
    '5*6*7',
  ])('leaves %j as it is', (text) => {
    expect(readRichText(text)).toEqual([{ text }]);
  });

  it('takes the first of two pairs that would cross', () => {
    expect(readRichText('*a _b* c_')).toEqual([{ text: 'a _b', bold: true }, { text: ' c_' }]);
  });

  it('makes links of http, https, mailto and tel only', () => {
    const text =
      'https://a.example/x?y=1#z http://b.example mailto:me@c.example tel:+49-30-1234 ' +
      'ftp://d.example javascript:alert(1) data:text/html,x vbscript:x file:///etc //e.example';
    expect(links(text)).toEqual([
      'https://a.example/x?y=1#z',
      'http://b.example/',
      'mailto:me@c.example',
      'tel:+49-30-1234',
    ]);
  });

  it.each([
    ['(see https://a.example/b).', 'https://a.example/b'],
    ['https://a.example/b_(c)!', 'https://a.example/b_(c)'],
    ['*https://a.example*', 'https://a.example'],
    ['“https://a.example/b?c=d,e”', 'https://a.example/b?c=d,e”'],
    ['<https://a.example>', 'https://a.example'],
  ])('ends the address of %s where it ends', (text, address) => {
    expect(readRichText(text).find(({ href }) => href)?.text).toBe(address);
  });

  it('shows a host as it really is', () => {
    const [piece] = readRichText('https://аpple.com/login');
    expect(piece?.text).toBe('https://xn--pple-43d.com/login');
  });

  it('makes no link that pretends to lead elsewhere', () => {
    expect(links('https://bank.example@evil.example/')).toEqual([]);
    expect(links('https://a.example/\u202emoc.knab')).toEqual(['https://a.example/']);
  });

  it('knows one to three emoji from more and from text', () => {
    for (const text of ['👍', '❤️', '👩‍👩‍👧', '🇩🇪🇫🇷', '👍🏽 🎉 😂']) expect(isFewEmoji(text)).toBe(true);
    for (const text of ['👍 ok', '😂😂😂😂', '1', 'a', '', '#', '🇩'])
      expect(isFewEmoji(text)).toBe(false);
  });

  it('loses no character of a text without marks or addresses', () => {
    const plain = fc.string({ unit: 'grapheme' }).filter((text) => !/[*_~`:]/.test(text));
    fc.assert(
      fc.property(plain, (text) => {
        expect(shown(text)).toBe(text);
      }),
    );
  });

  it('makes of any text only links of the four kinds, and never more than its characters', () => {
    const pieces = fc.constantFrom(
      '*',
      '_',
      '~',
      '`',
      ' ',
      '\n',
      '(',
      ')',
      'https://',
      'mailto:',
      'tel:',
      'javascript:',
      'a',
      '1',
      '@',
      '.',
      '/',
      'é',
      '😂',
      '<b>',
      '\u202e',
      'xn--',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
        const text = parts.join('');
        const read = readRichText(text);
        for (const { href } of read) if (href) expect(href).toMatch(/^(https?:\/\/|mailto:|tel:)/i);
        const bare = (each: string): number => each.replace(/[*_~`]/g, '').length;
        if (!/https?:/.test(text)) expect(bare(shown(text))).toBe(bare(text));
      }),
    );
  });

  it.each([
    ['combining marks', `*a${'\u0301'.repeat(10_000)}*`],
    ['brackets', '('.repeat(50_000)],
    ['an address of brackets', `https://a.example/${')'.repeat(50_000)}`],
    ['a thousand links', 'https://a.example/path?x=1 '.repeat(1_000)],
    ['openers', '*a '.repeat(20_000)],
    ['code that never ends', '`a'.repeat(25_001)],
    ['spaces', ' '.repeat(60_000)],
  ])('reads %s in less than 50 ms', (_name, text) => {
    readRichText(text);
    const times = [1, 2, 3].map(() => {
      const start = performance.now();
      readRichText(text);
      isFewEmoji(text);
      return performance.now() - start;
    });
    expect(Math.min(...times)).toBeLessThan(50);
  });
});
