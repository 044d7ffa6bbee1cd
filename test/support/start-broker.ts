import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { createTokens } from '../../signaling/auth/tokens.js';
import { createBroker } from '../../signaling/broker.js';
import { readConfig } from '../../signaling/config.js';
import { createLog, type Log } from '../../signaling/log.js';
import { SUBPROTOCOL } from '../../src/protocol/index.js';
import { checkAnswer } from './check-answer.js';

/** Settings by their names in the environment. */
export type Environment = Readonly<Record<string, string>>;

export interface TokenClaims {
  readonly name?: string;
  readonly role?: 'user' | 'guest' | 'service' | 'admin';
  /** Negative for one that expired. */
  readonly ttlSeconds?: number;
}

export interface ApiAnswer<Body> {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; undefined when the answer is none. Its type is the caller's claim. */
  readonly body: Body;
  readonly text: string;
}

export type ApiInit = RequestInit & { token?: string; json?: unknown };

export interface BrokerHandle {
  /** Origin, without a slash at the end. */
  readonly url: string;
  /** A token for this person; with a name, or with more claims. */
  token(sub: string, claims?: string | TokenClaims): Promise<string>;
  /**
   * Asks the API, as the person of `token`; `json` becomes a POST body unless `method` is given.
   * Rejects for an answer that is not as the OpenAPI document says.
   */
  api<Body = unknown>(path: string, init?: ApiInit): Promise<ApiAnswer<Body>>;
  /** The app socket, opened; the first frame is the caller's to send. `from`: X-Forwarded-For. */
  socket(token: string, from?: string): Promise<WebSocket>;
  /** Stops the broker and forgets its data. Idempotent. */
  close(): Promise<void>;
}

const TEST_SECRET = 'a secret for tests and for nothing else';

const DEFAULTS = {
  PORT: '0',
  HOST: '127.0.0.1',
  AUTH_SECRET: TEST_SECRET,
  RATE_LIMITS: 'off',
  LOG_LEVEL: 'silent',
} satisfies Environment;

/**
 * A whole broker in this process, on a free port, with a database of its own.
 *
 *     const broker = await startBroker({ RING_TIMEOUT: '1s' });
 *     const token = await broker.token('seller-42', 'Blue Door Motors');
 *     const me = await broker.api('/api/me', { token });
 *     await broker.close();
 *
 * @param overrides settings, as in the environment. Rate limits are off and the log is silent
 *   unless they say otherwise; `AUTH_SECRET: ''` starts it in development mode.
 * @param log to look at what is logged
 */
export async function startBroker(overrides: Environment = {}, log?: Log): Promise<BrokerHandle> {
  const folder = await mkdtemp(join(tmpdir(), 'deskbell-test-'));
  const { AUTH_SECRET: secret, ...env }: Environment = {
    ...DEFAULTS,
    DATA_DIR: folder,
    ...overrides,
  };
  const config = readConfig(secret ? { ...env, AUTH_SECRET: secret } : env);
  const broker = await createBroker(config, log ?? createLog(config.logLevel));
  const { port } = await broker.listen();
  let closing: Promise<void> | undefined;
  return {
    ...clientOf(`http://127.0.0.1:${port}`, secret),
    close: () =>
      (closing ??= broker.close().then(() => rm(folder, { recursive: true, force: true }))),
  };
}

export interface SpawnedBroker extends BrokerHandle {
  readonly pid: number;
  /** Everything written to stderr so far. */
  log(): string;
  /** Resolves with the first match in what is written to stderr from now on. */
  logged(pattern: RegExp): Promise<RegExpExecArray>;
  /** Sends a signal and resolves with the exit code, null after SIGKILL. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** Starts it again on the same data, settings and port. */
  restart(): Promise<void>;
}

/**
 * The built broker (`dist/signaling/main.js`) in a process of its own, for what only a process can
 * show: signals, exit codes, SIGKILL between two frames.
 *
 *     const broker = await spawnBroker();
 *     await broker.stop('SIGKILL');
 *     await broker.restart();      // same url, same data, same tokens
 *     await broker.close();
 */
export async function spawnBroker(overrides: Environment = {}): Promise<SpawnedBroker> {
  const folder = await mkdtemp(join(tmpdir(), 'deskbell-test-'));
  const { AUTH_SECRET: secret, ...rest }: Environment = {
    ...DEFAULTS,
    LOG_LEVEL: 'info',
    DATA_DIR: folder,
    ...overrides,
  };
  const env: Environment = secret ? { ...rest, AUTH_SECRET: secret } : rest;
  let log = '';
  const listeners = new Set<() => void>();
  const collect = (chunk: Buffer) => {
    log += chunk;
    for (const listener of listeners) listener();
  };
  let running = await launch(env, collect);
  const { url } = running;
  const settled = { ...env, PORT: new URL(url).port };

  async function stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const { child } = running;
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const exited = exitOf(child);
    child.kill(signal);
    return exited;
  }

  return {
    ...clientOf(url, secret),
    get pid() {
      return running.child.pid!;
    },
    log: () => log,
    logged: (pattern) =>
      new Promise((resolve) => {
        const from = log.length;
        const look = () => {
          const found = pattern.exec(log.slice(from));
          if (!found) return;
          listeners.delete(look);
          resolve(found);
        };
        listeners.add(look);
      }),
    stop,
    async restart() {
      await stop();
      running = await launch(settled, collect);
    },
    async close() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Runs a built program of the broker to its end, such as one whose settings are wrong.
 *
 * @param program below dist/signaling, such as `cli.js`
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  env: Environment,
): Promise<{ exitCode: number | null; stdout: string; stderr: string }> {
  const child = start(program, args, env);
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk));
  return { exitCode: await exitOf(child), stdout, stderr };
}

async function launch(
  env: Environment,
  onLog: (chunk: Buffer) => void,
): Promise<{ child: ChildProcess; url: string }> {
  const child = start('main.js', [], env);
  let complaints = '';
  child.stderr!.on('data', onLog);
  child.stderr!.on('data', (chunk: Buffer) => (complaints += chunk));
  const ready = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout! }).once('line', resolve);
  });
  const line = await Promise.race([ready, exitOf(child).then(() => undefined)]);
  const [url] = line?.match(/https?:\/\/\S+/) ?? [];
  if (!url) throw new Error(`The broker did not start: ${line ?? complaints}`);
  return { child, url };
}

function start(program: string, args: readonly string[], env: Environment): ChildProcess {
  const file = fileURLToPath(new URL(`../../dist/signaling/${program}`, import.meta.url));
  // Only what is given: a REDIS_URL of the machine must not decide a test.
  const { PATH = '' } = process.env;
  return spawn(process.execPath, [file, ...args], {
    env: { PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('close', (code) => resolve(code)));
}

function clientOf(
  url: string,
  secret: string | undefined,
): Pick<BrokerHandle, 'url' | 'token' | 'api' | 'socket'> {
  return {
    url,

    async token(sub, claims = {}) {
      const {
        name,
        role,
        ttlSeconds = 3600,
      } = typeof claims === 'string' ? { name: claims } : claims;
      if (!secret) throw new Error('In development mode, ask /api/dev-token.');
      // An expired token is one that was good before.
      const now = ttlSeconds < 0 ? () => Date.now() + (ttlSeconds - 60) * 1000 : Date.now;
      const tokens = createTokens({ secrets: [secret.split(',')[0]!.trim()], now });
      return tokens.sign({ userId: sub, name, role, ttlSeconds: Math.max(60, ttlSeconds) });
    },

    async api<Body>(path: string, { token, json, ...init }: ApiInit = {}) {
      const headers = new Headers(init.headers);
      if (token) headers.set('authorization', `Bearer ${token}`);
      if (json !== undefined) headers.set('content-type', 'application/json');
      const answer = await fetch(url + path, {
        ...(json !== undefined && { method: 'POST', body: JSON.stringify(json) }),
        ...init,
        headers,
      });
      const text = await answer.text();
      await checkAnswer(
        { method: init.method ?? (json === undefined ? 'GET' : 'POST'), path },
        answer,
        text,
      );
      const isJson = /json/.test(answer.headers.get('content-type') ?? '');
      const body = (isJson && text ? JSON.parse(text) : undefined) as Body;
      return { status: answer.status, headers: answer.headers, body, text };
    },

    socket(token, from) {
      return new Promise((resolve, reject) => {
        const address = `${url.replace(/^http/, 'ws')}/api/messages/ws`;
        const headers: Record<string, string> =
          from === undefined ? {} : { 'x-forwarded-for': from };
        const socket = new WebSocket(address, [SUBPROTOCOL, `bearer.${token}`], { headers });
        socket.once('open', () => resolve(socket));
        socket.once('error', reject);
      });
    },
  };
}
