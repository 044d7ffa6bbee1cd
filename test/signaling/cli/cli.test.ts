import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTokens } from '../../../signaling/auth/tokens.js';
import { runProgram } from '../../support/start-broker.js';

const AUTH_SECRET = 'a secret of thirty-two bytes or more';

let DATA_DIR: string;
beforeAll(async () => {
  DATA_DIR = await mkdtemp(join(tmpdir(), 'deskbell-cli-'));
});
afterAll(() => rm(DATA_DIR, { recursive: true }));

const deskbell = (...args: string[]) => runProgram('cli.js', args, { AUTH_SECRET, DATA_DIR });

describe('deskbell token', () => {
  it('prints a token that the broker accepts', async () => {
    const { exitCode, stdout, stderr } = await deskbell(
      ...['token', '--sub', 'seller-42', '--name', 'Blue Door Motors', '--ttl', '2h'],
    );
    expect([exitCode, stderr]).toEqual([0, '']);
    const token = stdout.trim();
    expect(await createTokens({ secrets: [AUTH_SECRET] }).verify(token)).toMatchObject({
      userId: 'seller-42',
      name: 'Blue Door Motors',
    });
    const { exp, iat } = decodeJwt(token);
    expect(exp! - iat!).toBe(7200);
  });

  it('lasts an hour unless told otherwise', async () => {
    const { stdout } = await deskbell('token', '--sub', 'a');
    const { exp, iat } = decodeJwt(stdout.trim());
    expect(exp! - iat!).toBe(3600);
  });

  it('is of a person, unless another role is named', async () => {
    const tokens = createTokens({ secrets: [AUTH_SECRET] });
    for (const [role, args] of [
      ['user', []],
      ['admin', ['--role', 'admin']],
      ['service', ['--role', 'service']],
    ] as const) {
      const { stdout } = await deskbell('token', '--sub', 'a', ...args);
      expect(await tokens.verify(stdout.trim())).toMatchObject({ role });
    }
  });

  it.each([
    [['token'], '--sub'],
    [['token', '--sub', 'a', '--role', 'guest'], '--role'],
    [['token', '--sub', ''], '--sub'],
    [['token', '--sub', 'a', '--ttl', 'long'], '--ttl'],
    [['token', '--sub', 'a', '--ttl', '25h'], '--ttl'],
    [['token', '--sub', 'a', '--name', ' '], '--name'],
    [['token', '--sub', 'a', '--room', 'r'], '--room'],
    [['token', '--sub', 'a', '--admin'], '--admin'],
    [['token', '--sub', 'a', 'b'], 'b'],
    [['serve', '--port', '1'], '--port'],
    [['fly'], 'fly'],
    [[], 'Usage'],
  ])('%j is told what is wrong with it and how it is used', async (args, hint) => {
    const { exitCode, stdout, stderr } = await deskbell(...args);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(hint);
    expect(stderr).toContain('Usage: deskbell');
  });
});

it('deskbell help explains itself', async () => {
  const { exitCode, stdout } = await deskbell('--help');
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('deskbell <command>')]);
});

it('deskbell migrate makes the database and stops', async () => {
  const { exitCode, stdout } = await deskbell('migrate');
  expect([exitCode, stdout]).toEqual([0, 'The database is up to date.\n']);
});
