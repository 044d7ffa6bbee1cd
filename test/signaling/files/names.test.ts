import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { contentDisposition } from '../../../signaling/files/disposition.js';
import { cleanName, renameAs } from '../../../signaling/files/names.js';
import { FileName } from '../../../src/protocol/index.js';

describe('the name of a file', () => {
  it.each([
    ['car.png', 'car.png'],
    ['../../x', 'x'],
    ['C:\\pictures\\car.png', 'car.png'],
    ['invoice\u202Egnp.exe', 'invoicegnp.exe'],
    ['a\r\nset-cookie: x', 'aset-cookie: x'],
    ['  spaced  ', 'spaced'],
    ['نامه.pdf', 'نامه.pdf'],
    ['..', 'file'],
    ['', 'file'],
    [undefined, 'file'],
    ['a/', 'file'],
  ])('%j becomes %j', (name, clean) => expect(cleanName(name)).toBe(clean));

  it('is always one that the protocol takes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
        expect(v.is(FileName, cleanName(name))).toBe(true);
        expect(v.is(FileName, renameAs(cleanName(name), 'jpg'))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('tells the format it has become', () => {
    expect(renameAs('car.tiff', 'jpg')).toBe('car.jpg');
    expect(renameAs('car', 'jpg')).toBe('car.jpg');
    expect(renameAs('a. sentence about a car', 'jpg')).toBe('a. sentence about a car.jpg');
  });
});

describe('how a file is served', () => {
  it('is shown only when it cannot run', () => {
    expect(contentDisposition('image/png', 'a.png')).toMatch(/^inline;/);
    expect(contentDisposition('audio/webm', 'a')).toMatch(/^inline;/);
    for (const type of [
      'image/svg+xml',
      'text/plain',
      'application/pdf',
      'image/tiff',
      'image/pngx',
    ]) {
      expect(contentDisposition(type, 'a')).toMatch(/^attachment;/);
    }
  });

  it('says any name in a header that is one', () => {
    expect(contentDisposition('image/png', 'Grüße "1"\\.png')).toBe(
      `inline; filename="Gr__e _1__.png"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%221%22%5C.png`,
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const header = contentDisposition('text/plain', cleanName(name));
        expect(header).toMatch(/^[\x20-\x7e]+$/);
        const [, encoded = ''] =
          /filename\*=UTF-8''([A-Za-z0-9!#$&+.^_`|~%-]*)$/.exec(header) ?? [];
        expect(decodeURIComponent(encoded)).toBe(cleanName(name));
      }),
      { numRuns: 1000 },
    );
  });
});
