import type { Readable } from 'node:stream';

/** Bytes that are there for good, found by what they are. */
export interface Blob {
  /** SHA-256 of the bytes in hexadecimal digits; also their key. */
  readonly key: string;
  readonly size: number;
}

/** The first and the last byte, both included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface OpenBlob {
  readonly size: number;
  /** Closes when it was read to its end or is destroyed. Once. */
  read(range?: ByteRange): Readable;
  /** Without reading it. */
  close(): Promise<void>;
}

/** Where the bytes of files are kept. The same bytes are kept once. */
export interface BlobStore {
  /** Resolves when they are on the disk; when the source fails, nothing is left of them. */
  put(source: Readable): Promise<Blob>;
  has(key: string): Promise<boolean>;
  /** Undefined when there is no such blob. Whoever opened it reads or closes it. */
  open(key: string): Promise<OpenBlob | undefined>;
  /** Of one that is not there as well. */
  remove(key: string): Promise<void>;
  /** Keys of blobs that were put before then. */
  keysBefore(atMs: number): AsyncIterable<string>;
}
