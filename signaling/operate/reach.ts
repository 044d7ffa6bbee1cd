import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { WebSocket } from 'ws';
import { CLOSE_CODES, SUBPROTOCOL } from '../../src/protocol/index.js';

const LIMIT_MS = 5_000;
const STUN_COOKIE = 0x2112a442;

/** A STUN or TURN server, as browsers are told of it. */
export interface RelayAddress {
  readonly host: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp' | 'tls';
}

/** Reads `turn:host:port?transport=tcp` and its like. */
export function relayAddressOf(url: string): RelayAddress {
  const [, scheme = '', host = '', port, protocol] =
    /^(stuns?|turns?):(\[[^\]]+\]|[^:?]+)(?::(\d+))?(?:\?transport=(udp|tcp))?$/i.exec(url) ?? [];
  const isTls = /s$/i.test(scheme);
  return {
    host: host.replace(/^\[|\]$/g, ''),
    port: port === undefined ? (isTls ? 5349 : 3478) : Number(port),
    transport: isTls ? 'tls' : protocol?.toLowerCase() === 'tcp' ? 'tcp' : 'udp',
  };
}

/** Whether a server answers a STUN binding request, which every TURN server does. Never rejects. */
export function answersStun(address: RelayAddress): Promise<boolean> {
  const id = randomBytes(12);
  const request = Buffer.alloc(20);
  request.writeUInt16BE(0x0001, 0);
  request.writeUInt32BE(STUN_COOKIE, 4);
  id.copy(request, 8);
  const isAnswer = (bytes: Buffer) =>
    bytes.length >= 20 && bytes.readUInt16BE(0) === 0x0101 && bytes.subarray(8, 20).equals(id);
  return address.transport === 'udp'
    ? askDatagram(address, request, isAnswer)
    : askStream(address, request, isAnswer);
}

function askDatagram(
  { host, port }: RelayAddress,
  request: Buffer,
  isAnswer: (bytes: Buffer) => boolean,
): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    let isOver = false;
    const finish = (answered: boolean) => {
      if (isOver) return;
      isOver = true;
      clearInterval(again);
      clearTimeout(limit);
      socket.close();
      resolve(answered);
    };
    const send = () => socket.send(request, port, host);
    // A datagram may be lost.
    const again = setInterval(send, LIMIT_MS / 5);
    const limit = setTimeout(() => finish(false), LIMIT_MS);
    socket.on('message', (bytes) => isAnswer(bytes) && finish(true));
    // Each lookup of a slow DNS that fails is told by itself, also when the socket is closed by then.
    socket.on('error', () => finish(false));
    send();
  });
}

function askStream(
  { host, port, transport }: RelayAddress,
  request: Buffer,
  isAnswer: (bytes: Buffer) => boolean,
): Promise<boolean> {
  return new Promise((resolve) => {
    const socket =
      transport === 'tls'
        ? connectTls({ host, port, ...(isIP(host) === 0 && { servername: host }) }, () =>
            socket.write(request),
          )
        : connect({ host, port }, () => socket.write(request));
    const finish = (answered: boolean) => {
      socket.destroy();
      resolve(answered);
    };
    socket.setTimeout(LIMIT_MS, () => finish(false));
    socket.on('data', (bytes: Buffer) => finish(isAnswer(bytes)));
    socket.once('error', () => finish(false));
    socket.once('close', () => finish(false));
  });
}

/** What answers at the address that browsers are told. Never rejects. */
export async function reachBroker(origin: string): Promise<'ready' | 'no answer' | 'no socket'> {
  try {
    const signal = AbortSignal.timeout(LIMIT_MS);
    const response = await fetch(new URL('/readyz', origin), { signal, redirect: 'error' });
    await response.body?.cancel();
    if (!response.ok) return 'no answer';
  } catch {
    return 'no answer';
  }
  return (await hearsRefusal(origin)) ? 'ready' : 'no socket';
}

/** Without a token a socket is opened and told so: whoever hears that has a way for sockets. */
function hearsRefusal(origin: string): Promise<boolean> {
  return new Promise((resolve) => {
    const address = new URL('/api/messages/ws', origin.replace(/^http/, 'ws'));
    const socket = new WebSocket(address, [SUBPROTOCOL], { handshakeTimeout: LIMIT_MS });
    const limit = setTimeout(() => socket.terminate(), LIMIT_MS);
    socket.once('error', () => resolve(false));
    socket.once('close', (code) => {
      clearTimeout(limit);
      resolve(code === CLOSE_CODES.unauthorized.code);
    });
  });
}
