import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadSecrets } from '../../../signaling/auth/secrets.js';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'deskbell-secret-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

describe('the secret of development mode', () => {
  it('is made once, for the owner only, and kept', async () => {
    const [first, again] = [
      await loadSecrets({ authSecrets: [], dataDir }),
      await loadSecrets({ authSecrets: [], dataDir }),
    ];
    expect(first).toMatchObject({ development: true });
    expect(Buffer.byteLength(first.secrets[0]!)).toBeGreaterThanOrEqual(32);
    expect(again.secrets).toEqual(first.secrets);
    expect((await stat(join(dataDir, 'secret'))).mode & 0o777).toBe(0o600);
  });

  it('is closed to others when somebody opened it', async () => {
    await writeFile(join(dataDir, 'secret'), 'x'.repeat(32), { mode: 0o644 });
    await loadSecrets({ authSecrets: [], dataDir });
    expect((await stat(join(dataDir, 'secret'))).mode & 0o777).toBe(0o600);
  });

  it('is one when several brokers start at once', async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, () => loadSecrets({ authSecrets: [], dataDir })),
    );
    expect(new Set(all.map(({ secrets }) => secrets[0])).size).toBe(1);
  });

  it('stops the start when the file was cut short', async () => {
    await writeFile(join(dataDir, 'secret'), 'short');
    await expect(loadSecrets({ authSecrets: [], dataDir })).rejects.toThrow('DATA_DIR');
  });

  it('stops the start when the folder cannot be written', async () => {
    await writeFile(join(dataDir, 'file'), '');
    const inside = join(dataDir, 'file', 'data');
    await expect(loadSecrets({ authSecrets: [], dataDir: inside })).rejects.toThrow('DATA_DIR');
  });

  it('is not made when AUTH_SECRET is set', async () => {
    const given = 'x'.repeat(32);
    expect(await loadSecrets({ authSecrets: [given], dataDir })).toEqual({
      secrets: [given],
      development: false,
    });
    await expect(readFile(join(dataDir, 'secret'))).rejects.toThrow('ENOENT');
  });
});
