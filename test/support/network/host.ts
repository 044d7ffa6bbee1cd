import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Every namespace of ours is named `deskbell-<process>-<role>`, so that a crash can be tidied up. */
const PREFIX = 'deskbell-';
let made = 0;

/** Runs a program of this machine. Rejects with what it said. */
async function run(program: string, ...args: string[]): Promise<string> {
  const { stdout } = await execute(program, args);
  return stdout;
}

/**
 * A computer of its own, as far as the network goes: a network namespace with its own addresses,
 * routes and rules, which reaches nothing that is not plugged into it.
 */
export class Host {
  /** One that is there already; `boot` makes one. */
  constructor(readonly name: string) {}

  static async boot(role: string): Promise<Host> {
    const host = new Host(`${PREFIX}${process.pid}-${++made}-${role}`);
    await run('ip', 'netns', 'add', host.name);
    await host.ip('link', 'set', 'lo', 'up');
    return host;
  }

  /** What a program inside is started by. */
  get inside(): readonly [string, ...string[]] {
    return ['ip', 'netns', 'exec', this.name];
  }

  run(...command: string[]): Promise<string> {
    const [program, ...prefix] = this.inside;
    return run(program, ...prefix, ...command);
  }

  ip(...command: string[]): Promise<string> {
    return run('ip', '-n', this.name, ...command);
  }

  iptables(...rule: string[]): Promise<string> {
    return this.run('iptables', '-w', ...rule);
  }

  /** Lays a cable between a socket here and one of the other host. */
  async plug(socket: string, other: Host, otherSocket: string): Promise<void> {
    const ends = ['type', 'veth', 'peer', 'name', otherSocket, 'netns', other.name];
    await this.ip('link', 'add', socket, ...ends);
    await this.ip('link', 'set', socket, 'up');
    await other.ip('link', 'set', otherSocket, 'up');
  }

  /** Passes on what is not for itself. */
  async route(): Promise<void> {
    await this.run('sh', '-c', 'echo 1 >/proc/sys/net/ipv4/ip_forward');
  }

  /** Ends every program in it at once, as a power cut does. */
  async powerOff(): Promise<void> {
    const pids = (await run('ip', 'netns', 'pids', this.name)).split('\n').filter(Boolean);
    for (const pid of pids) {
      try {
        process.kill(Number(pid), 'SIGKILL');
      } catch {
        // It ended by itself.
      }
    }
  }

  /** Ends what runs in it, and its cables with it. */
  async scrap(): Promise<void> {
    await this.powerOff();
    await run('ip', 'netns', 'del', this.name);
  }
}

/** Scraps what runs of this suite left that ended without doing so. */
export async function scrapLeftovers(): Promise<void> {
  const names = (await run('ip', 'netns', 'list')).split('\n').map((line) => line.split(' ')[0]!);
  for (const name of names) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (!pid || isRunning(Number(pid))) continue;
    await new Host(name).scrap();
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
