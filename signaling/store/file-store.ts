import type { Refused } from './store.js';

/** A stored file. `blob` and `thumbnail.blob` are keys of the blob store. */
export interface FileRecord {
  readonly id: string;
  readonly conversationId: string;
  readonly ownerId: string;
  readonly name: string;
  readonly mimeType: string;
  readonly size: number;
  /** Of the bytes that are served, in hexadecimal digits. */
  readonly sha256: string;
  readonly blob: string;
  readonly width?: number;
  readonly height?: number;
  readonly thumbnail?: { readonly blob: string; readonly width: number; readonly height: number };
  readonly placeholder?: string;
  readonly createdAtMs: number;
}

/** A file that is arriving. It becomes a file of the same id. */
export interface UploadRecord {
  readonly id: string;
  readonly conversationId: string;
  readonly ownerId: string;
  readonly name: string;
  readonly size: number;
  readonly createdAtMs: number;
  /** When bytes of it last came. */
  readonly updatedAtMs: number;
}

export interface FileStore {
  /**
   * The same upload again, by the same person, is the one that is there, or the file it has become.
   * Another one of this id is a `conflict`; `rate_limited` when the person has `most` unfinished ones.
   */
  begin(
    upload: UploadRecord,
    most: number,
  ): Promise<{ upload: UploadRecord } | { file: FileRecord } | Refused>;
  upload(id: string): Promise<UploadRecord | undefined>;
  /** Bytes of it came. */
  touch(uploadId: string, atMs: number): Promise<void>;
  forgetUpload(id: string): Promise<void>;
  /**
   * Ends the upload of this id, if there was one. The same id again changes nothing. Refused when its
   * owner has left the conversation meanwhile.
   */
  add(file: FileRecord): Promise<{ id: string } | Refused>;
  find(id: string): Promise<FileRecord | undefined>;
  /** A message has it: until then it is its owner's alone. */
  isSent(id: string): Promise<boolean>;
  /** Unless a message names the file. Answers the blobs that no file holds any more. */
  remove(id: string): Promise<readonly string[]>;
  /** Of these blobs, those that a file holds. */
  held(blobs: readonly string[]): Promise<ReadonlySet<string>>;
  /** Ids of uploads that got nothing since then. */
  staleUploads(beforeMs: number, limit: number): Promise<readonly string[]>;
  /** Ids of files stored before then that no message names. */
  unnamed(beforeMs: number, limit: number): Promise<readonly string[]>;
}
