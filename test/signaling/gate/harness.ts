import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LIMITS } from '../../../src/protocol/index.js';
import { WebSocket, WebSocketServer, type ClientOptions } from 'ws';
import {
  createPeerGate,
  type PeerGate,
  type PeerGateOptions,
} from '../../../signaling/gate/index.js';

export type Frame = { type: string; src?: string; dst?: string; payload?: Record<string, unknown> };

/** A gate behind a real HTTP server whose upgrade takes everybody at their word. */
export async function startGate(options: Partial<PeerGateOptions> = {}): Promise<TestGate> {
  const logged: { level: string; details: object; message: string }[] = [];
  const write = (level: string) => (details: object, message: string) =>
    void logged.push({ level, details, message });
  const gate = createPeerGate({
    authorizeOffer: () => true,
    log: { debug: write('debug'), info: write('info'), error: write('error') },
    ...options,
  });
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: 2 * LIMITS.frameBytes,
  });
  const server = createServer().on('upgrade', (request, socket, head) => {
    const query = new URL(request.url ?? '', 'http://broker').searchParams;
    const peerId = query.get('id') ?? '';
    const expiresAt = Number(query.get('exp'));
    sockets.handleUpgrade(request, socket, head, (ws) =>
      gate.accept(ws, {
        peerId,
        identity: { userId: `user-of-${peerId}`, role: 'user', expiresAt },
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return new TestGate(gate, port, logged, async () => {
    await gate.close();
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });
}

export class TestGate {
  constructor(
    readonly gate: PeerGate,
    readonly port: number,
    readonly logged: { level: string; details: object; message: string }[],
    readonly stop: () => Promise<void>,
  ) {}

  /** A socket of this peer that may not have been told anything yet. */
  dial(peerId: string, options: { expiresAt?: number } & ClientOptions = {}): TestPeer {
    const { expiresAt = Date.now() / 1000 + 3600, ...socketOptions } = options;
    const url = `ws://127.0.0.1:${this.port}/?id=${peerId}&exp=${Math.floor(expiresAt)}`;
    return new TestPeer(peerId, new WebSocket(url, socketOptions));
  }

  /** A peer that has heard OPEN. */
  async join(peerId: string, options?: Parameters<TestGate['dial']>[1]): Promise<TestPeer> {
    const peer = this.dial(peerId, options);
    await peer.next('OPEN');
    return peer;
  }
}

export class TestPeer {
  /** All that was heard and not yet asked for by `next`. */
  readonly heard: Frame[] = [];
  readonly closed: Promise<number>;
  #wake: (() => void) | undefined;

  constructor(
    readonly id: string,
    readonly socket: WebSocket,
  ) {
    socket.on('error', () => {});
    socket.on('message', (data) => {
      this.heard.push(JSON.parse(String(data)) as Frame);
      this.#wake?.();
    });
    this.closed = new Promise((resolve) => {
      socket.on('close', (code) => {
        resolve(code);
        this.#wake?.();
      });
    });
  }

  send(frame: object | string): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** The next frame, which must be of this type (or one of these): another one fails the test. */
  async next(type: string | readonly string[]): Promise<Frame> {
    while (this.heard.length === 0) {
      if (this.socket.readyState === WebSocket.CLOSED) throw new Error(`${this.id} was closed`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const frame = this.heard.shift()!;
    if (![type].flat().includes(frame.type))
      throw new Error(`${this.id} heard ${JSON.stringify(frame)}`);
    return frame;
  }

  /**
   * Returns when all that was sent so far was dealt with: the gate answers every ANSWER to nothing, in
   * turn; an OFFER that is refused would cost ten frames. Frames heard before that stay to be asked for.
   */
  async settled(): Promise<void> {
    this.send(answer(this.id, 'mc_settled'));
    const isAnswer = ({ type, src }: Frame) => type === 'EXPIRE' && src === this.id;
    while (!this.heard.some(isAnswer)) {
      if (this.socket.readyState === WebSocket.CLOSED) throw new Error(`${this.id} was closed`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.heard.splice(this.heard.findIndex(isAnswer), 1);
  }
}

const SDP = 'v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n';

/** Frames as peerjs 1.5.5 writes them, members in its order. */
export function offer(dst: string, connectionId = 'mc_1', payload: object = {}) {
  return {
    type: 'OFFER',
    payload: { sdp: { type: 'offer', sdp: SDP }, type: 'media', connectionId, ...payload },
    dst,
  };
}

export function dataOffer(dst: string, serialization: string, connectionId = 'dc_1') {
  return offer(dst, connectionId, {
    type: 'data',
    label: connectionId,
    reliable: false,
    serialization,
  });
}

export function answer(dst: string, connectionId = 'mc_1', type = 'media') {
  return {
    type: 'ANSWER',
    payload: { sdp: { type: 'answer', sdp: SDP }, type, connectionId },
    dst,
  };
}

export function candidate(dst: string, connectionId = 'mc_1', type = 'media') {
  return {
    type: 'CANDIDATE',
    payload: {
      candidate: {
        candidate: 'candidate:1 1 udp 2113937151 3f1c.local 51472 typ host generation 0',
        sdpMLineIndex: 0,
        sdpMid: '0',
        usernameFragment: 'Yx3S',
      },
      type,
      connectionId,
    },
    dst,
  };
}
