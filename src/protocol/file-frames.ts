/**
 * The binary messages of one file on a data channel of its own. Each is a header, big-endian, and
 * for a block its bytes:
 *
 *    0  u8   version, 1
 *    1  u8   kind: 0 block, 1 end, 2 credit
 *    2  u16  0
 *    4  16   transfer id
 *   20  u32  block: index · end: number of blocks · credit: number of blocks on the receiver's disk
 *   24  u64  block: bytes before it · end: size of the file · credit: bytes on disk
 *   32  u32  block: bytes that follow · else 0
 *   36  32   block: SHA-256 of its bytes · end: SHA-256 of all blocks' digests in order · credit: 0
 */
export const FILE_BLOCK_BYTES = 128 * 1024;
export const FILE_HEADER_BYTES = 68;
/** How far the sender may run ahead of what the receiver has put away. */
export const FILE_WINDOW_BLOCKS = 64;
export const FILE_DIGEST_BYTES = 32;

const VERSION = 1;
const KINDS = ['block', 'end', 'credit'] as const;

export interface FileFrame {
  readonly kind: (typeof KINDS)[number];
  readonly transferId: string;
  readonly index: number;
  readonly offset: number;
  readonly digest: Uint8Array;
  /** Of a block its bytes; shares memory with the message. */
  readonly payload: Uint8Array<ArrayBuffer>;
}

/** Number of blocks of a file of this size; the last one may be shorter. */
export function blocksOf(sizeBytes: number): number {
  return Math.ceil(sizeBytes / FILE_BLOCK_BYTES);
}

/** Writes the header at the beginning of `message`, whose rest is the payload. */
export function writeFileHeader(
  message: ArrayBuffer,
  { kind, transferId, index, offset, digest }: Omit<FileFrame, 'payload'>,
): ArrayBuffer {
  const view = new DataView(message);
  const bytes = new Uint8Array(message);
  view.setUint8(0, VERSION);
  view.setUint8(1, KINDS.indexOf(kind));
  bytes.set(bytesOfId(transferId), 4);
  view.setUint32(20, index);
  view.setBigUint64(24, BigInt(offset));
  view.setUint32(32, message.byteLength - FILE_HEADER_BYTES);
  bytes.set(digest, 36);
  return message;
}

/** @returns undefined for what is no message of this version, or says another length than it has */
export function readFileFrame(message: ArrayBuffer): FileFrame | undefined {
  if (message.byteLength < FILE_HEADER_BYTES) return undefined;
  const view = new DataView(message);
  const kind = KINDS[view.getUint8(1)];
  const offset = view.getBigUint64(24);
  const length = view.getUint32(32);
  const isWhole = length === message.byteLength - FILE_HEADER_BYTES;
  const isBare = kind === 'block' ? length > 0 && length <= FILE_BLOCK_BYTES : length === 0;
  if (view.getUint8(0) !== VERSION || !kind || view.getUint16(2) !== 0) return undefined;
  if (!isWhole || !isBare || offset > Number.MAX_SAFE_INTEGER) return undefined;
  return {
    kind,
    transferId: idOfBytes(new Uint8Array(message, 4, 16)),
    index: view.getUint32(20),
    offset: Number(offset),
    digest: new Uint8Array(message, 36, FILE_DIGEST_BYTES),
    payload: new Uint8Array(message, FILE_HEADER_BYTES),
  };
}

function bytesOfId(id: string): Uint8Array {
  const hex = id.replaceAll('-', '');
  return Uint8Array.from({ length: 16 }, (_, i) =>
    Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16),
  );
}

function idOfBytes(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
