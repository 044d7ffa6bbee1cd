import { open, type FileHandle } from 'node:fs/promises';
import { mp4HasVideo, webmHasVideo } from './tracks.js';

/** What the bytes of a file are; its name and what its sender says of it count for nothing. */
export interface Sniffed {
  /** `picture`: decoded and written anew; `unsafe_picture`: one that cannot be, and may tell a place. */
  readonly kind: 'picture' | 'unsafe_picture' | 'audio' | 'video' | 'other';
  readonly mimeType: string;
}

const OTHER: Sniffed = { kind: 'other', mimeType: 'application/octet-stream' };

const PICTURES: ReadonlySet<string> = new Set([
  'image/jpeg',
  'image/png',
  'image/apng',
  'image/webp',
  'image/gif',
  'image/avif',
  'image/tiff',
]);

/** Pictures without a place for a place; kept as they are, as files. */
const PLAIN_PICTURES: ReadonlySet<string> = new Set(['image/bmp', 'image/x-icon', 'image/icns']);

/** One name for what goes by several. */
const AUDIO: Readonly<Record<string, string>> = {
  'audio/mpeg': 'audio/mpeg',
  'audio/aac': 'audio/aac',
  'audio/flac': 'audio/flac',
  'audio/x-flac': 'audio/flac',
  'audio/wav': 'audio/wav',
  'audio/ogg': 'audio/ogg',
  'audio/opus': 'audio/ogg',
  'application/ogg': 'audio/ogg',
  'audio/mp4': 'audio/mp4',
  'audio/x-m4a': 'audio/mp4',
};

const MP4 = /^(video\/(mp4|x-m4v|quicktime)|audio\/(mp4|x-m4a))$/;

/** Documents that no browser runs; anything not known to be one is just bytes. */
const DOCUMENTS =
  /^application\/(pdf|zip|gzip|x-7z-compressed|x-rar-compressed|x-tar|rtf|epub\+zip|msword|x-cfb|vnd\.openxmlformats-officedocument\.[\w.]+|vnd\.oasis\.opendocument\.[\w.]+)$/;

/** @param path a file of at least one byte */
export async function sniff(path: string): Promise<Sniffed> {
  // It knows two hundred kinds, and is loaded with the first file.
  const { fileTypeFromFile } = await import('file-type');
  const mimeType = (await fileTypeFromFile(path))?.mime.split(';')[0]!.trim();
  const file = await open(path, 'r');
  try {
    return mimeType === undefined ? await judgeUnknown(file) : await judge(mimeType, file);
  } finally {
    await file.close();
  }
}

async function judge(mimeType: string, file: FileHandle): Promise<Sniffed> {
  if (PICTURES.has(mimeType)) return { kind: 'picture', mimeType };
  if (PLAIN_PICTURES.has(mimeType)) return { kind: 'other', mimeType };
  if (/^image\/(?!svg)/.test(mimeType)) return { kind: 'unsafe_picture', mimeType };
  if (mimeType === 'video/webm') {
    return (await webmHasVideo(file))
      ? { kind: 'video', mimeType }
      : { kind: 'audio', mimeType: 'audio/webm' };
  }
  if (MP4.test(mimeType)) return judgeMp4(mimeType, await mp4HasVideo(file));
  if (mimeType in AUDIO) return { kind: 'audio', mimeType: AUDIO[mimeType]! };
  if (mimeType === 'video/ogg') return { kind: 'video', mimeType };
  return DOCUMENTS.test(mimeType) ? { kind: 'other', mimeType } : OTHER;
}

function judgeMp4(mimeType: string, hasVideo: boolean | undefined): Sniffed {
  const isVideo = hasVideo ?? mimeType.startsWith('video/');
  if (!isVideo) return { kind: 'audio', mimeType: 'audio/mp4' };
  return { kind: 'video', mimeType: mimeType === 'video/quicktime' ? mimeType : 'video/mp4' };
}

const PNG = Buffer.from('89504e470d0a1a0a', 'hex');

/** A PNG whose parts are damaged is still one for who opens it, and may tell a place. */
async function judgeUnknown(file: FileHandle): Promise<Sniffed> {
  const { buffer } = await file.read(Buffer.alloc(PNG.length), 0, PNG.length, 0);
  return buffer.equals(PNG) ? { kind: 'picture', mimeType: 'image/png' } : sniffText(file);
}

const TEXT_CHUNK_BYTES = 64 * 1024;
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f]/;
/** Where a browser that guesses would see markup: in the beginning, after white space and comments. */
const MARKUP = /<(!doctype|!--|\?xml|[a-z][a-z0-9:-]*[\s/>])/i;
const MARKUP_CHARS = 4096;

/** Plain text is all of it UTF-8 without control characters, and does not begin like markup. */
async function sniffText(file: FileHandle): Promise<Sniffed> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const buffer = Buffer.alloc(TEXT_CHUNK_BYTES);
  for (let at = 0; ;) {
    const { bytesRead } = await file.read(buffer, 0, TEXT_CHUNK_BYTES, at);
    let text: string;
    try {
      text = decoder.decode(buffer.subarray(0, bytesRead), { stream: bytesRead > 0 });
    } catch {
      return OTHER;
    }
    if (CONTROLS.test(text)) return OTHER;
    if (at === 0 && MARKUP.test(text.slice(0, MARKUP_CHARS))) return OTHER;
    if (bytesRead === 0) return { kind: 'other', mimeType: 'text/plain' };
    at += bytesRead;
  }
}
