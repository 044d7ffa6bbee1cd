import type { Metadata, Sharp, SharpConstructor } from 'sharp';
import { BrokerError } from '../domain/broker-error.js';

/** Far above what telephones take; a bomb of 65,535² is 4,295 million. Frames of a film add up. */
const MOST_PIXELS = 70_000_000;
/** What a camera takes. Its decoder cannot be stopped half way; of noise a pixel takes it 0.6 µs. */
const MOST_AVIF_PIXELS = 4096 * 3072;
/** For one of the three steps. Below the ten seconds in which the broker must be able to stop. */
const STEP_SECONDS = 8;
/** For all of them: whoever waits for their turn waits for no longer. */
const WHOLE_SECONDS = 12;
const THUMBNAIL_PIXELS = 640;
const PLACEHOLDER_PIXELS = 4;

export interface Picture {
  readonly mimeType: string;
  readonly width: number;
  readonly height: number;
  /** WebP. */
  readonly thumbnail: { readonly bytes: Buffer; readonly width: number; readonly height: number };
  /** 4 × 4 colours, rows from the top, 6 hexadecimal digits each. */
  readonly placeholder: string;
}

interface Format {
  /** What libvips calls it. */
  readonly name: Metadata['format'];
  readonly mimeType: string;
  readonly animated?: true;
  readonly mostPixels?: number;
  encode(picture: Sharp, found: Metadata): Sharp;
}

/**
 * The same kind again; where that is no kind for browsers, JPEG, and where it takes many seconds to write,
 * WebP. Numbers by eye and by clock.
 */
const toJpeg = (picture: Sharp): Sharp =>
  picture.flatten({ background: '#fff' }).jpeg({ quality: 88 });
/** Few colours stay few: a screenshot would be several times as large without its palette. */
const toPng = (picture: Sharp, { isPalette }: Metadata): Sharp =>
  picture.png({ compressionLevel: 6, palette: isPalette ?? false });
const toWebp = (picture: Sharp): Sharp => picture.webp({ quality: 86, effort: 2 });
const FORMATS: Readonly<Record<string, Format>> = {
  'image/jpeg': { name: 'jpeg', mimeType: 'image/jpeg', encode: toJpeg },
  'image/png': { name: 'png', mimeType: 'image/png', encode: toPng },
  'image/apng': { name: 'png', mimeType: 'image/png', encode: toPng },
  'image/webp': {
    name: 'webp',
    mimeType: 'image/webp',
    animated: true,
    encode: toWebp,
  },
  'image/gif': {
    name: 'gif',
    mimeType: 'image/gif',
    animated: true,
    encode: (picture) => picture.gif({ effort: 3 }),
  },
  'image/avif': {
    name: 'heif',
    mimeType: 'image/webp',
    mostPixels: MOST_AVIF_PIXELS,
    encode: toWebp,
  },
  'image/tiff': { name: 'tiff', mimeType: 'image/jpeg', encode: toJpeg },
};

const LOADERS = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif', 'Tiff'].map(
  (name) => `VipsForeignLoad${name}`,
);

/** Loaded with the first picture: the broker starts sooner, and many never see one. */
let library: Promise<SharpConstructor> | undefined;

async function loadLibrary(): Promise<SharpConstructor> {
  const { default: sharp } = await import('sharp');
  // A file of the same name is another one the next time.
  sharp.cache(false);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: LOADERS });
  return sharp;
}

/**
 * Decodes a picture and writes it anew to `target`: upright, in sRGB, and without anything that is
 * not pixels, such as where it was taken. Rejects with `unreadable_file` when it is cut off, damaged,
 * larger than can be looked at, or not what it began as.
 *
 * @param mimeType one that `sniff` calls a picture
 */
export async function redrawPicture(
  source: string,
  target: string,
  mimeType: string,
): Promise<Picture> {
  const format = FORMATS[mimeType];
  if (!format) throw new BrokerError('unsupported_media_type');
  const sharp = await (library ??= loadLibrary());
  const limitInputPixels = format.mostPixels ?? MOST_PIXELS;
  const endsAt = performance.now() / 1000 + WHOLE_SECONDS;
  const open = (path: string, animated = false): Sharp => {
    const left = Math.max(1, Math.ceil(endsAt - performance.now() / 1000));
    return sharp(path, { animated, failOn: 'error', limitInputPixels }).timeout({
      seconds: Math.min(STEP_SECONDS, left),
    });
  };
  try {
    const found = await open(source).metadata();
    if (found.format !== format.name) {
      throw new Error(`${mimeType} turned out to be ${found.format}`);
    }
    const moves = format.animated === true && (found.pages ?? 1) > 1;
    // A film has no orientation, and its frames cannot be turned.
    const upright = moves ? open(source, true) : open(source).autoOrient();
    const {
      width,
      height,
      pageHeight = height,
    } = await format.encode(upright, found).toFile(target);
    const thumbnail = await open(target)
      .resize({
        width: THUMBNAIL_PIXELS,
        height: THUMBNAIL_PIXELS,
        fit: 'inside',
        withoutEnlargement: true,
      })
      .webp({ quality: 70 })
      .toBuffer({ resolveWithObject: true });
    const colours = await open(target)
      .flatten({ background: '#fff' })
      .toColourspace('srgb')
      .resize(PLACEHOLDER_PIXELS, PLACEHOLDER_PIXELS, { fit: 'fill' })
      .raw()
      .toBuffer();
    return {
      mimeType: format.mimeType,
      width,
      height: pageHeight,
      thumbnail: {
        bytes: thumbnail.data,
        width: thumbnail.info.width,
        height: thumbnail.info.height,
      },
      placeholder: colours.toString('hex'),
    };
  } catch (cause) {
    throw new BrokerError('unreadable_file', { cause });
  }
}
