import type { DataFrame, DataFrameInput } from '../../protocol/index.js';
import type { LinkEnd } from '../../core/link-machine.js';
import type { DataConnection } from '../peerjs-peer.js';
import { LinkChannel, type ChannelEnd } from './link-channel.js';

export interface DeviceLinkHandlers {
  onOpen(link: DeviceLink): void;
  onFrame(link: DeviceLink, frame: DataFrame): void;
  /** The other side opened another channel on this link. */
  onChannel(link: DeviceLink, channel: RTCDataChannel): void;
  /** Once, and not after `close()`. */
  onEnd(link: DeviceLink, reason: LinkEnd): void;
}

const ENDS: Record<ChannelEnd, LinkEnd> = {
  closed: 'lost',
  silent: 'lost',
  slow: 'lost',
  abuse: 'abuse',
};

/** The direct link to one device of one person, from the dial to the end. */
export class DeviceLink {
  readonly #connection: DataConnection;
  readonly #handlers: DeviceLinkHandlers;
  #channel: LinkChannel | undefined;
  #isEnded = false;

  constructor(
    readonly deviceId: string,
    readonly userId: string,
    connection: DataConnection,
    handlers: DeviceLinkHandlers,
  ) {
    this.#connection = connection;
    this.#handlers = handlers;
    connection.on('open', () => this.#open());
    connection.on('close', () => this.#end('lost'));
    // Before it opens PeerJS tells only this of a failure.
    connection.on('error', () => this.#end(this.#channel ? 'lost' : 'failed'));
  }

  get isOpen(): boolean {
    return this.#channel !== undefined && !this.#isEnded;
  }

  /** It is or has been open. */
  get wasOpen(): boolean {
    return this.#channel !== undefined;
  }

  get lastUsedMs(): number {
    return this.#channel?.lastUsedMs ?? Infinity;
  }

  /** @returns false when it is not open */
  send(frame: DataFrameInput): boolean {
    return this.#channel?.send(frame) ?? false;
  }

  tick(): void {
    this.#channel?.tick();
  }

  /** A channel beside the one of frames. Undefined when the link is not open. */
  openChannel(label: string): RTCDataChannel | undefined {
    if (!this.isOpen) return undefined;
    return this.#connection.peerConnection.createDataChannel(label);
  }

  /** Idempotent. */
  close(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#channel?.close();
    this.#connection.close();
  }

  #open(): void {
    if (this.#isEnded || this.#channel) return;
    const { dataChannel, peerConnection } = this.#connection;
    // PeerJS would take every further channel for the first one.
    peerConnection.ondatachannel = ({ channel }) => this.#handlers.onChannel(this, channel);
    this.#channel = new LinkChannel(dataChannel, {
      onFrame: (frame) => this.#handlers.onFrame(this, frame),
      onEnd: (reason) => this.#end(ENDS[reason]),
    });
    this.#handlers.onOpen(this);
  }

  #end(reason: LinkEnd): void {
    if (this.#isEnded) return;
    this.close();
    this.#handlers.onEnd(this, reason);
  }
}
