import type { RawData, WebSocket } from 'ws';
import type { CloseReason } from '../../src/protocol/index.js';
import type { AddressBook } from '../domain/address-book.js';
import type { Identity } from '../domain/types.js';
import { Counters, type GateCounts } from './counters.js';
import { Dials } from './dials.js';
import { Farewells } from './farewells.js';
import { FrameReader } from './frame-reader.js';
import { GATE_LIMITS, type GateLimits } from './limits.js';
import { Links } from './links.js';
import { mountPeerServer, type MountedPeerServer } from './peer-server.js';
import { PeerSocket, type PeerSocketHost } from './peer-socket.js';
import { Rounds } from './rounds.js';
import type { GateLog, PeerGate, PeerGateOptions } from './types.js';

export function createPeerGate(options: PeerGateOptions): PeerGate {
  return new Gate(options);
}

const PEER = Symbol('peer');

/** A real socket knows its peer: lighter and faster than a map of ten thousand. */
interface GatedSocket extends WebSocket {
  [PEER]?: PeerSocket;
}

/** A listener that serves every socket, instead of a closure for each. */
function ofSocket<A extends unknown[]>(handle: (socket: GatedSocket, ...args: A) => void) {
  return function (this: GatedSocket, ...args: A): void {
    handle(this, ...args);
  };
}

const NO_ADDRESSES: AddressBook = {
  isAddress: () => false,
  dial: () => ({ leave() {} }),
};

class Gate implements PeerGate {
  readonly #limits: GateLimits;
  readonly #log: GateLog;
  readonly #now: () => number;
  readonly #startedAtMs: number;
  readonly #counters = new Counters();
  readonly #peers = new Map<string, PeerSocket>();
  readonly #links: Links;
  readonly #dials: Dials;
  readonly #host: PeerSocketHost;
  readonly #reader: FrameReader;
  readonly #server: MountedPeerServer;
  readonly #farewells: Farewells;
  readonly #rounds: Rounds<PeerSocket>;
  readonly #frames: PeerGateOptions['frames'];
  #closing: Promise<void> | undefined;

  constructor(options: PeerGateOptions) {
    const { authorizeOffer, authorizeData = () => false, log, limits, now = Date.now } = options;
    this.#limits = { ...GATE_LIMITS, ...limits };
    this.#log = log;
    this.#now = now;
    this.#frames = options.frames;
    this.#startedAtMs = now();
    const find = (peerId: string) => this.#peers.get(peerId);
    this.#links = new Links({ find, perPeer: this.#limits.linksPerPeer });
    this.#dials = new Dials({
      addresses: options.addresses ?? NO_ADDRESSES,
      limits: this.#limits,
      find,
      pass: (peer, frame) => this.#reader.pass(peer, frame, this.#clockMs()),
      onRefused: (peer, type, why) => this.#reader.refuse(peer, type, why),
    });
    this.#host = {
      cargo: { to: undefined, text: '' },
      bufferedBytes: this.#limits.bufferedBytes,
      frameMs: 1000 / this.#limits.framesPerSecond,
      burstMs: (1000 / this.#limits.framesPerSecond) * this.#limits.frameBurst,
      onTooSlow: (peer) => this.#dismiss(peer, 'tooSlow'),
      onClosedByServer: (peer) => this.#dismiss(peer, 'tryAgainLater'),
    };
    this.#server = mountPeerServer({
      sockets: this.#limits.sockets,
      onError: (err) => log.error({ err }, 'PeerServer failed on a frame'),
    });
    this.#reader = new FrameReader({
      cargo: this.#host.cargo,
      counters: this.#counters,
      dials: this.#dials,
      limits: this.#limits,
      log,
      dismiss: (peer, reason) => this.#dismiss(peer, reason),
      router: {
        find,
        links: this.#links,
        authorizeOffer,
        authorizeData,
        linkMs: this.#limits.linkMs,
        candidatesPerLink: this.#limits.candidatesPerLink,
      },
    });
    this.#farewells = new Farewells(this.#limits.goodbyeMs, now);
    this.#rounds = new Rounds({
      items: () => this.#peers.values(),
      size: () => this.#peers.size,
      visit: (peer) => this.#inspect(peer),
      afterStep: () => this.#farewells.cutOverdue(),
      roundMs: this.#limits.roundMs,
      stepMs: this.#limits.stepMs,
    });
  }

  accept(socket: WebSocket, { peerId, identity }: { peerId: string; identity: Identity }): void {
    if (socket.readyState !== socket.OPEN) return;
    socket.on('error', this.#onError);
    socket.on('close', this.#onClose);
    const old = this.#peers.get(peerId);
    if (this.#closing) return this.#farewells.begin(socket, 'restart');
    if (!old && this.#peers.size >= this.#limits.sockets) {
      this.#counters.close('tryAgainLater');
      return this.#farewells.begin(socket, 'tryAgainLater');
    }
    const peer = new PeerSocket(peerId, identity, socket, this.#host, this.#clockMs());
    // In one go: no frame, no close and no other socket of this peer can come in between.
    if (old) {
      this.#links.move(old, peer);
      this.#dials.move(old, peer);
      this.#dismiss(old, 'replaced', 'REPLACED');
    }
    const keptId = this.#server.enter(peer, peerId);
    if (keptId === undefined) return this.#farewells.begin(socket, 'tryAgainLater');
    peer.peerId = keptId;
    this.#peers.set(keptId, peer);
    (socket as GatedSocket)[PEER] = peer;
    socket.on('message', this.#onMessage);
    socket.on('ping', this.#onControl);
    socket.on('pong', this.#onControl);
  }

  dismiss(userId: string): void {
    for (const peer of [...this.#peers.values()]) {
      if (peer.userId === userId) this.#dismiss(peer, 'unauthorized');
    }
  }

  part(peerId: string, otherId: string): void {
    const peer = this.#peers.get(peerId);
    if (peer) this.#links.dropMedia(peer, otherId);
  }

  counts(): GateCounts {
    return this.#counters.snapshot({
      sockets: this.#peers.size,
      closing: this.#farewells.count,
      links: this.#links.count,
      dials: this.#dials.waiting,
      parkedBytes: this.#dials.bytes,
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#shut();
    return this.#closing;
  }

  async #shut(): Promise<void> {
    this.#rounds.stop();
    for (const peer of [...this.#peers.values()]) this.#dismiss(peer, 'restart');
    await this.#farewells.finish();
  }

  /** Since the gate was made: small enough to lie unboxed in every socket. */
  #clockMs(): number {
    return this.#now() - this.#startedAtMs;
  }

  /** Once only: later, its id may be a newer socket's. */
  #remove(peer: PeerSocket): void {
    if (!peer.isInRealm) return;
    peer.leaveRealm();
    this.#peers.delete(peer.peerId);
    this.#links.dropAll(peer);
    this.#dials.drop(peer);
  }

  #dismiss(peer: PeerSocket, reason: CloseReason, error?: string): void {
    if (!peer.isInRealm) return;
    this.#remove(peer);
    this.#counters.close(reason);
    this.#log.info({ userId: peer.userId, peerId: peer.peerId, reason }, 'peer socket closed');
    if (error) peer.send(JSON.stringify({ type: 'ERROR', payload: { msg: error } }));
    this.#farewells.begin(peer.socket, reason);
  }

  #inspect(peer: PeerSocket): void {
    const silentMs = peer.silentMs(this.#clockMs());
    if (this.#now() >= peer.identity.expiresAt * 1000) return this.#dismiss(peer, 'tokenExpired');
    if (silentMs >= this.#limits.silenceMs) return this.#dismiss(peer, 'silent');
    this.#links.dropExpired(peer, this.#clockMs());
    // PeerJS says HEARTBEAT every 5 s; only who does not (a hidden tab) needs to be asked.
    if (silentMs >= this.#limits.roundMs) peer.socket.ping();
  }

  readonly #onMessage = ofSocket((socket, data: RawData, isBinary: boolean) => {
    const nowMs = this.#clockMs();
    const peer = this.#speaker(socket, nowMs);
    if (peer) this.#read(peer, data, isBinary, nowMs);
  });

  readonly #onControl = ofSocket((socket) => {
    if (this.#speaker(socket, this.#clockMs())) this.#counters.controls++;
  });

  readonly #onClose = ofSocket((socket) => {
    const peer = socket[PEER];
    if (peer) this.#remove(peer);
    this.#farewells.end(socket);
  });

  /** A breach of the WebSocket protocol: `ws` has begun to close with a code of its own. */
  readonly #onError = ofSocket((socket, err: Error) => {
    this.#log.debug({ err }, 'peer socket failed');
    const peer = socket[PEER];
    const isTooLarge = 'code' in err && err.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
    if (peer) this.#dismiss(peer, isTooLarge ? 'frameTooLarge' : 'badFrame');
  });

  /** The last net: whatever a frame brings about, it costs its sender's socket and no more. */
  #read(peer: PeerSocket, data: RawData, isBinary: boolean, nowMs: number): void {
    try {
      this.#reader.read(peer, data, isBinary, nowMs);
    } catch (err) {
      this.#log.error({ err, userId: peer.userId }, 'peer frame could not be handled');
      this.#dismiss(peer, 'tryAgainLater');
    }
  }

  /** Who says something on a socket, unless they were told to go or have said too much. */
  #speaker(socket: GatedSocket, nowMs: number): PeerSocket | undefined {
    const peer = socket[PEER];
    if (!peer?.isInRealm) return undefined;
    if (peer.spend(nowMs) && this.#mayHear(peer)) return peer;
    this.#dismiss(peer, 'tooManyFrames');
    return undefined;
  }

  #mayHear({ identity }: PeerSocket): boolean {
    return !this.#frames || this.#frames.take(identity) === 0;
  }
}
