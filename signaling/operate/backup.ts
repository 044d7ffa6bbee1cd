import { chmod, copyFile, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import * as v from 'valibot';
import type { Config } from '../config.js';
import { DATABASE, FILE_BLOBS, SECRET } from '../data-folder.js';
import { copyDatabase } from '../store/sqlite-copy.js';
import { OperateError } from './operate-error.js';

/** What a backup says of itself; the last thing that is written into it. */
export const Manifest = v.object({
  format: v.literal(1),
  takenAt: v.string(),
  files: v.number(),
  bytes: v.number(),
});
export type Manifest = v.InferOutput<typeof Manifest>;

export const MANIFEST = 'manifest.json';

/**
 * A copy of everything that is kept, while the broker goes on: the database as it is at one moment,
 * then the files that it names. What is deleted meanwhile may be missing, which is what was wanted.
 * The folder has its name only once it is whole.
 *
 * @param target a folder that does not exist
 * @param say progress, for people
 */
export async function backUp(
  { databaseFile, dataDir }: Pick<Config, 'databaseFile' | 'dataDir'>,
  target: string,
  say: (line: string) => void,
): Promise<Manifest> {
  const folder = resolve(target);
  if (await exists(folder)) throw new OperateError(`${target} exists already`);
  if (!(await exists(databaseFile))) throw new OperateError(`there is no ${databaseFile}`);
  const draft = `${folder}.unfinished`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  let toldPercent = 0;
  await copyDatabase(databaseFile, join(draft, DATABASE), (percent) => {
    if (percent >= toldPercent + 25) say(`database: ${(toldPercent = percent)} %`);
  });
  await chmod(join(draft, DATABASE), 0o600);
  const { files, bytes } = await copyBlobs(join(dataDir, FILE_BLOBS), join(draft, FILE_BLOBS), say);
  await copyIfThere(join(dataDir, SECRET), join(draft, SECRET));
  const takenAt = new Date().toISOString();
  const manifest: Manifest = { format: 1, takenAt, files, bytes };
  await writeFile(join(draft, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
  await rename(draft, folder);
  return manifest;
}

/** Copies what is below a folder, if that is there. Also used for the way back. */
export async function copyBlobs(
  from: string,
  to: string,
  say: (line: string) => void,
): Promise<{ files: number; bytes: number }> {
  const paths = await filesBelow(from);
  let files = 0;
  let bytes = 0;
  for (const path of paths) {
    const copy = join(to, relative(from, path));
    await mkdir(dirname(copy), { recursive: true });
    if (!(await copyIfThere(path, copy))) continue;
    files++;
    bytes += (await stat(copy)).size;
    if (files % 1000 === 0) say(`files: ${files} of ${paths.length}`);
  }
  return { files, bytes };
}

export async function filesBelow(folder: string): Promise<string[]> {
  if (!(await exists(folder))) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function copyIfThere(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
