import type { PeerSocket } from './peer-socket.js';

/** An OFFER that was let through, and with it the frames of its connection that may follow. */
export interface Link {
  readonly offererId: string;
  readonly answererId: string;
  readonly connectionId: string;
  readonly type: 'media' | 'data';
  /** What the offerer dialled instead: the answerer is known to it by this name alone. */
  address?: string;
  expiresAtMs: number;
  answered: boolean;
  candidates: number;
}

/**
 * Who is in the middle of connecting with whom. A link hangs on both its peers and goes when either
 * leaves, when its time is up, or when a newer one needs its place. A peer that reconnects keeps its
 * links.
 */
export class Links {
  #count = 0;
  readonly #find: (peerId: string) => PeerSocket | undefined;
  readonly #perPeer: number;

  constructor(options: { find: (peerId: string) => PeerSocket | undefined; perPeer: number }) {
    this.#find = options.find;
    this.#perPeer = options.perPeer;
  }

  get count(): number {
    return this.#count;
  }

  /**
   * The same connection offered again starts anew. False when either peer has another connection of
   * that id, which by chance does not happen.
   */
  open(link: Link, offerer: PeerSocket, answerer: PeerSocket): boolean {
    const { connectionId, offererId, answererId } = link;
    const known = offerer.links?.get(connectionId) ?? answerer.links?.get(connectionId);
    if (known && !(isEndOf(known, offererId) && isEndOf(known, answererId))) return false;
    if (!known) {
      this.#makeRoom(offerer);
      this.#makeRoom(answerer);
      this.#count++;
    }
    (offerer.links ??= new Map()).set(connectionId, link);
    (answerer.links ??= new Map()).set(connectionId, link);
    return true;
  }

  between(
    peer: PeerSocket,
    otherId: string,
    connectionId: string,
    nowMs: number,
  ): Link | undefined {
    const link = peer.links?.get(connectionId);
    return link && isKnownAs(link, peer, otherId) && link.expiresAtMs > nowMs ? link : undefined;
  }

  /** Any connection of the two that is under way. */
  anyBetween(peer: PeerSocket, otherId: string, nowMs: number): Link | undefined {
    for (const link of peer.links?.values() ?? []) {
      if (isKnownAs(link, peer, otherId) && link.expiresAtMs > nowMs) return link;
    }
    return undefined;
  }

  /** The same peer on a newer socket. */
  move(from: PeerSocket, to: PeerSocket): void {
    to.links = from.links;
    from.links = undefined;
  }

  /** What belongs to a call of two peers. A direct link of theirs goes on. */
  dropMedia(peer: PeerSocket, otherId: string): void {
    for (const link of peer.links?.values() ?? []) {
      if (link.type === 'media' && isEndOf(link, otherId)) this.#drop(link);
    }
  }

  dropExpired(peer: PeerSocket, nowMs: number): void {
    for (const link of peer.links?.values() ?? []) if (link.expiresAtMs <= nowMs) this.#drop(link);
  }

  dropAll(peer: PeerSocket): void {
    for (const link of peer.links?.values() ?? []) this.#drop(link, peer);
    peer.links = undefined;
  }

  #makeRoom(peer: PeerSocket): void {
    if (!peer.links || peer.links.size < this.#perPeer) return;
    const [oldest] = peer.links.values();
    if (oldest) this.#drop(oldest);
  }

  /** `leaving` may have left the directory already. */
  #drop(link: Link, leaving?: PeerSocket): void {
    const { offererId, answererId, connectionId } = link;
    this.#end(offererId, leaving)?.links?.delete(connectionId);
    this.#end(answererId, leaving)?.links?.delete(connectionId);
    this.#count--;
  }

  #end(peerId: string, leaving: PeerSocket | undefined): PeerSocket | undefined {
    return leaving?.peerId === peerId ? leaving : this.#find(peerId);
  }
}

function isEndOf(link: Link, peerId: string): boolean {
  return link.offererId === peerId || link.answererId === peerId;
}

/** Whether the other end goes by this name, as far as `peer` knows. */
function isKnownAs(link: Link, peer: PeerSocket, name: string): boolean {
  const { offererId, answererId, address = answererId } = link;
  return peer.peerId === offererId ? name === address : name === offererId;
}
