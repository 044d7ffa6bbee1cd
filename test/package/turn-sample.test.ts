import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { iceServersOf } from '../../signaling/http/ice-servers.js';

const SAMPLE = new URL('../../deploy/turnserver.conf', import.meta.url);
const SECRET = 'a secret that broker and relay share';
const READY_LIMIT_MS = 10_000;
const speaksIPv6 = Object.values(networkInterfaces())
  .flat()
  .some((address) => address?.address === '::1');
const lacks = spawnSync('turnserver', ['--version']).error !== undefined;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** Resolves with the first line of output that fits. */
function untilSaid(child: ChildProcess, pattern: RegExp, limitMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(new Error(`said only: ${said}`)), limitMs);
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      const match = pattern.exec(said);
      if (!match) return;
      clearTimeout(timer);
      resolve(match[0]);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe.skipIf(lacks)('the sample of a TURN server, run by coturn', () => {
  let folder: string;
  let port: number;
  let turn: ChildProcess;
  let people = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'deskbell-turn-'));
    port = await freePort();
    const sample = await readFile(SAMPLE, 'utf8');
    // Without a certificate; the rest is as written.
    const config = sample
      .replaceAll(/^(cert|pkey)=.*$/gm, '')
      .concat(
        `\nstatic-auth-secret=${SECRET}\nlistening-ip=127.0.0.1\nrelay-ip=127.0.0.1\nno-tls\nno-dtls\n`,
      )
      .concat(speaksIPv6 ? 'relay-ip=::1\n' : '')
      .concat(`log-file=stdout\npidfile=${folder}/pid\nuserdb=${folder}/db\n`);
    await writeFile(join(folder, 'turnserver.conf'), config);
    const options = ['-v', '-c', join(folder, 'turnserver.conf'), '-p', String(port)];
    turn = spawn('turnserver', options, { stdio: ['ignore', 'pipe', 'pipe'] });
    await untilSaid(turn, /IPv4\. UDP listener opened on/, READY_LIMIT_MS);
  });
  afterAll(async () => {
    await end(turn);
    await rm(folder, { recursive: true });
  });

  /** Asks to be relayed to `peer`, as a browser with the credentials of the broker would. */
  async function relayTo(peer: string, secret = SECRET): Promise<string> {
    const urls = [`turn:127.0.0.1:${port}`];
    const turnConfig = { urls, secret, ttlMs: 3_600_000 };
    // Each another person: one alone may have a few relays only.
    const config = { relayOnly: true, stunUrls: [], turn: turnConfig };
    const { iceServers } = iceServersOf(config, `person-${people++}`, Date.now());
    const { username = '', credential = '' } = iceServers[0]!;
    const family = peer.includes(':') ? ['-x'] : [];
    const call = ['-u', username, '-w', credential, '-e', peer, '-r', '9', '-p', String(port)];
    const client = spawn('turnutils_uclient', [
      ...family,
      ...call,
      '-n1',
      '-m1',
      '-c',
      '127.0.0.1',
    ]);
    try {
      const outcome = /error \d+|Total connect time|Cannot complete/;
      return await untilSaid(client, outcome, READY_LIMIT_MS);
    } finally {
      await end(client);
    }
  }

  const inFamily = (peer: string) => speaksIPv6 || !peer.includes(':');

  it.each(
    [
      '0.0.0.0',
      '10.0.0.1',
      '10.255.255.255',
      '100.64.0.1',
      '127.0.0.1',
      '169.254.169.254',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.1.1',
      '198.18.0.1',
      '255.255.255.255',
      '::1',
      '::ffff:10.0.0.1',
      '::ffff:127.0.0.1',
      '64:ff9b::a00:1',
      '2001::1',
      '2002:a00:1::1',
      'fc00::1',
      'fd12:3456::1',
      'fe80::1',
    ].filter(inFamily),
  )('relays nothing to %s, which is not of the open world', async (peer) => {
    expect(await relayTo(peer)).toBe('error 403');
  });

  it.each(['8.8.8.8', '11.0.0.1', '172.32.0.1', '192.169.0.1', '2606:4700::1111'].filter(inFamily))(
    'relays to %s',
    async (peer) => {
      expect(await relayTo(peer)).toBe('Total connect time');
    },
  );

  it('has no secret that everybody can read in it', async () => {
    expect(await readFile(SAMPLE, 'utf8')).not.toMatch(/^static-auth-secret/m);
  });

  it('knows nobody whom the broker did not send', async () => {
    expect(await relayTo('8.8.8.8', 'another secret')).toMatch(/error 401|Cannot complete/);
  });
});
