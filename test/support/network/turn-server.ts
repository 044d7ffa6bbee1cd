import { execFile, spawn } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Host } from './host.js';
import { SERVER_ADDRESS } from './internet.js';

const START_LIMIT_MS = 10_000;
const SECRET = 'between the broker and its TURN server';

/** A private coturn, which takes the credentials that the broker makes. */
export interface TurnServer {
  /** The broker's settings that name it, by what it is reached over. */
  settings(...transports: ('udp' | 'tcp' | 'tls')[]): Record<string, string>;
  /** What its certificate is pinned by. */
  readonly certificatePin: string;
  /** What it has said so far. */
  readonly log: string;
  close(): Promise<void>;
}

const URLS = {
  udp: `turn:${SERVER_ADDRESS}:3478?transport=udp`,
  tcp: `turn:${SERVER_ADDRESS}:3478?transport=tcp`,
  tls: `turns:${SERVER_ADDRESS}:5349?transport=tcp`,
};

export async function startTurnServer(host: Host): Promise<TurnServer> {
  const folder = await mkdtemp(join(tmpdir(), 'deskbell-turn-'));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key],
    ...['-out', certificate, '-subj', `/CN=${SERVER_ADDRESS}`],
    ...['-addext', `subjectAltName=IP:${SERVER_ADDRESS}`],
  ]);
  const [program, ...prefix] = host.inside;
  const child = spawn(
    program,
    [
      ...[...prefix, 'turnserver', '-n', '--no-cli', '--log-file=stdout', '--simple-log'],
      ...['--use-auth-secret', `--static-auth-secret=${SECRET}`, '--realm=deskbell.test'],
      ...[`--listening-ip=${SERVER_ADDRESS}`, `--relay-ip=${SERVER_ADDRESS}`],
      ...[`--cert=${certificate}`, `--pkey=${key}`, `--pidfile=${join(folder, 'pid')}`],
      ...[`--userdb=${join(folder, 'users')}`],
      ...['--no-dtls', '--no-multicast-peers', '--verbose'],
    ],
    { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let log = '';
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no TURN server: ${log}`)), START_LIMIT_MS);
    const listen = (chunk: Buffer) => {
      log += chunk.toString();
      if (!/TLS.*listener opened/.test(log) || !/UDP listener opened/.test(log)) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('exit', (code) => reject(new Error(`the TURN server ended (${code}): ${log}`)));
  });
  const { publicKey } = new X509Certificate(await readFile(certificate));
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  return {
    settings: (...transports) => ({
      TURN_URLS: transports.map((transport) => URLS[transport]).join(','),
      TURN_SECRET: SECRET,
    }),
    certificatePin: createHash('sha256').update(spki).digest('base64'),
    get log() {
      return log;
    },
    async close() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
