import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError, type Config } from '../config.js';
import { SECRET } from '../data-folder.js';

/**
 * The signing secrets, newest first. Without AUTH_SECRET the broker makes one and keeps it in the
 * data folder, so that tokens outlive a restart: those of guests where an issuer signs for the others,
 * anybody's in development mode.
 */
export async function loadSecrets(
  config: Pick<Config, 'authSecrets' | 'keySetUrl' | 'dataDir'>,
): Promise<{ secrets: readonly string[]; development: boolean }> {
  if (config.authSecrets.length > 0) return { secrets: config.authSecrets, development: false };
  const development = config.keySetUrl === undefined;
  return { secrets: [await ownSecret(config.dataDir)], development };
}

async function ownSecret(dataDir: string): Promise<string> {
  const file = join(dataDir, SECRET);
  const draft = `${file}.${randomBytes(8).toString('hex')}`;
  try {
    await mkdir(dataDir, { recursive: true });
    await writeFile(draft, randomBytes(48).toString('base64url'), { flag: 'wx', mode: 0o600 });
    try {
      // Whole or not at all, and only if there is none: brokers starting at once end with one.
      await link(draft, file);
    } finally {
      await rm(draft);
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
      throw new ConfigError('DATA_DIR', 'the folder cannot be written');
    }
  }
  await chmod(file, 0o600);
  const secret = (await readFile(file, 'utf8')).trim();
  if (Buffer.byteLength(secret) < 32) {
    throw new ConfigError('DATA_DIR', `the file \`${SECRET}\` in it holds less than 32 bytes`);
  }
  return secret;
}
