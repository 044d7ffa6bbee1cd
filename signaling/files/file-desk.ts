import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { Media } from '../../src/protocol/index.js';
import { orRefuse } from '../domain/actors.js';
import { BrokerError } from '../domain/broker-error.js';
import type { Payer } from '../domain/limits.js';
import type { FileKeeper } from '../domain/types.js';
import type { FileRecord, Store } from '../store/store.js';
import type { Arrivals } from './arrivals.js';
import type { Blob, BlobStore } from './blob-store.js';
import { FairTurns } from './fair-turns.js';
import { renameAs } from './names.js';
import { redrawPicture, type Picture } from './pictures.js';
import { sniff } from './sniff.js';
import { Turns } from './turns.js';

export interface FileDeskOptions {
  readonly store: Pick<Store, 'files' | 'conversations'>;
  readonly blobs: BlobStore;
  readonly arrivals: Arrivals;
  readonly now: () => number;
}

/** A conversation that nobody has: asked for in place of that of a file that is not there. */
const NOWHERE = '00000000-0000-0000-0000-000000000000';

/** Whose file it becomes, and where. */
export type FilePlace = Pick<FileRecord, 'id' | 'conversationId' | 'ownerId' | 'name'>;

/** Looks at what has arrived, keeps it, and lets it go when nobody needs it any more. */
export class FileDesk implements FileKeeper {
  readonly #options: FileDeskOptions;
  /** Pictures take all of a processor and much memory: one at a time. */
  readonly #pictures = new FairTurns();
  /** Between a blob and the row that holds it nobody may take the blob away. */
  readonly #holding = new Turns();

  constructor(options: FileDeskOptions) {
    this.#options = options;
  }

  /**
   * Makes a file of what has arrived. Rejects with `unreadable_file` or `unsupported_media_type`, or
   * with `rate_limited` when too many pictures of the same person wait to be looked at.
   *
   * @param arrivalId stays where it is
   */
  async keep(arrivalId: string, place: FilePlace, sender: Payer): Promise<FileRecord> {
    const { arrivals, now } = this.#options;
    const { kind, mimeType } = await sniff(arrivals.pathOf(arrivalId));
    if (kind === 'unsafe_picture') {
      throw new BrokerError('unsupported_media_type', {
        detail: 'Pictures of this kind can tell where they were taken, and it cannot be removed.',
      });
    }
    if (kind !== 'picture') {
      const source = arrivals.pathOf(arrivalId);
      return this.#hold(
        async () => ({ whole: await this.#putFile(source) }),
        ({ whole }) => ({ ...place, mimeType, ...bytesOf(whole), createdAtMs: now() }),
      );
    }
    return this.#keepPicture(arrivalId, mimeType, place, sender);
  }

  async #keepPicture(
    arrivalId: string,
    from: string,
    place: FilePlace,
    sender: Payer,
  ): Promise<FileRecord> {
    const { arrivals, blobs, now } = this.#options;
    const drawn = randomUUID();
    try {
      const path = arrivals.pathOf(drawn);
      const picture = await this.#pictures.take(sender, () =>
        redrawPicture(arrivals.pathOf(arrivalId), path, from),
      );
      const { mimeType, width, height, placeholder } = picture;
      const name = mimeType === from ? place.name : renameAs(place.name, extensionOf(picture));
      return await this.#hold(
        async () => ({
          whole: await this.#putFile(path),
          small: await blobs.put(Readable.from([picture.thumbnail.bytes])),
        }),
        ({ whole, small }) => ({
          ...place,
          name,
          mimeType,
          ...bytesOf(whole),
          width,
          height,
          placeholder,
          thumbnail: {
            blob: small.key,
            width: picture.thumbnail.width,
            height: picture.thumbnail.height,
          },
          createdAtMs: now(),
        }),
      );
    } finally {
      await arrivals.remove(drawn);
    }
  }

  /** The same bytes in another conversation of the same person, for what they pass on. */
  async copy(fileId: string, conversationId: string, ownerId: string): Promise<FileRecord> {
    const { store, now } = this.#options;
    return this.#holding.take(async () => {
      const file = await this.viewed(fileId, ownerId);
      const userIds = await store.conversations.participants(conversationId);
      if (!file || !userIds.includes(ownerId)) throw new BrokerError('not_found');
      const copy = { ...file, id: randomUUID(), conversationId, ownerId, createdAtMs: now() };
      orRefuse(await store.files.add(copy));
      return copy;
    });
  }

  /** For whoever has a permission of another kind. */
  find(fileId: string): Promise<FileRecord | undefined> {
    return this.#options.store.files.find(fileId);
  }

  /** A file as far as this person may see it: of others, what they sent. Takes as long for what is absent as for a stranger. */
  async viewed(fileId: string, viewerId: string): Promise<FileRecord | undefined> {
    const { files, conversations } = this.#options.store;
    const file = await files.find(fileId);
    const userIds = await conversations.participants(file?.conversationId ?? NOWHERE);
    const isSent = await files.isSent(fileId);
    if (!userIds.includes(viewerId)) return undefined;
    return isSent || file?.ownerId === viewerId ? file : undefined;
  }

  async release({ fileId }: Pick<Media, 'fileId'>): Promise<void> {
    if (fileId !== undefined) await this.discard(fileId);
  }

  /** Unless a message names it. */
  async discard(fileId: string): Promise<void> {
    await this.#holding.take(async () => {
      const blobs = await this.#options.store.files.remove(fileId);
      for (const blob of blobs) await this.#options.blobs.remove(blob);
    });
  }

  /** Takes away those of these blobs that no file holds. */
  async sweep(blobs: readonly string[]): Promise<void> {
    await this.#holding.take(() => this.#sweep(blobs));
  }

  async #sweep(blobs: readonly string[]): Promise<void> {
    const held = await this.#options.store.files.held(blobs);
    for (const blob of blobs) if (!held.has(blob)) await this.#options.blobs.remove(blob);
  }

  /** Puts outside of the turn; again inside of it when somebody took the same bytes away. */
  async #hold<Blobs extends Readonly<Record<string, Blob>>>(
    put: () => Promise<Blobs>,
    describe: (blobs: Blobs) => FileRecord,
  ): Promise<FileRecord> {
    const { store, blobs } = this.#options;
    const file = describe(await put());
    return this.#holding.take(async () => {
      const keys = [file.blob, ...(file.thumbnail ? [file.thumbnail.blob] : [])];
      const there = await Promise.all(keys.map((key) => blobs.has(key)));
      if (there.includes(false)) await put();
      const added = await store.files.add(file);
      if ('refused' in added) await this.#sweep(keys);
      return { ...file, ...orRefuse(added) };
    });
  }

  #putFile(path: string): Promise<Blob> {
    return this.#options.blobs.put(createReadStream(path));
  }
}

function bytesOf({ key, size }: Blob): Pick<FileRecord, 'blob' | 'sha256' | 'size'> {
  return { blob: key, sha256: key, size };
}

function extensionOf({ mimeType }: Picture): string {
  return mimeType === 'image/jpeg' ? 'jpg' : mimeType.slice('image/'.length);
}
