import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sniff } from '../../../signaling/files/sniff.js';
import { film, halves, mp4, oggOpus, wav, webm } from '../../support/broker/media-bytes.js';
import { makeTempFolder } from '../../support/broker/temp-folder.js';

const folder = await makeTempFolder();

async function sniffed(content: string | Uint8Array): Promise<string> {
  const path = join(folder, randomUUID());
  await writeFile(path, content);
  const { kind, mimeType } = await sniff(path);
  return `${kind} ${mimeType}`;
}

const BYTES = 'other application/octet-stream';

describe('what a file is', () => {
  it.each([
    ['jpeg', () => halves().jpeg().toBuffer(), 'picture image/jpeg'],
    ['png', () => halves().png().toBuffer(), 'picture image/png'],
    ['webp', () => halves().webp().toBuffer(), 'picture image/webp'],
    ['avif', () => halves().avif().toBuffer(), 'picture image/avif'],
    ['tiff', () => halves().tiff().toBuffer(), 'picture image/tiff'],
    ['gif', () => film('gif'), 'picture image/gif'],
    ['webm with a picture', async () => webm(['audio', 'video']), 'video video/webm'],
    ['webm of a voice', async () => webm(['audio']), 'audio audio/webm'],
    ['mp4 with a picture', async () => mp4(['soun', 'vide']), 'video video/mp4'],
    ['mp4 of a voice', async () => mp4(['soun']), 'audio audio/mp4'],
    ['m4a', async () => mp4(['soun'], 'M4A '), 'audio audio/mp4'],
    ['mov', async () => mp4(['vide'], 'qt  '), 'video video/quicktime'],
    ['ogg', async () => oggOpus(), 'audio audio/ogg'],
    ['wav', async () => wav(), 'audio audio/wav'],
    ['pdf', async () => Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj'), 'other application/pdf'],
    ['heic', async () => mp4([], 'heic'), 'unsafe_picture image/heic'],
  ] as const)('is told by its bytes: %s', async (_name, make, expected) => {
    expect(await sniffed(await make())).toBe(expected);
  });

  it.each([
    'hello',
    'Grüße, 你好 🚗\r\n\ttab',
    'a < b and b > c',
    '{"json": true}',
    '\ufeffBOM',
    '\u001b[31mred',
  ])('is text when it is nothing else: %j', async (text) =>
    expect(await sniffed(text)).toBe('other text/plain'),
  );

  it.each([
    '<!doctype html><script>alert(1)</script>',
    '\ufeff  <HTML><body onload=alert(1)>',
    '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    '<!-- a comment --><script src=x></script>',
    'text first, then <script>alert(1)</script>',
    `${' '.repeat(3000)}<iframe src=x>`,
    '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script>1</script></html>',
  ])('is never markup that a browser would run: %j', async (text) => {
    expect(await sniffed(text)).toBe(BYTES);
  });

  it.each([
    ['bytes that are no UTF-8', Buffer.from([0x68, 0xff, 0xfe, 0x00])],
    ['a broken end', Buffer.from([0x68, 0x69, 0xe2, 0x82])],
    ['a NUL', Buffer.from('a\0b')],
    ['a program', Buffer.from('\x7fELF\x02\x01\x01'.padEnd(80, '\0'), 'latin1')],
    [
      'a broken end after much text',
      Buffer.concat([Buffer.alloc(70_000, 97), Buffer.from([0xc3])]),
    ],
  ])('is just bytes otherwise: %s', async (_name, bytes) => {
    expect(await sniffed(bytes)).toBe(BYTES);
  });

  it('does not depend on where a character is cut by reading', async () => {
    expect(await sniffed(`${'a'.repeat(64 * 1024 - 1)}é${'b'.repeat(1000)}`)).toBe(
      'other text/plain',
    );
  });

  it('is answered for any bytes, and is never a type that runs', async () => {
    const heads = [
      '',
      '\x1a\x45\xdf\xa3',
      '\0\0\0\x18ftypisom',
      'OggS',
      'RIFF',
      '\x89PNG\r\n\x1a\n',
      '<',
      'PK\x03\x04',
    ];
    const bytes = fc
      .tuple(fc.constantFrom(...heads), fc.uint8Array({ minLength: 1, maxLength: 400 }))
      .map(([head, rest]) => Buffer.concat([Buffer.from(head, 'latin1'), rest]));
    await fc.assert(
      fc.asyncProperty(bytes, async (content) => {
        expect(await sniffed(content)).not.toMatch(/html|xml|svg|script/);
      }),
      { numRuns: 600 },
    );
  });

  it('is answered for recorders that broke off anywhere', async () => {
    for (const whole of [webm(['audio']), mp4(['soun']), oggOpus(), wav()]) {
      for (let length = 1; length < Math.min(whole.length, 130); length += 3) {
        expect(await sniffed(whole.subarray(0, length))).toMatch(/^(audio|video|other) /);
      }
    }
  });
});
