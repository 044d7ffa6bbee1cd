import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { filesOf, pathOf } from '../domain/account-export.js';
import type { Store } from '../store/store.js';
import type { BlobStore } from './blob-store.js';

export interface ArchiveSources {
  readonly accounts: Store['accounts'];
  readonly blobs: Pick<BlobStore, 'open'>;
}

/** A ZIP of an export and of the files it names, each of them opened when it is its turn. */
export async function archiveExport(
  { accounts, blobs }: ArchiveSources,
  userId: string,
  json: AsyncIterable<string>,
): Promise<Readable> {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  let current = Readable.from(json);
  zip.on('error', (error: Error) => output.destroy(error));
  output.once('close', () => current.destroy());
  current.once('error', (error) => output.destroy(error));
  zip.addReadStream(current, 'deskbell.json');
  for await (const file of filesOf(accounts, userId)) {
    // Pictures, sounds and films are small already.
    zip.addReadStreamLazy(pathOf(file), { compress: false }, (take) => {
      void blobs.open(file.blob).then(
        (blob) => {
          current = blob?.read() ?? Readable.from([]);
          if (output.destroyed) current.destroy();
          take(null, current);
        },
        (error: unknown) => take(error, current),
      );
    });
  }
  zip.end();
  return output;
}
