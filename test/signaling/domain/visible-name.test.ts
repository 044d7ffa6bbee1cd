import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visibleName } from '../../../signaling/domain/visible-name.js';

describe('a name', () => {
  it.each([
    ['what turns the text around', '\u202egnp.exe\u2066', 'gnp.exe'],
    ['what is not seen', 'Blue\u200b \ufeffDo\u00ador\u2060\u3164', 'Blue Door'],
    ['controls of terminals', '\u009b31m\u001b[2J\u007fred', '31m[2Jred'],
    ['the ends of lines', 'Blue\r\n\u2028Door\u0085', 'Blue Door'],
    ['joiners that join nothing', '\u200dBlue\u200d\u200cDoor\u200c', 'BlueDoor'],
    ['tags', 'Blue\u{e0041}\u{e007f}', 'Blue'],
  ])('loses %s', (_what, name, shown) => {
    expect(visibleName(name)).toBe(shown);
  });

  it.each(['', ' ', '\u200b\u200b', '\u200d', '\u2800', '\u0301', '\ufe0f', '\u115f', '\u009b'])(
    'is none where nothing of it can be seen (%j)',
    (name) => {
      expect(visibleName(name)).toBe('');
    },
  );

  it.each([
    'Blue Door Motors',
    'محمد‌رضا',
    'क्‍ष शर्मा',
    'O‘tkir Hoshimov',
    '👩🏽‍🚀 Ann 👨‍👩‍👧',
    '山田　太郎',
    'Ann ❤️',
    '🇺🇿',
    '<b>Ann</b>',
  ])('stays as people write it: %s', (name) => {
    expect(visibleName(name)).toBe(name);
  });

  it('that was cleaned is clean', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(visibleName(visibleName(name))).toBe(visibleName(name));
      }),
    );
  });
});
