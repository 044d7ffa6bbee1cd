import {
  NO_LINKS,
  stepLinks,
  type LinkEffect,
  type LinkEnd,
  type LinkEvent,
  type LinkMachine,
  type LinkPeer,
} from '../../core/link-machine.js';
import type { ClientFrameInput } from '../../protocol/index.js';
import { PeerJsPeer, type DataConnection, type PeerJsPeerOptions } from '../peerjs-peer.js';
import { DeviceLink, type DeviceLinkHandlers } from './device-link.js';

export interface LinksPorts extends Pick<DeviceLinkHandlers, 'onOpen' | 'onFrame' | 'onChannel'> {
  peer: PeerJsPeerOptions;
  /** @returns false when offline */
  send(frame: ClientFrameInput): boolean;
  /** An open link is gone. */
  onClosed(link: DeviceLink): void;
  /** A link that is to stay though nobody types: a file is on its way. */
  isBusy(link: DeviceLink): boolean;
  isOnline(): boolean;
}

/** Nobody said anything over it for so long. */
const IDLE_MS = 4 * 60_000;

/** The shell of the link machine: its address at the broker and its open links. */
export class DirectLinks {
  readonly #ports: LinksPorts;
  readonly #links = new Map<string, DeviceLink>();
  #machine: LinkMachine = NO_LINKS;
  #peer: PeerJsPeer | undefined;
  #isClosed = false;

  constructor(ports: LinksPorts) {
    this.#ports = ports;
  }

  /** Open links to the devices of a person. */
  of(userId: string): DeviceLink[] {
    return [...this.#links.values()].filter((link) => link.userId === userId && link.isOpen);
  }

  /** Something is open, asked for, or on its way. */
  get isBusy(): boolean {
    return this.#machine.links.size > 0 || this.#machine.asks.size > 0;
  }

  dispatch(event: LinkEvent): void {
    if (this.#isClosed) return;
    const [machine, effects] = stepLinks(this.#machine, event, Date.now());
    this.#machine = machine;
    for (const effect of effects) this.#run(effect);
  }

  /** The broker is back: so shall our address be. */
  wake(): void {
    this.#peer?.wake();
  }

  /** Every few seconds. */
  tick(): void {
    const idleSinceMs = Date.now() - IDLE_MS;
    for (const link of [...this.#links.values()]) {
      link.tick();
      // While the broker is away nobody could open it again.
      const isNeeded = this.#ports.isBusy(link) || !this.#ports.isOnline();
      if (link.lastUsedMs < idleSinceMs && !isNeeded) this.end(link, 'idle');
    }
    this.dispatch({ type: 'tick' });
    if (this.isBusy) return;
    // A fresh one for the next link: PeerJS keeps traces of every connection that ever was.
    this.#peer?.close();
    this.#peer = undefined;
  }

  end(link: DeviceLink, reason: LinkEnd): void {
    this.#remove(link);
    this.dispatch({ type: 'ended', deviceId: link.deviceId, reason });
  }

  /** Idempotent. */
  close(): void {
    this.#isClosed = true;
    for (const link of [...this.#links.values()]) this.#remove(link);
    this.#peer?.close();
  }

  #run(effect: LinkEffect): void {
    switch (effect.type) {
      case 'ask':
        return void this.#say((peerId) => {
          const { conversationId } = effect;
          this.#ports.send({ type: 'link_request', conversationId, peerId });
        });
      case 'accept':
        return void this.#say((peerId) => {
          const { conversationId, peer } = effect;
          const { deviceId } = peer;
          this.#ports.send({ type: 'link_accept', conversationId, deviceId, peerId });
        });
      case 'dial':
        return void this.#dial(effect.peer);
      case 'drop': {
        const link = this.#links.get(effect.deviceId);
        if (link) this.#remove(link);
      }
    }
  }

  /** What is not said for want of an address is given up when its time is over. */
  async #say(say: (peerId: string) => void): Promise<void> {
    const peerId = await this.#address().catch(() => undefined);
    if (peerId !== undefined && !this.#isClosed) say(peerId);
  }

  async #address(): Promise<string> {
    const peer = (this.#peer ??= new PeerJsPeer(this.#ports.peer, {
      onData: (connection) => this.#hear(connection),
      onError: (cause) => this.#onPeerError(cause),
    }));
    try {
      return await peer.ready();
    } catch (cause) {
      if (this.#peer === peer && this.#links.size === 0) {
        peer.close();
        this.#peer = undefined;
      }
      throw cause;
    }
  }

  async #dial(peer: LinkPeer): Promise<void> {
    await this.#address().catch(() => undefined);
    const connection = this.#isClosed ? undefined : this.#peer?.connect(peer.peerId);
    if (connection) this.#adopt(peer, connection);
    else this.dispatch({ type: 'ended', deviceId: peer.deviceId, reason: 'failed' });
  }

  /** A device that was told to dial, dials. Others are none of ours, whatever let them through. */
  #hear(connection: DataConnection): void {
    const peer = [...this.#machine.links.values()].find(
      ({ peerId, phase }) => peerId === connection.peer && phase === 'awaiting',
    );
    if (peer && !this.#isClosed) this.#adopt(peer, connection);
    else connection.close();
  }

  #adopt({ deviceId, userId }: LinkPeer, connection: DataConnection): void {
    const former = this.#links.get(deviceId);
    if (former) this.#remove(former);
    const { onOpen, onFrame, onChannel } = this.#ports;
    const link = new DeviceLink(deviceId, userId, connection, {
      onOpen: (opened) => {
        this.dispatch({ type: 'opened', deviceId });
        if (this.#links.get(deviceId) === opened) onOpen(opened);
      },
      onFrame,
      onChannel,
      onEnd: (ended, reason) => this.end(ended, reason),
    });
    this.#links.set(deviceId, link);
  }

  #remove(link: DeviceLink): void {
    link.close();
    if (this.#links.get(link.deviceId) !== link) return;
    this.#links.delete(link.deviceId);
    if (link.wasOpen) this.#ports.onClosed(link);
  }

  /** PeerJS tells of a device that is not there in words only. */
  #onPeerError({ type, message }: { type: string; message: string }): void {
    if (type !== 'peer-unavailable') return;
    for (const { peerId, deviceId, phase } of this.#machine.links.values()) {
      if (phase !== 'dialling' || !message.endsWith(peerId)) continue;
      const link = this.#links.get(deviceId);
      if (link) this.end(link, 'failed');
    }
  }
}
