import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Media, Message } from '../../src/protocol/index.js';
import type { FileRecord } from '../store/store.js';

/** The file itself, or the small picture of it. */
export type FileView = 'file' | 'thumbnail';

const HALF_DAY_SECONDS = 12 * 3600;
const SIGNATURE = /^[A-Za-z0-9_-]{43}$/;

export interface FileLinksOptions {
  /** Newest first: the first signs, all verify. */
  readonly secrets: readonly string[];
  /** Without it links are relative to the broker's root. */
  readonly publicUrl?: string;
  readonly now: () => number;
}

/**
 * Links that carry their permission: a picture's `src` cannot send a token. The same one is told for
 * half a day, so that a browser has it cached, and it is good for half a day to a day.
 */
export class FileLinks {
  readonly #keys: readonly Buffer[];
  readonly #base: string;
  readonly #now: () => number;

  constructor({ secrets, publicUrl = '', now }: FileLinksOptions) {
    // Keys of their own, so that nothing else signed with the secret is ever a link.
    this.#keys = secrets.map((secret) =>
      createHmac('sha256', secret).update('deskbell file links').digest(),
    );
    this.#base = publicUrl;
    this.#now = now;
  }

  linkTo(id: string, view: FileView = 'file'): { url: string; expiresAt: string } {
    const expires = (Math.floor(this.#nowSeconds() / HALF_DAY_SECONDS) + 2) * HALF_DAY_SECONDS;
    const path = `/api/files/${id}${view === 'thumbnail' ? '/thumbnail' : ''}`;
    const signature = macOf(this.#keys[0]!, id, view, expires).toString('base64url');
    return {
      url: `${this.#base}${path}?expires=${expires}&signature=${signature}`,
      expiresAt: new Date(expires * 1000).toISOString(),
    };
  }

  /** Seconds for which this permission still holds; 0 when it does not. Constant in time. */
  secondsLeft(id: string, view: FileView, expires: string, signature: string): number {
    const expiry = /^\d{1,12}$/.test(expires) ? Number(expires) : 0;
    const claimed = Buffer.alloc(32);
    // Written as we write it: the last letter has bits to spare.
    const isShaped =
      SIGNATURE.test(signature) &&
      claimed.write(signature, 'base64url') === claimed.length &&
      claimed.toString('base64url') === signature;
    let isOurs = false;
    for (const key of this.#keys) {
      isOurs = timingSafeEqual(claimed, macOf(key, id, view, expiry)) || isOurs;
    }
    return isShaped && isOurs ? Math.max(0, expiry - this.#nowSeconds()) : 0;
  }

  /** The message as it is told: with links to its file. */
  sign(message: Message): Message {
    const { media } = message;
    return media?.fileId === undefined ? message : { ...message, media: this.#signed(media) };
  }

  /** What a message says of a stored file. */
  describe(file: FileRecord): Media {
    const { id, name, mimeType, size, width, height, thumbnail, placeholder } = file;
    return this.#signed({
      fileId: id,
      name,
      mimeType,
      size,
      ...(width !== undefined && { width }),
      ...(height !== undefined && { height }),
      ...(thumbnail && {
        thumbnail: { url: '', width: thumbnail.width, height: thumbnail.height },
      }),
      ...(placeholder !== undefined && { placeholder }),
    });
  }

  #signed(media: Media): Media {
    const { fileId, thumbnail } = media;
    if (fileId === undefined) return media;
    const { url } = this.linkTo(fileId);
    if (!thumbnail) return { ...media, url };
    return {
      ...media,
      url,
      thumbnail: { ...thumbnail, url: this.linkTo(fileId, 'thumbnail').url },
    };
  }

  #nowSeconds(): number {
    return Math.floor(this.#now() / 1000);
  }
}

function macOf(key: Buffer, id: string, view: FileView, expires: number): Buffer {
  return createHmac('sha256', key).update(`${view}\0${id}\0${expires}`).digest();
}
