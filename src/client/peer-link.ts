import type { DeskbellError } from '../core/errors.js';

/** How much has come in so far. */
export interface InboundMedia {
  /** Bytes of sound and picture. */
  readonly bytes: number;
  /** Pictures decoded. */
  readonly videoFrames: number;
}

export interface PeerLinkHandlers {
  onRemoteStream(stream: MediaStream): void;
  /** Text that the other side said on the link's own channel. */
  onSaid?(text: string): void;
  /**
   * The other side let go without a word on the channel. `final`: it never spoke there, as plain
   * PeerJS does not, so that it is not being reloaded either.
   */
  onClosed(ending: { final: boolean }): void;
  onFailed(error: DeskbellError): void;
}

/**
 * The direct link of one call between two devices. A port: peerjs-link.ts is the real one,
 * and a double stands in for it in tests; both pass the same contract.
 */
export interface PeerLink {
  /**
   * Gets ready to dial or to be dialled; nothing is told to the other side.
   * @returns the id this device can be dialled at
   * @throws DeskbellError `peer_failed`, `timeout`, `network`, `closed`
   */
  warm(): Promise<string>;
  /** Caller: rings the device at `peerId`. `wantsVideo`: receive picture even when sending none. */
  dial(call: { callId: string; peerId: string; stream: MediaStream; wantsVideo: boolean }): void;
  /** Callee: from now on the dial of this call, and of no other, is answered. */
  answer(call: { callId: string; stream: MediaStream }): void;
  /**
   * Changes what is sent without a new negotiation.
   * @returns false when nothing of this kind was negotiated
   */
  replaceTrack(kind: 'audio' | 'video', track: MediaStreamTrack | null): Promise<boolean>;
  /** Sends a picture in a call that had none; a new negotiation follows (talk/negotiation.ts). */
  addPicture(track: MediaStreamTrack): Promise<void>;
  /** The picture, which begins small to be there soon, may now be as large as it is. Idempotent. */
  sendFullPicture(): Promise<void>;
  inbound(): Promise<InboundMedia>;
  /** The browser's connection, once dialled or answered; a double has none. */
  readonly rtc: RTCPeerConnection | undefined;
  /**
   * Says something on the link's own channel, which outlives the broker.
   * @returns false when it is not open
   */
  say(text: string): boolean;
  /** How long the credentials of the TURN servers last, in milliseconds; undefined: they do not end. */
  readonly serversTtlMs: number | undefined;
  /** Gives the connection fresh ones. */
  renewServers(): Promise<void>;
  /** Lets go of the connection and keeps the address, for the same call to be connected anew. */
  reset(): void;
  /** Ends the call and frees everything; what was just said still goes out. Idempotent. */
  close(): void;
}

export type MakePeerLink = (handlers: PeerLinkHandlers) => PeerLink;
