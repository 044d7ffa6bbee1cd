import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, copyFile, mkdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as v from 'valibot';
import type { Config } from '../config.js';
import { DATABASE, FILE_BLOBS, SECRET } from '../data-folder.js';
import { isSoundDatabase } from '../store/sqlite-copy.js';
import { copyBlobs, exists, filesBelow, Manifest, MANIFEST } from './backup.js';
import { OperateError } from './operate-error.js';

/**
 * Puts a backup where the broker will look for its data. Checks all of it first, and never writes
 * over what is there: whoever wants it gone moves it away.
 */
export async function restore(
  { databaseFile, dataDir }: Pick<Config, 'databaseFile' | 'dataDir'>,
  source: string,
  say: (line: string) => void,
): Promise<Manifest> {
  const folder = resolve(source);
  const manifest = await readManifest(folder);
  for (const path of [databaseFile, join(dataDir, FILE_BLOBS)]) {
    if (await exists(path)) {
      throw new OperateError(`${path} exists already: stop the broker and move it away first`);
    }
  }
  const copy = join(folder, DATABASE);
  if (!isSoundDatabase(copy)) throw new OperateError(`${copy} is damaged`);
  await checkBlobs(join(folder, FILE_BLOBS), manifest, say);
  await mkdir(dirname(databaseFile), { recursive: true });
  await copyBlobs(join(folder, FILE_BLOBS), join(dataDir, FILE_BLOBS), say);
  const secret = join(dataDir, SECRET);
  if ((await exists(join(folder, SECRET))) && !(await exists(secret))) {
    await mkdir(dataDir, { recursive: true });
    await copyFile(join(folder, SECRET), secret);
    await chmod(secret, 0o600);
  }
  // Last: with its database, the broker would start.
  await copyFile(copy, databaseFile);
  return manifest;
}

async function readManifest(folder: string): Promise<Manifest> {
  try {
    return v.parse(Manifest, JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')));
  } catch {
    throw new OperateError(`${folder} is no backup, or not a whole one`);
  }
}

/** Each is named by its hash. */
async function checkBlobs(
  folder: string,
  { files }: Manifest,
  say: (line: string) => void,
): Promise<void> {
  const paths = await filesBelow(folder);
  if (paths.length !== files) {
    throw new OperateError(`${folder} has ${paths.length} files instead of ${files}`);
  }
  for (const [index, path] of paths.entries()) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    if (hash.digest('hex') !== basename(path)) throw new OperateError(`${path} is damaged`);
    if (index > 0 && index % 1000 === 0) say(`checked: ${index} of ${files} files`);
  }
}
