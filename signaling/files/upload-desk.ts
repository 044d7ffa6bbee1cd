import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Media } from '../../src/protocol/index.js';
import { orRefuse } from '../domain/actors.js';
import { BrokerError } from '../domain/broker-error.js';
import type { DomainLimits, Payer } from '../domain/limits.js';
import { mayReach } from '../domain/reach.js';
import type { Identity } from '../domain/types.js';
import type { FileRecord, Store, UploadRecord } from '../store/store.js';
import { TooManyBytes, type Arrivals } from './arrivals.js';
import type { DiskRoom } from './disk-room.js';
import type { FileDesk, FilePlace } from './file-desk.js';
import type { FileLinks } from './file-links.js';
import { Writers } from './writers.js';

/** Unfinished ones of one person. */
const MOST_UPLOADS = 20;

export interface UploadDeskOptions {
  readonly store: Pick<Store, 'files' | 'conversations' | 'blocks'>;
  readonly arrivals: Arrivals;
  readonly files: FileDesk;
  readonly links: FileLinks;
  readonly limits: Pick<DomainLimits, 'takeUpload' | 'takeUploadBytes'>;
  readonly room: Pick<DiskRoom, 'require'>;
  readonly maxBytes: number;
  readonly now: () => number;
}

export interface UploadRequest {
  readonly id: string;
  readonly conversationId: string;
  readonly name: string;
  readonly size: number;
}

/** How far an upload is, and its file when it is whole. */
export interface UploadState {
  readonly id: string;
  readonly offset: number;
  readonly size: number;
  readonly file?: Media;
}

/**
 * Files that arrive in pieces. How much has come is what is on the disk, so that it goes on after a
 * broken line, a closed tab, or a killed broker.
 */
export class UploadDesk {
  readonly #options: UploadDeskOptions;
  readonly #writers = new Writers();
  /** Whole ones that are being looked at; whoever asks meanwhile waits for the same. */
  readonly #finishing = new Map<string, Promise<FileRecord>>();

  constructor(options: UploadDeskOptions) {
    this.#options = options;
  }

  async begin(actor: Identity, request: UploadRequest): Promise<UploadState> {
    const { userId } = actor;
    const { store, limits, room, maxBytes, now } = this.#options;
    if (request.size === 0) throw new BrokerError('empty_file');
    if (request.size > maxBytes) throw tooLarge(maxBytes);
    const userIds = await store.conversations.participants(request.conversationId);
    if (!userIds.includes(userId)) throw new BrokerError('not_found');
    if (!(await mayReach(store, userId, userIds))) throw new BrokerError('blocked');
    await room.require(request.size);
    await limits.takeUpload(actor);
    const upload = { ...request, ownerId: userId, createdAtMs: now(), updatedAtMs: now() };
    const begun = orRefuse(await store.files.begin(upload, MOST_UPLOADS));
    return 'file' in begun ? this.#whole(begun.file) : this.#stateOf(begun.upload, actor);
  }

  async state(actor: Identity, id: string): Promise<UploadState> {
    const known = await this.#own(actor.userId, id);
    return 'file' in known ? this.#whole(known.file) : this.#stateOf(known.upload, actor);
  }

  /**
   * Takes the bytes from `offset` on. A second sender of the same upload replaces the first: that one
   * is what is left of a broken line.
   *
   * @param length how many will come, when that was said
   */
  async receive(
    actor: Identity,
    id: string,
    piece: { readonly offset: number; readonly length?: number; readonly source: Readable },
  ): Promise<UploadState> {
    const { store, arrivals, limits, room, now } = this.#options;
    const { offset, length = 0, source } = piece;
    const known = await this.#own(actor.userId, id);
    if ('file' in known) return this.#whole(known.file);
    const { upload } = known;
    await room.require(upload.size - offset);
    await limits.takeUploadBytes(actor, Math.max(0, length || upload.size - offset));
    await this.#writers.write(id, source, async () => {
      const have = await arrivals.sizeOf(id);
      if (offset !== have) {
        throw new BrokerError('upload_offset', { detail: `The broker has ${have} bytes.` });
      }
      if (offset + length > upload.size) throw unannounced(upload);
      try {
        await arrivals.append(id, source, offset, upload.size);
      } catch (error) {
        throw error instanceof TooManyBytes ? unannounced(upload) : error;
      } finally {
        await store.files.touch(id, now());
      }
    });
    return this.#stateOf(upload, actor);
  }

  /** Forgets what has come. A file that it became stays. */
  async abandon({ userId }: Identity, id: string): Promise<void> {
    const known = await this.#own(userId, id);
    if ('upload' in known) await this.drop(id);
  }

  async drop(id: string): Promise<void> {
    const { store, arrivals } = this.#options;
    await this.#writers.stop(id);
    await store.files.forgetUpload(id);
    await arrivals.remove(id);
  }

  /** Takes a file that comes in one piece, of at least one byte. It waits until it is forgotten. */
  async takeWhole(owner: Identity, source: Readable): Promise<Arrival> {
    const { arrivals, maxBytes, files, limits, room } = this.#options;
    await room.require(0);
    await limits.takeUpload(owner);
    const arrivalId = randomUUID();
    const forget = () => arrivals.remove(arrivalId);
    try {
      await this.#writers.write(arrivalId, source, () =>
        arrivals.append(arrivalId, source, 0, maxBytes),
      );
      const size = await arrivals.sizeOf(arrivalId);
      if (size === 0) throw new BrokerError('empty_file');
      await limits.takeUploadBytes(owner, size);
    } catch (error) {
      await forget();
      throw error instanceof TooManyBytes ? tooLarge(maxBytes) : error;
    }
    return {
      keep: (place) => files.keep(arrivalId, { ...place, ownerId: owner.userId }, owner),
      forget,
    };
  }

  /** For passing a file on: it is this person's own in the other conversation. */
  async copy(actor: Identity, fileId: string, conversationId: string): Promise<Media> {
    const { store, limits, files, links } = this.#options;
    const userIds = await store.conversations.participants(conversationId);
    if (userIds.includes(actor.userId) && !(await mayReach(store, actor.userId, userIds))) {
      throw new BrokerError('blocked');
    }
    await limits.takeUpload(actor);
    return links.describe(await files.copy(fileId, conversationId, actor.userId));
  }

  /** Cuts off who is sending: they go on later. Idempotent. */
  async close(): Promise<void> {
    await this.#writers.close();
  }

  async #own(userId: string, id: string): Promise<{ file: FileRecord } | { upload: UploadRecord }> {
    const { files } = this.#options.store;
    const [file, upload] = [await files.find(id), await files.upload(id)];
    if (file?.ownerId === userId) return { file };
    if (upload?.ownerId === userId) return { upload };
    throw new BrokerError('not_found');
  }

  async #stateOf(upload: UploadRecord, owner: Payer): Promise<UploadState> {
    const { id, size } = upload;
    const offset = await this.#options.arrivals.sizeOf(id);
    return offset < size ? { id, offset, size } : this.#whole(await this.#finish(upload, owner));
  }

  #whole(file: FileRecord): UploadState {
    const { id, size } = file;
    return { id, offset: size, size, file: this.#options.links.describe(file) };
  }

  #finish(upload: UploadRecord, owner: Payer): Promise<FileRecord> {
    const { id } = upload;
    const running = this.#finishing.get(id);
    if (running) return running;
    const finishing = this.#makeFile(upload, owner).finally(() => this.#finishing.delete(id));
    this.#finishing.set(id, finishing);
    return finishing;
  }

  async #makeFile(upload: UploadRecord, owner: Payer): Promise<FileRecord> {
    const { id, conversationId, ownerId, name } = upload;
    const { store, arrivals, files } = this.#options;
    // Two may have found it whole, and one of them was first.
    const known = await store.files.find(id);
    if (known) return known;
    try {
      const file = await files.keep(id, { id, conversationId, ownerId, name }, owner);
      await arrivals.remove(id);
      return file;
    } catch (error) {
      // Taken away while it was looked at, with the account or by its sender.
      if (!(await store.files.upload(id))) throw new BrokerError('not_found');
      if (isForGood(error)) await this.drop(id);
      throw error;
    }
  }
}

/** A file that has come and is not looked at yet. */
export interface Arrival {
  keep(place: Omit<FilePlace, 'ownerId'>): Promise<FileRecord>;
  forget(): Promise<void>;
}

/** Refused for what it is: the same bytes will not become better. */
function isForGood(error: unknown): boolean {
  return error instanceof BrokerError && error.status < 500 && error.code !== 'rate_limited';
}

function tooLarge(maxBytes: number): BrokerError {
  return new BrokerError('file_too_large', { detail: `At most ${maxBytes} bytes.` });
}

function unannounced({ size }: UploadRecord): BrokerError {
  return new BrokerError('bad_request', { detail: `More than the ${size} bytes announced.` });
}
