import { DeskbellError } from '../../../core/errors.js';
import { FILES_FOLDER } from '../../storage-keys.js';

/** Where a file goes while it comes in. */
export interface FileSink {
  /** Appends; `bytes` may be used again when it resolves. */
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** All is there: the person gets it. */
  finish(): Promise<void>;
  /** Nothing of it stays. Idempotent. */
  abort(): Promise<void>;
}

export interface FileInfo {
  readonly name: string;
  readonly mimeType: string;
  /** Bytes. */
  readonly size: number;
}

/** Gives the person a finished file, as a download. */
export type OfferFile = (file: Blob, name: string) => void;

/** Missing in TypeScript's DOM library. */
interface SavePicker {
  showSaveFilePicker?(options: { suggestedName: string }): Promise<FileSystemFileHandle>;
}

/** Without a disk to stream to, a file is held in memory as a whole. */
const MEMORY_BYTES = 100 * 1024 * 1024;

/**
 * The best place this browser has: a file the person chooses, else private storage, else memory.
 * To be called while the person's press still counts as one.
 * @throws DeskbellError `aborted` when the person chose none, `file_no_room`
 */
export async function openFileSink(file: FileInfo, offer: OfferFile): Promise<FileSink> {
  const chosen = await chosenFile(file.name);
  if (chosen) return writableSink(await chosen.createWritable(), async () => undefined);
  const folder = await privateFolder();
  if (!folder) return memorySink(file, offer);
  await expectRoom(file.size);
  const name = crypto.randomUUID();
  const handle = await folder.getFileHandle(name, { create: true });
  const forget = () => folder.removeEntry(name).catch(() => undefined);
  const sink = writableSink(await handle.createWritable(), async () => {
    // On the disk still: what is offered is no copy.
    offer(await handle.getFile(), file.name);
  });
  return { ...sink, abort: () => sink.abort().then(forget) };
}

/** Removes what earlier pages were given; a page that goes on needs its own for its download. */
export async function sweepFiles(olderThanMs: number): Promise<void> {
  const folder = await privateFolder();
  // Asynchronous iteration of folders is missing in TypeScript's DOM library.
  const entries = folder as unknown as AsyncIterable<[string, FileSystemHandle]> | undefined;
  for await (const [name, handle] of entries ?? []) {
    const file = await (handle as FileSystemFileHandle).getFile().catch(() => undefined);
    if (file && file.lastModified < Date.now() - olderThanMs) {
      await folder?.removeEntry(name).catch(() => undefined);
    }
  }
}

/** Undefined where a page may not ask, such as inside a frame of another site. */
async function chosenFile(name: string): Promise<FileSystemFileHandle | undefined> {
  try {
    return await (window as SavePicker).showSaveFilePicker?.({ suggestedName: name });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') {
      throw new DeskbellError('aborted', { cause });
    }
    return undefined;
  }
}

/** Undefined where the browser has none, or none that can be written from a page. */
async function privateFolder(): Promise<FileSystemDirectoryHandle | undefined> {
  if (typeof FileSystemFileHandle === 'undefined') return undefined;
  if (!('createWritable' in FileSystemFileHandle.prototype)) return undefined;
  try {
    const root = await navigator.storage.getDirectory();
    return await root.getDirectoryHandle(FILES_FOLDER, { create: true });
  } catch {
    return undefined;
  }
}

async function expectRoom(bytes: number): Promise<void> {
  const { quota = Infinity, usage = 0 } = await navigator.storage.estimate();
  if (bytes > quota - usage) throw new DeskbellError('file_no_room');
}

function writableSink(
  writable: FileSystemWritableFileStream,
  onClosed: () => Promise<void>,
): FileSink {
  return {
    async write(bytes) {
      await writable.write(bytes).catch(noRoom);
    },
    async finish() {
      await writable.close().catch(noRoom);
      await onClosed();
    },
    abort: () => writable.abort().catch(() => undefined),
  };
}

function noRoom(cause: unknown): never {
  throw new DeskbellError('file_no_room', { cause });
}

function memorySink({ name, mimeType, size }: FileInfo, offer: OfferFile): FileSink {
  if (size > MEMORY_BYTES) throw new DeskbellError('file_no_room');
  let parts: Uint8Array<ArrayBuffer>[] = [];
  return {
    write: async (bytes) => void parts.push(bytes.slice()),
    finish: async () => offer(new Blob(parts, { type: mimeType }), name),
    async abort() {
      parts = [];
    },
  };
}
