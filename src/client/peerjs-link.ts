import { DeskbellError } from '../core/errors.js';
import { CallChannel } from './call-channel.js';
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
  #channel: CallChannel | undefined;
  #sent: MediaStream | undefined;
  /** A path was found once; it may be broken since. */
  #isConnected = false;
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

  get rtc(): RTCPeerConnection | undefined {
    return this.#rtc;
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
    if (connection) this.#adopt(connection, call.stream);
    else this.#fail('peer_failed');
  }

  answer(call: { callId: string; stream: MediaStream }): void {
    this.#accepted = call;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const connection of waiting) this.#hear(connection);
  }

  async replaceTrack(kind: 'audio' | 'video', track: MediaStreamTrack | null): Promise<boolean> {
    const sender = this.#transceiverFor(kind, /^send/)?.sender;
    await sender?.replaceTrack(track);
    return sender !== undefined;
  }

  async addPicture(track: MediaStreamTrack): Promise<void> {
    if (!this.#rtc || (await this.replaceTrack('video', track))) return;
    const sent = this.#sent ?? new MediaStream();
    const known = this.#transceiverFor('video', /^recvonly/);
    if (!known) {
      this.#rtc.addTransceiver(track, { direction: 'sendrecv', streams: [sent] });
      return;
    }
    // Theirs came first: ours goes the other way on it.
    known.direction = 'sendrecv';
    known.sender.setStreams(sent);
    await known.sender.replaceTrack(track);
  }

  async sendFullPicture(): Promise<void> {
    if (this.#isPictureFull) return;
    this.#isPictureFull = true;
    await this.#scalePicture(1);
  }

  async inbound(): Promise<InboundMedia> {
    let bytes = 0;
    let videoFrames = 0;
    // Nothing can have come yet, and asking costs the set-up its time.
    const report = this.#isConnected ? await this.#rtc?.getStats() : undefined;
    report?.forEach((stat: { type: string; bytesReceived?: number; framesDecoded?: number }) => {
      if (stat.type !== 'inbound-rtp') return;
      bytes += stat.bytesReceived ?? 0;
      videoFrames += stat.framesDecoded ?? 0;
    });
    return { bytes, videoFrames };
  }

  say(text: string): boolean {
    return this.#channel?.say(text) ?? false;
  }

  get serversTtlMs(): number | undefined {
    return this.#peer.serversTtlMs;
  }

  async renewServers(): Promise<void> {
    const { iceServers } = await this.#peer.servers();
    this.#rtc?.setConfiguration({ ...this.#rtc.getConfiguration(), iceServers });
  }

  reset(): void {
    const [connection, rtc] = [this.#connection, this.#rtc];
    this.#connection = this.#rtc = this.#channel = this.#accepted = undefined;
    this.#isPictureFull = this.#isConnected = false;
    connection?.close();
    rtc?.close();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const connection of this.#waiting) connection.close();
    this.#waiting = [];
    const channel = this.#channel;
    // The last word is on its way; nothing else is.
    for (const { sender } of this.#rtc?.getTransceivers() ?? []) {
      if (channel?.hasHeard) void sender.replaceTrack(null).catch(() => undefined);
    }
    void (channel?.hasHeard ? channel.finish() : Promise.resolve()).then(() => {
      this.reset();
      this.#peer.close();
    });
  }

  #onPeerError(cause: { type: string }): void {
    // A call that is up is harmed neither by a lost signalling socket nor by what comes too late,
    // such as a candidate from before an ICE restart. One being set up needs the dialled device.
    if (this.#isConnected) return;
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
    this.#adopt(connection, accepted.stream);
  }

  #adopt(connection: MediaConnection, sent: MediaStream): void {
    const rtc = connection.peerConnection;
    this.#connection = connection;
    this.#rtc = rtc;
    this.#sent = sent;
    const isCurrent = () => this.#rtc === rtc && !this.#closed;
    this.#channel = new CallChannel(rtc, (text) => {
      if (isCurrent()) this.#handlers.onSaid?.(text);
    });
    // PeerJS gives up at the first broken path; and it tells of a stream once per track.
    rtc.oniceconnectionstatechange = null;
    let stream: MediaStream | undefined;
    rtc.ontrack = ({ streams, track }) => {
      if (stream || !isCurrent()) return;
      stream = streams[0] ?? new MediaStream([track]);
      this.#handlers.onRemoteStream(stream);
    };
    void this.#scalePicture(FIRST_PICTURE_SCALE);
    connection.on('close', () => {
      if (isCurrent()) this.#handlers.onClosed({ final: !this.#channel?.hasHeard });
    });
    connection.on('error', (cause) => {
      if (isCurrent()) this.#fail('peer_failed', cause);
    });
    rtc.addEventListener('connectionstatechange', () => {
      if (!isCurrent()) return;
      this.#isConnected ||= rtc.connectionState === 'connected';
      if (rtc.connectionState === 'failed') this.#fail('peer_failed');
    });
  }

  /** The one for voice or camera: what a screen is sent on goes one way only. */
  #transceiverFor(kind: 'audio' | 'video', direction: RegExp): RTCRtpTransceiver | undefined {
    return this.#rtc
      ?.getTransceivers()
      .filter(({ receiver }) => receiver.track.kind === kind)
      .filter((each) => direction.test(each.direction))
      .sort((a, b) => Number(b.direction === 'sendrecv') - Number(a.direction === 'sendrecv'))
      .at(0);
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
