import type { FileHandle } from 'node:fs/promises';

/** How far into a WebM file its list of tracks is looked for; recorders write it first. */
const WEBM_HEAD_BYTES = 256 * 1024;
const MP4_MOST_BOXES = 200;
const MP4_MOOV_BYTES = 4 * 1024 * 1024;

const EBML = { segment: 0x18538067, tracks: 0x1654ae6b, entry: 0xae, type: 0x83 } as const;
const VIDEO_TRACK = 1;

/**
 * Whether a WebM file has a picture: the container of sound alone is the same, and so are its first
 * bytes.
 */
export async function webmHasVideo(file: FileHandle): Promise<boolean> {
  const { buffer, bytesRead } = await file.read(
    Buffer.alloc(WEBM_HEAD_BYTES),
    0,
    WEBM_HEAD_BYTES,
    0,
  );
  return trackTypes(buffer.subarray(0, bytesRead)).includes(VIDEO_TRACK);
}

/** Walks the elements, into those that lead to the tracks and over all others. */
function trackTypes(bytes: Buffer): number[] {
  const types: number[] = [];
  let at = 0;
  while (at < bytes.length) {
    const id = vint(bytes, at, true);
    const size = id && vint(bytes, at + id.length, false);
    if (!id || !size) break;
    at += id.length + size.length;
    const { value } = id;
    if (value === EBML.segment || value === EBML.tracks || value === EBML.entry) continue;
    if (value === EBML.type && at < bytes.length) types.push(bytes[at]!);
    at += size.value;
  }
  return types;
}

/** A number of 1 to 8 bytes whose leading zeros tell its length; an id keeps its marker bit. */
function vint(
  bytes: Buffer,
  at: number,
  isId: boolean,
): { value: number; length: number } | undefined {
  const first = bytes[at];
  if (first === undefined || first === 0) return undefined;
  const length = Math.clz32(first) - 23;
  if (at + length > bytes.length) return undefined;
  let value = isId ? first : first & (0xff >> length);
  for (let i = 1; i < length; i++) value = value * 256 + bytes[at + i]!;
  return { value, length };
}

/**
 * Whether an MP4 file has a picture: what kinds of handlers its tracks name. Undefined when it has
 * none, or its `moov` box is not found.
 */
export async function mp4HasVideo(file: FileHandle): Promise<boolean | undefined> {
  const moov = await findMoov(file);
  if (!moov) return undefined;
  const handlers = new Set<string>();
  for (let at = moov.indexOf('hdlr'); at >= 0; at = moov.indexOf('hdlr', at + 4)) {
    handlers.add(moov.toString('latin1', at + 12, at + 16));
  }
  if (handlers.has('vide')) return true;
  return handlers.has('soun') ? false : undefined;
}

/** It stands before the sound or after it: the boxes in between are leapt over. */
async function findMoov(file: FileHandle): Promise<Buffer | undefined> {
  const head = Buffer.alloc(16);
  let at = 0;
  for (let boxes = 0; boxes < MP4_MOST_BOXES; boxes++) {
    const { bytesRead } = await file.read(head, 0, 16, at);
    if (bytesRead < 8) return undefined;
    const short = head.readUInt32BE(0);
    const size = short === 1 && bytesRead === 16 ? Number(head.readBigUInt64BE(8)) : short;
    if (head.toString('latin1', 4, 8) === 'moov') {
      const length = Math.min(size === 0 ? MP4_MOOV_BYTES : size, MP4_MOOV_BYTES);
      const read = await file.read(Buffer.alloc(length), 0, length, at);
      return read.buffer.subarray(0, read.bytesRead);
    }
    if (size < 8) return undefined;
    at += size;
  }
  return undefined;
}
