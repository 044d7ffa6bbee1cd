import { DeskbellError } from '../core/errors.js';
import type { InboundMedia, PeerLink, PeerLinkHandlers } from './peer-link.js';
import { PeerJsPeer, type MediaConnection, type PeerJsPeerOptions } from './peerjs-peer.js';

/** A small first picture is there sooner on slow machines and networks. */
const FIRST_PICTURE_SCALE = 2;
const WAITING_DIALS = 4;

/** The link over PeerJS: its one call, and its silences. */
export class PeerJsLink implements PeerLink {
  readonly #handlers: PeerLinkHandlers;
  readonly #peer: PeerJsPeer;
  #connection: MediaConnection | undefined;
  /** PeerJS drops its own reference when it closes; replaceTrack and stats need ours. */
  #rtc: RTCPeerConnection | undefined;
  #remoteStreamId: string | undefined;
  #isPictureFull = false;
  #accepted: { callId: string; stream: MediaStream } | undefined;
  /** Dials that came before our `answer`. */
  #waiting: MediaConnection[] = [];
  #closed = false;

  constructor(options: PeerJsPeerOptions, handlers: PeerLinkHandlers) {
    this.#handlers = handlers;
    this.#peer = new PeerJsPeer(options, {
      onCall: (connection) => this.#hear(connection),
      onError: (cause) => this.#onPeerError(cause),
    });
  }

  warm(): Promise<string> {
    return this.#peer.open();
  }

  dial(call: { callId: string; peerId: string; stream: MediaStream; wantsVideo: boolean }): void {
    const options = {
      metadata: { callId: call.callId },
      // Read by PeerJS, missing in its types.
      constraints: { offerToReceiveAudio: true, offerToReceiveVideo: call.wantsVideo },
    };
    const connection = this.#peer.call(call.peerId, call.stream, options);
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
    this.#connection?.close();
    for (const connection of this.#waiting) connection.close();
    this.#waiting = [];
    this.#peer.close();
    this.#rtc?.close();
    this.#rtc = undefined;
  }

  #onPeerError(cause: { type: string }): void {
    // Losing the signalling socket harms no call that is up; the dialled device being gone does.
    if (cause.type === 'peer-unavailable' || cause.type === 'webrtc') {
      this.#fail('peer_failed', cause);
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
