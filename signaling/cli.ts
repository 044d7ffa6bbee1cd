#!/usr/bin/env node
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { DisplayName, UserId } from '../src/protocol/index.js';
import { loadSecrets } from './auth/secrets.js';
import { createTokens } from './auth/tokens.js';
import { ConfigError, readConfig } from './config.js';
import { OperateError } from './operate/operate-error.js';
import { parseDurationMs } from './setting-values.js';

const USAGE = `Usage: deskbell <command>

  serve                 Start the broker; settings come from the environment.
  token --sub ID        Print a token for a person, signed with AUTH_SECRET.
        [--name NAME]   The name others see.
        [--ttl 1h]      How long it lasts, at most 24h.
        [--role ROLE]   user, service (bots and backends) or admin (sees reports).
  migrate               Bring the database up to date and stop.
  backup --to FOLDER    Copy everything that is kept, while the broker goes on.
  restore --from FOLDER Put a backup where there is nothing yet.
  doctor                Look at what can be wrong here, and say what to do.
  help                  This text.
`;

const DAY_MS = 86_400_000;
/** Guests are made by the broker alone. */
const Role = v.optional(v.picklist(['user', 'service', 'admin']), 'user');

/** The command line was wrong: told with the usage, exit code 2. */
class UsageError extends Error {
  override readonly name = 'UsageError';
}

const commands: Readonly<Record<string, (args: string[]) => Promise<void>>> = {
  async serve(args) {
    readOptions(args, {});
    await import('./main.js');
  },

  async token(args) {
    const options = readOptions(args, {
      sub: { type: 'string' },
      name: { type: 'string' },
      ttl: { type: 'string' },
      role: { type: 'string' },
      room: { type: 'string' },
    });
    if (options['room'] !== undefined) throw new UsageError('--room: rooms are not available yet');
    const userId = read(UserId, options['sub'], '--sub: expected an id of 1 to 128 characters');
    const name = read(v.optional(DisplayName), options['name'], '--name: not a name');
    const role = read(Role, options['role'], '--role: expected user, service or admin');
    const ttlMs = parseDurationMs(options['ttl'] ?? '1h') ?? 0;
    if (ttlMs < 1000 || ttlMs > DAY_MS) {
      throw new UsageError('--ttl: expected a time such as 1h, at most 24h');
    }
    const config = readConfig(process.env);
    const { secrets } = await loadSecrets(config);
    const { audience, issuer } = config;
    const tokens = createTokens({ secrets, audience, issuer });
    const token = await tokens.sign({ userId, name, role, ttlSeconds: Math.floor(ttlMs / 1000) });
    process.stdout.write(`${token}\n`);
  },

  async migrate(args) {
    readOptions(args, {});
    const config = readConfig(process.env);
    const { migrateDatabase } = await import('./broker.js');
    await migrateDatabase(config);
    process.stdout.write('The database is up to date.\n');
  },

  async backup(args) {
    const { to } = readOptions(args, { to: { type: 'string' } });
    if (!to) throw new UsageError('--to: expected a folder that does not exist');
    const { backUp } = await import('./operate/backup.js');
    const { files, bytes } = await backUp(readConfig(process.env), to, note);
    process.stdout.write(`${to}: the database and ${files} files (${bytes} bytes).\n`);
  },

  async restore(args) {
    const { from } = readOptions(args, { from: { type: 'string' } });
    if (!from) throw new UsageError('--from: expected the folder of a backup');
    const { restore } = await import('./operate/restore.js');
    const { takenAt, files } = await restore(readConfig(process.env), from, note);
    process.stdout.write(`Restored what was there at ${takenAt}: the database, ${files} files.\n`);
  },

  async doctor(args) {
    readOptions(args, {});
    const { examine } = await import('./operate/doctor.js');
    const marks = { fine: '✓', warning: '!', wrong: '✗' };
    for await (const { level, what, fix } of examine(process.env)) {
      process.stdout.write(`${marks[level]} ${what}\n${fix ? `    ${fix}\n` : ''}`);
      if (level === 'wrong') process.exitCode = 1;
    }
  },

  help() {
    process.stdout.write(USAGE);
    return Promise.resolve();
  },
};

function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

function readOptions(
  args: string[],
  options: Readonly<Record<string, { type: 'string' }>>,
): Record<string, string | undefined> {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function read<S extends v.GenericSchema>(
  schema: S,
  input: unknown,
  message: string,
): v.InferOutput<S> {
  const parsed = v.safeParse(schema, input);
  if (!parsed.success) throw new UsageError(message);
  return parsed.output;
}

async function run([name = '', ...args]: string[]): Promise<void> {
  const command = name === '--help' || name === '-h' ? 'help' : name;
  const action = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (!action) throw new UsageError(name ? `Unknown command: ${name}` : 'Which command?');
  // As for the broker: what people wrote is for nobody else on this machine.
  process.umask(0o077);
  await action(args);
}

run(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n\n${USAGE}`);
    process.exit(2);
  }
  const known = error instanceof ConfigError || error instanceof OperateError;
  process.stderr.write(`${known ? error.message : (error as Error).stack}\n`);
  process.exit(1);
});
