import type { MediaConnection, Peer, PeerOptions } from 'peerjs';
import { DeskbellError, errorOf } from '../core/errors.js';
import { reconnectAfter } from '../core/reconnect-policy.js';
import type { InboundMedia, PeerLink, PeerLinkHandlers } from './peer-link.js';
import type { RestClient } from './rest-client.js';

export interface PeerJsLinkOptions {
  broker: string;
  rest: Pick<RestClient, 'peerId' | 'iceServers'>;
  token(): Promise<string>;
  /** Only by TURN: neither side learns the other's address. */
  relayOnly: boolean;
}

const OPEN_LIMIT_MS = 10_000;
const PING_MS = 5_000;
/** A small first picture is there sooner on slow machines and networks. */
const FIRST_PICTURE_SCALE = 2;
const ABNORMAL_CLOSURE = 1006;
const WAITING_DIALS = 4;

/** The link over PeerJS: its socket, its one call, and its silences. */
export class PeerJsLink implements PeerLink {
  readonly #options: PeerJsLinkOptions;
  readonly #handlers: PeerLinkHandlers;
  #warming: Promise<string> | undefined;
  #peer: Peer | undefined;
  #connection: MediaConnection | undefined;
  /** PeerJS drops its own reference when it closes; replaceTrack and stats need ours. */
  #rtc: RTCPeerConnection | undefined;
  #remoteStreamId: string | undefined;
  #isPictureFull = false;
  #accepted: { callId: string; stream: MediaStream } | undefined;
  /** Dials that came before our `answer`. */
  #waiting: MediaConnection[] = [];
  #retry: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #rejectOpening: ((error: DeskbellError) => void) | undefined;
  #closed = false;

  constructor(options: PeerJsLinkOptions, handlers: PeerLinkHandlers) {
    this.#options = options;
    this.#handlers = handlers;
  }

  warm(): Promise<string> {
    this.#warming ??= this.#open().catch((cause: unknown) => {
      if (this.#closed) throw new DeskbellError('closed');
      throw errorOf(cause, 'peer_failed');
    });
    return this.#warming;
  }

  dial(call: { callId: string; peerId: string; stream: MediaStream; wantsVideo: boolean }): void {
    const options = {
      metadata: { callId: call.callId },
      // Read by PeerJS, missing in its types.
      constraints: { offerToReceiveAudio: true, offerToReceiveVideo: call.wantsVideo },
    };
    const connection = this.#peer?.call(call.peerId, call.stream, options);
    if (connection) this.#adopt(connection);
    else this.#fail('peer_failed');
  }

  answer(call: { callId: string; stream: MediaStream }): void {
    this.#accepted = call;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const connection of waiting) this.#hear(connection);
  }

  async replaceTrack(kind: 'audio' | 'video', track: MediaStreamTrack | null): Promise<boolean> {
    const transceiver = this.#rtc
      ?.getTransceivers()
      .find(({ receiver, currentDirection, direction }) => {
        const isSent = (currentDirection ?? direction).startsWith('send');
        return isSent && receiver.track.kind === kind;
      });
    if (!transceiver) return false;
    await transceiver.sender.replaceTrack(track);
    return true;
  }

  async sendFullPicture(): Promise<void> {
    if (this.#isPictureFull) return;
    this.#isPictureFull = true;
    await this.#scalePicture(1);
  }

  async inbound(): Promise<InboundMedia> {
    let bytes = 0;
    let videoFrames = 0;
    const report = await this.#rtc?.getStats();
    report?.forEach((stat: { type: string; bytesReceived?: number; framesDecoded?: number }) => {
      if (stat.type !== 'inbound-rtp') return;
      bytes += stat.bytesReceived ?? 0;
      videoFrames += stat.framesDecoded ?? 0;
    });
    return { bytes, videoFrames };
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#rejectOpening?.(new DeskbellError('closed'));
    this.#connection?.close();
    for (const connection of this.#waiting) connection.close();
    this.#waiting = [];
    this.#peer?.destroy();
    this.#rtc?.close();
    this.#rtc = undefined;
  }

  async #open(): Promise<string> {
    const { rest, broker, relayOnly } = this.#options;
    const answers = Promise.all([rest.peerId(), rest.iceServers(), this.#options.token()]);
    // A failure of these is dealt with below, after the chunk.
    answers.catch(() => undefined);
    // In this form bundlers leave out what is not used of it.
    const { Peer } = await import('peerjs');
    const [peerId, iceServers, token] = await answers;
    if (this.#closed) throw new DeskbellError('closed');
    const { hostname, port, protocol } = new URL(broker);
    const secure = protocol === 'https:';
    const options: PeerOptions = {
      host: hostname,
      port: Number(port) || (secure ? 443 : 80),
      path: '/',
      secure,
      token,
      debug: 0,
      pingInterval: PING_MS,
      config: { iceServers, ...(relayOnly && { iceTransportPolicy: 'relay' }) },
    };
    const peer = new Peer(peerId, options);
    this.#peer = peer;
    peer.on('call', (connection) => this.#hear(connection));
    peer.on('disconnected', () => this.#reconnect());
    await this.#opened(peer);
    return peerId;
  }

  /** A dial before `open` would be lost without a word: wait for it, but not for ever. */
  async #opened(peer: Peer): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        this.#rejectOpening = reject;
        timer = setTimeout(() => reject(new DeskbellError('timeout')), OPEN_LIMIT_MS);
        peer.on('open', () => {
          this.#attempt = 0;
          resolve();
        });
        peer.on('error', (cause) => {
          // A lost socket is dialled again; everything else will not get better by waiting.
          if (cause.type !== 'network') reject(new DeskbellError('peer_failed', { cause }));
          this.#onPeerError(cause);
        });
      });
    } finally {
      clearTimeout(timer);
      this.#rejectOpening = undefined;
    }
  }

  #onPeerError(cause: { type: string }): void {
    // Losing the signalling socket harms no call that is up; the dialled device being gone does.
    if (cause.type === 'peer-unavailable' || cause.type === 'webrtc') {
      this.#fail('peer_failed', cause);
    }
  }

  /** PeerJS never dials its socket again by itself. */
  #reconnect(): void {
    if (this.#closed || this.#peer?.destroyed) return;
    const { delayMs } = reconnectAfter(ABNORMAL_CLOSURE, this.#attempt++, Math.random());
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.#redial(), delayMs);
  }

  async #redial(): Promise<void> {
    try {
      const token = await this.#options.token();
      const peer = this.#peer;
      if (this.#closed || !peer || peer.destroyed || !peer.disconnected) return;
      peer.options.token = token;
      peer.reconnect();
    } catch {
      // No token now, perhaps at the next try.
      this.#reconnect();
    }
  }

  #hear(connection: MediaConnection): void {
    const accepted = this.#accepted;
    if (!accepted && this.#waiting.length < WAITING_DIALS) {
      this.#waiting.push(connection);
      return;
    }
    const { callId } = (connection.metadata ?? {}) as { callId?: unknown };
    if (!accepted || this.#connection || callId !== accepted.callId) {
      connection.close();
      return;
    }
    connection.answer(accepted.stream);
    this.#adopt(connection);
  }

  #adopt(connection: MediaConnection): void {
    this.#connection = connection;
    const rtc = connection.peerConnection;
    this.#rtc = rtc;
    void this.#scalePicture(FIRST_PICTURE_SCALE);
    // Once per track in PeerJS; once per stream here.
    connection.on('stream', (stream) => {
      if (stream.id === this.#remoteStreamId || this.#closed) return;
      this.#remoteStreamId = stream.id;
      this.#handlers.onRemoteStream(stream);
    });
    connection.on('close', () => {
      if (!this.#closed) this.#handlers.onClosed();
    });
    connection.on('error', (cause) => this.#fail('peer_failed', cause));
    rtc.addEventListener('connectionstatechange', () => {
      if (rtc.connectionState === 'failed') this.#fail('peer_failed');
    });
  }

  /** Sends the picture this many times smaller in each direction than the camera takes it. */
  async #scalePicture(scaleResolutionDownBy: number): Promise<void> {
    const sender = this.#rtc?.getSenders().find(({ track }) => track?.kind === 'video');
    const parameters = sender?.getParameters();
    // Firefox names no encoding before the negotiation: then the picture is full from the start.
    if (!sender || !parameters?.encodings?.length) return;
    for (const encoding of parameters.encodings) {
      encoding.scaleResolutionDownBy = scaleResolutionDownBy;
    }
    // A wish: a browser that refuses it sends what it can.
    await sender.setParameters(parameters).catch(() => undefined);
  }

  #fail(code: 'peer_failed', cause?: unknown): void {
    if (!this.#closed) this.#handlers.onFailed(new DeskbellError(code, { cause }));
  }
}
