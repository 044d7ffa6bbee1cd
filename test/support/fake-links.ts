import { DeskbellError } from '../../src/core/errors.js';
import type { MakePeerLink, PeerLink, PeerLinkHandlers } from '../../src/client/peer-link.js';
import { makeId } from './fake-broker.js';

interface Dial {
  readonly callId: string;
  readonly stream: MediaStream;
  readonly caller: FakeLink;
}

/** Links without WebRTC: who dials whom is a map, and media arrives when the test says so. */
export class FakeLinks {
  readonly open = new Set<FakeLink>();
  /** Media of a connected link comes in at once; false: never. */
  isFlowing = true;
  failWarm: DeskbellError | undefined;

  make: MakePeerLink = (handlers) => {
    const link = new FakeLink(this, handlers);
    this.open.add(link);
    return link;
  };
}

export class FakeLink implements PeerLink {
  readonly peerId = makeId();
  readonly replaced: { kind: string; track: MediaStreamTrack | null }[] = [];
  readonly #links: FakeLinks;
  readonly #handlers: PeerLinkHandlers;
  #isWarm = false;
  #accepted: { callId: string; stream: MediaStream } | undefined;
  #dials: Dial[] = [];
  #other: FakeLink | undefined;

  constructor(links: FakeLinks, handlers: PeerLinkHandlers) {
    this.#links = links;
    this.#handlers = handlers;
  }

  async warm(): Promise<string> {
    await Promise.resolve();
    if (this.#links.failWarm) throw this.#links.failWarm;
    if (!this.#isOpen) throw new DeskbellError('closed');
    this.#isWarm = true;
    return this.peerId;
  }

  dial(call: { callId: string; peerId: string; stream: MediaStream }): void {
    const callee = [...this.#links.open].find(
      (link) => link.peerId === call.peerId && link.#isWarm,
    );
    queueMicrotask(() => {
      if (!this.#isOpen) return;
      if (callee && callee.#isOpen) callee.#hear({ ...call, caller: this });
      else this.#handlers.onFailed(new DeskbellError('peer_failed'));
    });
  }

  /** How often the full picture was asked for. */
  fullPictures = 0;

  sendFullPicture(): Promise<void> {
    this.fullPictures++;
    return Promise.resolve();
  }

  answer(call: { callId: string; stream: MediaStream }): void {
    this.#accepted = call;
    const dials = this.#dials;
    this.#dials = [];
    for (const dial of dials) this.#hear(dial);
  }

  async replaceTrack(kind: 'audio' | 'video', track: MediaStreamTrack | null): Promise<boolean> {
    this.replaced.push({ kind, track });
    return this.#other !== undefined;
  }

  async inbound(): Promise<{ bytes: number; videoFrames: number }> {
    const flows = this.#links.isFlowing && this.#other !== undefined;
    return { bytes: flows ? 1_000 : 0, videoFrames: 0 };
  }

  /** A double has no connection to negotiate. */
  readonly rtc = undefined;
  readonly serversTtlMs = undefined;
  renewals = 0;
  /** Pictures that were added to a call without one. */
  readonly pictures: MediaStreamTrack[] = [];
  #hasHeard = false;

  async addPicture(track: MediaStreamTrack): Promise<void> {
    if (!(await this.replaceTrack('video', track))) return;
    this.pictures.push(track);
  }

  async renewServers(): Promise<void> {
    this.renewals++;
  }

  say(text: string): boolean {
    const other = this.#other;
    if (!other || !this.#links.isFlowing) return false;
    queueMicrotask(() => {
      other.#hasHeard = true;
      if (other.#isOpen) other.#handlers.onSaid?.(text);
    });
    return true;
  }

  reset(): void {
    this.#accepted = undefined;
    this.#letGo();
  }

  close(): void {
    if (this.#links.open.delete(this)) this.#letGo();
  }

  #letGo(): void {
    const other = this.#other;
    this.#other = undefined;
    if (other) queueMicrotask(() => other.#onOtherClosed(this));
  }

  /** The path between the two is gone for good. */
  fail(): void {
    this.#handlers.onFailed(new DeskbellError('peer_failed'));
  }

  get #isOpen(): boolean {
    return this.#links.open.has(this);
  }

  #hear(dial: Dial): void {
    if (!this.#accepted) {
      this.#dials.push(dial);
      return;
    }
    if (dial.callId !== this.#accepted.callId || this.#other) {
      dial.caller.#onOtherClosed(undefined);
      return;
    }
    this.#meet(dial.caller, dial.stream);
    dial.caller.#meet(this, this.#accepted.stream);
  }

  #meet(other: FakeLink, stream: MediaStream): void {
    this.#other = other;
    this.#handlers.onRemoteStream(
      new MediaStream(stream.getTracks().map((track) => track.clone())),
    );
  }

  #onOtherClosed(other: FakeLink | undefined): void {
    if (this.#other !== other) return;
    this.#other = undefined;
    if (this.#isOpen) this.#handlers.onClosed({ final: !this.#hasHeard });
  }
}
