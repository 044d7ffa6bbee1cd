import { DeskbellError } from '../../../core/errors.js';
import { FILE_DIGEST_BYTES } from '../../../protocol/file-frames.js';

/** Where a frame needs none. */
export const NO_DIGEST = new Uint8Array(FILE_DIGEST_BYTES);

/** @throws DeskbellError `insecure_page` where the browser gives no WebCrypto */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  // Typed as always there; absent on plain http.
  const subtle = crypto.subtle as SubtleCrypto | undefined;
  if (!subtle) throw new DeskbellError('insecure_page');
  return new Uint8Array(await subtle.digest('SHA-256', bytes));
}

/** SHA-256 of all blocks' digests in order: one block missing, double or elsewhere changes it. */
export function rootOf(digests: readonly Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> {
  const all = new Uint8Array(digests.length * FILE_DIGEST_BYTES);
  digests.forEach((digest, index) => all.set(digest, index * FILE_DIGEST_BYTES));
  return sha256(all);
}

export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
