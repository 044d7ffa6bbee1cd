import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Metadata } from 'sharp';
import { describe, expect, it } from 'vitest';
import { redrawPicture } from '../../../signaling/files/pictures.js';
import { claimedPng, film, halves, PLACE } from '../../support/broker/media-bytes.js';
import { makeTempFolder } from '../../support/broker/temp-folder.js';

const root = await makeTempFolder();

async function redraw(bytes: Buffer, mimeType: string) {
  const folder = await mkdtemp(join(root, 'picture-'));
  const [source, target] = [join(folder, 'source'), join(folder, 'target')];
  await writeFile(source, bytes);
  const picture = await redrawPicture(source, target, mimeType);
  const drawn = await readFile(target);
  return { picture, drawn, metadata: await sharp(drawn).metadata() };
}

/** The colour in the middle of the left and of the right half. */
async function coloursOf(bytes: Buffer): Promise<string[]> {
  const { data, info } = await sharp(bytes)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const at = (x: number) => {
    const offset = (Math.floor(info.height / 2) * info.width + x) * info.channels;
    const [r = 0, , b = 0] = data.subarray(offset, offset + 3);
    return r > 200 && b < 60 ? 'red' : b > 200 && r < 60 ? 'blue' : 'other';
  };
  return [at(Math.floor(info.width / 4)), at(Math.floor((info.width * 3) / 4))];
}

const KINDS = [
  ['jpeg', 'image/jpeg', 'image/jpeg'],
  ['png', 'image/png', 'image/png'],
  ['webp', 'image/webp', 'image/webp'],
  ['avif', 'image/avif', 'image/webp'],
  ['tiff', 'image/tiff', 'image/jpeg'],
] as const;

const hasPrivate = ({ exif, xmp, iptc }: Metadata) => [exif, xmp, iptc].some(Boolean);

describe('a picture', () => {
  it.each(KINDS.filter(([format]) => format !== 'tiff'))(
    'in %s loses where and by what it was taken',
    async (format, mimeType, becomes) => {
      const taken = await halves().toFormat(format).withExif(PLACE).toBuffer();
      expect((await sharp(taken).metadata()).exif).toBeDefined();
      expect(taken.includes('deskbell-secret-owner')).toBe(true);
      const { picture, drawn, metadata } = await redraw(taken, mimeType);
      expect(picture.mimeType).toBe(becomes);
      expect(hasPrivate(metadata)).toBe(false);
      expect(drawn.includes('deskbell-secret-owner')).toBe(false);
      expect(drawn.includes('Exif\0\0')).toBe(false);
      expect(await coloursOf(drawn)).toEqual(['red', 'blue']);
    },
  );

  it.each(KINDS.filter(([format]) => format !== 'avif'))(
    'in %s stays upright when its orientation is gone',
    async (format, mimeType) => {
      // Lies on its side: who turns it as it says sees red on the left.
      const upright = await halves().png().toBuffer();
      const lying = await sharp(upright)
        .rotate(270)
        .toFormat(format)
        .withMetadata({ orientation: 6 })
        .toBuffer();
      const { picture, drawn, metadata } = await redraw(lying, mimeType);
      expect(metadata.orientation ?? 1).toBe(1);
      expect([picture.width, picture.height]).toEqual([80, 40]);
      expect([metadata.width, metadata.height]).toEqual([80, 40]);
      expect(await coloursOf(drawn)).toEqual(['red', 'blue']);
    },
  );

  it('in AVIF becomes one that is written fast', async () => {
    const { picture, metadata } = await redraw(await halves().avif().toBuffer(), 'image/avif');
    expect([picture.mimeType, metadata.format]).toEqual(['image/webp', 'webp']);
  });

  it('that browsers do not show becomes one that they do', async () => {
    const { picture, metadata } = await redraw(await halves().tiff().toBuffer(), 'image/tiff');
    expect([picture.mimeType, metadata.format]).toEqual(['image/jpeg', 'jpeg']);
  });

  it('gets a small one of itself and sixteen colours', async () => {
    const { picture } = await redraw(await halves(2000, 1000).png().toBuffer(), 'image/png');
    const { thumbnail, placeholder } = picture;
    expect([thumbnail.width, thumbnail.height]).toEqual([640, 320]);
    expect((await sharp(thumbnail.bytes).metadata()).format).toBe('webp');
    expect(await coloursOf(thumbnail.bytes)).toEqual(['red', 'blue']);
    expect(placeholder).toMatch(/^[0-9a-f]{96}$/);
    expect(placeholder.startsWith('ff0000')).toBe(true);
    expect(placeholder.endsWith('0000ff')).toBe(true);
  });

  it('of one pixel is a picture, and is not blown up', async () => {
    const { picture } = await redraw(await halves(2, 1).png().toBuffer(), 'image/png');
    expect(picture).toMatchObject({ width: 2, height: 1, thumbnail: { width: 2, height: 1 } });
  });

  it('with alpha keeps it', async () => {
    const clear = await sharp({
      create: { width: 10, height: 10, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer();
    const { metadata, picture } = await redraw(clear, 'image/png');
    expect(metadata.hasAlpha).toBe(true);
    expect(picture.placeholder).toBe('ffffff'.repeat(16));
  });

  it('of few colours keeps them, and its size', async () => {
    const [width, height] = [300, 200];
    const raw = Buffer.from(
      Array.from({ length: width * height }, (_, i) => {
        const colour = (Math.floor(i / 37) * 7919) % 200;
        return [colour, (colour * 3) % 256, 255 - colour];
      }).flat(),
    );
    const source = await sharp(raw, { raw: { width, height, channels: 3 } })
      .png({ palette: true })
      .toBuffer();
    const { drawn } = await redraw(source, 'image/png');
    const pixels = (bytes: Buffer) => sharp(bytes).removeAlpha().raw().toBuffer();
    expect((await pixels(drawn)).equals(await pixels(source))).toBe(true);
    expect(drawn.length).toBeLessThan(source.length * 1.2);
  });

  it('in grey has colours as well', async () => {
    const grey = await halves().greyscale().toColourspace('b-w').png().toBuffer();
    expect((await redraw(grey, 'image/png')).picture.placeholder).toHaveLength(96);
  });

  it('in CMYK comes out in what browsers show', async () => {
    const cmyk = await halves().toColourspace('cmyk').jpeg().toBuffer();
    expect((await redraw(cmyk, 'image/jpeg')).metadata.space).toBe('srgb');
  });

  it.each(['gif', 'webp'] as const)('that moves goes on moving: %s', async (format) => {
    const { picture, drawn, metadata } = await redraw(await film(format), `image/${format}`);
    expect(metadata.pages).toBe(3);
    expect(metadata.delay).toEqual([50, 60, 70]);
    expect([picture.width, picture.height]).toEqual([20, 10]);
    expect((await sharp(picture.thumbnail.bytes).metadata()).pages ?? 1).toBe(1);
    expect(drawn.length).toBeGreaterThan(0);
  });

  it('carries nothing along that a browser could take for a page', async () => {
    const png = await halves().png().toBuffer();
    const html = '<!doctype html><script>alert(1)</script>';
    const { drawn } = await redraw(Buffer.concat([png, Buffer.from(html)]), 'image/png');
    expect(drawn.includes('<script>')).toBe(false);
    const commented = await halves()
      .jpeg()
      .withExif({ IFD0: { ImageDescription: html } })
      .toBuffer();
    expect((await redraw(commented, 'image/jpeg')).drawn.includes('<script>')).toBe(false);
  });
});

describe('a picture is refused', () => {
  it('when it is an AVIF of more than 12 megapixels, before its decoder begins', async () => {
    const bytes = await halves().avif().toBuffer();
    const size = bytes.indexOf('ispe') + 8;
    bytes.writeUInt32BE(4097, size);
    bytes.writeUInt32BE(3072, size + 4);
    await expect(redraw(bytes, 'image/avif')).rejects.toMatchObject({
      code: 'unreadable_file',
      cause: { message: expect.stringMatching(/pixel limit/) as string },
    });
  });

  it('when it unfolds to more than can be looked at, however small it is', async () => {
    const width = 8400;
    const bomb = await sharp({ create: { width, height: width, channels: 3, background: '#fff' } })
      .png({ palette: true, effort: 1 })
      .toBuffer();
    expect(bomb.length).toBeLessThan(200_000);
    await expect(redraw(bomb, 'image/png')).rejects.toMatchObject({ code: 'unreadable_file' });
  });

  it('when it unfolds to 65,535² pixels, at once', async () => {
    const bomb = await claimedPng(65_535, 65_535);
    const startedAt = performance.now();
    await expect(redraw(bomb, 'image/png')).rejects.toMatchObject({ code: 'unreadable_file' });
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });

  it.each([
    ...KINDS.map(([format, mimeType]) => [format, mimeType] as const),
    ['gif', 'image/gif'] as const,
  ])('when it is cut off: %s', async (format, mimeType) => {
    const whole = await halves(400, 300).toFormat(format).toBuffer();
    const cut = whole.subarray(0, Math.floor(whole.length * 0.6));
    await expect(redraw(cut, mimeType)).rejects.toMatchObject({ code: 'unreadable_file' });
  });

  it('when its bytes are no picture, or another than they began as', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>');
    for (const bytes of [svg, Buffer.alloc(100), await halves().png().toBuffer()]) {
      await expect(redraw(bytes, 'image/jpeg')).rejects.toMatchObject({ code: 'unreadable_file' });
    }
  });

  it('when it is damaged in the middle', async () => {
    const png = await halves(300, 200).png({ compressionLevel: 0 }).toBuffer();
    png.fill(0x5a, 2000, 60_000);
    await expect(redraw(png, 'image/png')).rejects.toMatchObject({ code: 'unreadable_file' });
  });
});
