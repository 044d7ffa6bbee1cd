import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { examine, type Finding } from '../../../signaling/operate/doctor.js';
import { relayAddressOf } from '../../../signaling/operate/reach.js';
import { Issuer, makeKey } from '../../support/issuer.js';
import { runProgram, startBroker } from '../../support/start-broker.js';

const SECRET = 'a secret of thirty-two bytes or more';

const closing: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function findings(env: Record<string, string>): Promise<Finding[]> {
  const found: Finding[] = [];
  for await (const finding of examine({ DATA_DIR: '/tmp', ...env })) found.push(finding);
  return found;
}

/** What is said at this level, as one text. */
async function said(level: Finding['level'], env: Record<string, string>): Promise<string> {
  const found = (await findings(env)).filter((finding) => finding.level === level);
  return found.map(({ what, fix }) => `${what} ${fix ?? ''}`).join('\n');
}

async function serve(handle: RequestListener): Promise<string> {
  const server: Server = createServer(handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Says yes to a binding request, as STUN and TURN servers do; or something else. */
const bindingAnswer = (request: Buffer, type = 0x0101) => {
  const answer = Buffer.from(request.subarray(0, 20));
  answer.writeUInt16BE(type, 0);
  return answer;
};

async function stunServer(type?: number): Promise<number> {
  const socket: Socket = createSocket('udp4');
  socket.on('message', (request, { port, address }) =>
    socket.send(bindingAnswer(request, type), port, address),
  );
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  closing.push(() => void socket.close());
  return socket.address().port;
}

async function tcpStunServer(): Promise<number> {
  const server = createTcpServer((socket) => {
    socket.on('data', (request) => socket.end(bindingAnswer(request)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => void server.close());
  return (server.address() as AddressInfo).port;
}

describe('the doctor', () => {
  it('finds nothing wrong with a broker that is there, and reaches it', async () => {
    const broker = await startBroker();
    closing.push(() => broker.close());
    const env = { AUTH_SECRET: SECRET, PUBLIC_URL: broker.url };
    expect(await said('wrong', env)).toBe('');
    expect(await said('fine', env)).toContain(`${broker.url} answers, and passes sockets on.`);
  });

  it('names the setting that stops the start', async () => {
    expect(await findings({ PORT: 'x' })).toEqual([
      expect.objectContaining({ level: 'wrong', fix: expect.stringMatching(/^PORT: /) }),
    ]);
  });

  it.each([
    [{}, 'AUTH_SECRET'],
    [{}, 'ALLOWED_ORIGINS'],
    [{}, 'PUBLIC_URL'],
    [{}, 'TURN_URLS'],
    [{ ALLOWED_ORIGINS: 'http://shop.example.com' }, 'no microphone to http://shop.example.com'],
    [{ PUBLIC_URL: 'https://127.0.0.1:1' }, 'TRUSTED_PROXIES'],
  ])('warns, given %j, and says what to do: %s', async (env, hint) => {
    expect(await said('warning', env)).toContain(hint);
  });

  it('finds an address that browsers give no camera', async () => {
    expect(await said('wrong', { PUBLIC_URL: 'http://chat.invalid' })).toContain('over http');
  });

  it('finds an address that does not answer, or with something else', async () => {
    expect(await said('wrong', { PUBLIC_URL: 'http://127.0.0.1:1' })).toContain('does not answer');
    const other = await serve((_request, response) => response.writeHead(502).end());
    expect(await said('wrong', { PUBLIC_URL: other })).toContain('does not answer');
  });

  it('finds a proxy that passes no sockets on', async () => {
    const url = await serve((_request, response) => response.end('{}'));
    expect(await said('wrong', { PUBLIC_URL: url })).toContain('passes no sockets on');
  });

  it('finds whether STUN and TURN servers answer, by UDP and TCP', async () => {
    const [udp, tcp, refusing] = [
      await stunServer(),
      await tcpStunServer(),
      await stunServer(0x0111),
    ];
    const good = `turn:127.0.0.1:${udp},turn:127.0.0.1:${tcp}?transport=tcp`;
    const env = { TURN_SECRET: SECRET, TURN_URLS: good };
    expect(await said('wrong', env)).toBe('');
    expect(await said('fine', env)).toContain(`turn:127.0.0.1:${udp} answers.`);
    const bad = `turn:127.0.0.1:1?transport=tcp,turns:127.0.0.1:${tcp},turn:127.0.0.1:${refusing}`;
    const wrongs = await said('wrong', { TURN_SECRET: SECRET, TURN_URLS: bad });
    for (const url of bad.split(',')) expect(wrongs).toContain(`${url} does not answer`);
  });

  it('finds an issuer without keys', async () => {
    const issuer = await Issuer.start(await makeKey('ES256', 'one'));
    closing.push(() => issuer.close());
    expect(await said('fine', { AUTH_JWKS_URL: issuer.url })).toContain('tells its keys');
    expect(await said('warning', { AUTH_JWKS_URL: issuer.url })).toContain('AUTH_AUDIENCE');
    issuer.answer = (response) => response.writeHead(404).end();
    expect(await said('wrong', { AUTH_JWKS_URL: issuer.url })).toContain('answered 404');
  });

  it('finds a folder that cannot be written', async () => {
    expect(await said('wrong', { DATA_DIR: '/dev/null/data' })).toContain('cannot be written');
  });

  it('is a command that fails when something is wrong, and not for a warning', async () => {
    const run = (env: Record<string, string>) =>
      runProgram('cli.js', ['doctor'], { DATA_DIR: '/tmp', ...env });
    const healthy = await run({});
    expect([healthy.exitCode, healthy.stderr]).toEqual([0, '']);
    expect(healthy.stdout).toMatch(/^✓ .*\n! .*\n {4}Set AUTH_SECRET/);
    const ill = await run({ PORT: 'x' });
    expect([ill.exitCode, ill.stdout]).toEqual([1, expect.stringMatching(/^✗ /)]);
  });
});

describe('an address of a relay', () => {
  it.each([
    ['turn:turn.example.com', 'turn.example.com', 3478, 'udp'],
    ['turn:turn.example.com?transport=tcp', 'turn.example.com', 3478, 'tcp'],
    ['turns:turn.example.com:443?transport=tcp', 'turn.example.com', 443, 'tls'],
    ['turns:turn.example.com', 'turn.example.com', 5349, 'tls'],
    ['stun:[2001:db8::1]:99', '2001:db8::1', 99, 'udp'],
  ])('%s is read', (url, host, port, transport) => {
    expect(relayAddressOf(url)).toEqual({ host, port, transport });
  });
});
