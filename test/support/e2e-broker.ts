import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/signaling/main.js', import.meta.url));
const START_LIMIT_MS = 20_000;
const STOP_LIMIT_MS = 12_000;

/**
 * The built broker in a process of its own, on a free port, with data of its own: what `npm start`
 * runs, and what can be killed.
 */
export class E2eBroker {
  #child: ChildProcess | undefined;
  #port: number;
  #log = '';

  private constructor(
    readonly dataDir: string,
    private readonly env: Record<string, string>,
    private readonly inside: readonly string[],
  ) {
    this.#port = Number(env.PORT ?? 0);
  }

  /** @param inside what it is started by, where it runs on another host than the test */
  static async start(
    env: Record<string, string> = {},
    inside: readonly string[] = [],
  ): Promise<E2eBroker> {
    const broker = new E2eBroker(await mkdtemp(join(tmpdir(), 'deskbell-e2e-')), env, inside);
    await broker.start();
    return broker;
  }

  get url(): string {
    return `http://localhost:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  /** What the broker logged so far. */
  get log(): string {
    return this.#log;
  }

  /** Starts it, or starts it again: same port, same data. Resolves when it serves. */
  async start(): Promise<void> {
    const [program = process.execPath, ...args] = [...this.inside, process.execPath, MAIN];
    const child = spawn(program, args, {
      env: {
        PATH: process.env.PATH,
        LOG_LEVEL: 'info',
        ...this.env,
        PORT: String(this.#port),
        DATA_DIR: this.dataDir,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    child.stderr.on('data', (chunk: Buffer) => (this.#log += chunk.toString()));
    const url = await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`not ready: ${this.#log}`)), START_LIMIT_MS);
      createInterface(child.stdout).on('line', (line) => {
        const match = /https?:\/\/\S+/.exec(line);
        if (!match) return;
        clearTimeout(timer);
        resolve(match[0]);
      });
      child.once('exit', (code) => {
        clearTimeout(timer);
        reject(new Error(`the broker ended (${code}): ${this.#log}`));
      });
    });
    this.#port = Number(new URL(url).port);
  }

  /** As by a power cut. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Ends it and forgets its data. Idempotent. */
  async close(): Promise<void> {
    await this.#end('SIGTERM');
    await rm(this.dataDir, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
    await ended;
    clearTimeout(timer);
  }

  /** A token of this person, as the demo gets it. */
  async tokenOf(sub: string, name?: string): Promise<string> {
    const query = new URLSearchParams({ sub, ...(name && { name }) });
    const answer = (await (await fetch(`${this.url}/api/dev-token?${query}`)).json()) as {
      token: string;
    };
    return answer.token;
  }

  /** Asks the REST API as the holder of a token. */
  async ask(
    token: string,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: unknown }> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json().catch(() => undefined) };
  }
}
