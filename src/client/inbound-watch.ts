import type { PeerLink } from './peer-link.js';

export interface InboundHandlers {
  /** The first bytes of the other side are here; again after an interruption. */
  onFlowing(): void;
  /** It has flowed for a while: again and again. */
  onSteady(): void;
  /** The other side began or ceased to send a picture. */
  onPicture(isThere: boolean): void;
  /** For a moment nothing came, or it comes again. */
  onUnstable(isUnstable: boolean): void;
  /** Nothing has come for so long that the path must be broken. */
  onInterrupted(): void;
}

/** How often incoming media is looked for: until it flows, and afterwards. */
const CONNECTING_POLL_MS = 50;
const ACTIVE_POLL_MS = 500;
/** Both first pictures are through by then; a larger one begins with a key frame of its own. */
const STEADY_MS = 1_000;
/** A picture of few frames is still one. */
const PICTURE_LOOKS = 2;
/** Sound comes every 20 ms. While nobody sends any, each side says every second that it is there. */
const UNSTABLE_MS = { sounding: 1_000, quiet: 3_500 } as const;
const INTERRUPTED_MS = { sounding: 4_000, quiet: 8_000 } as const;

/** Connected means that media flows: only what has come in counts. */
export class InboundWatch {
  readonly #handlers: InboundHandlers;
  /** On hold nothing is expected but signs of life. */
  expectsSound = true;
  #link: Pick<PeerLink, 'inbound'> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** All on the page's own clock. */
  #flowingSinceMs: number | undefined;
  #heardAtMs = 0;
  #lookedAtMs = 0;
  #bytes = 0;
  #seenFrames = 0;
  #isPictureThere = false;
  #missedLooks = 0;
  #isUnstable = false;
  #isInterrupted = false;

  constructor(handlers: InboundHandlers) {
    this.#handlers = handlers;
  }

  watch(link: Pick<PeerLink, 'inbound'>): void {
    this.stop();
    this.#link = link;
    this.look();
  }

  /** Something came in, most likely: looks now instead of later. */
  look(): void {
    clearTimeout(this.#timer);
    if (this.#link) void this.#look(this.#link);
  }

  /** The other side spoke on the channel beside the media. */
  noteHeard(): void {
    this.#heardAtMs = performance.now();
    if (this.#isInterrupted || this.#isUnstable) this.look();
  }

  /** Somebody else found the path broken: when it flows, that is told again. */
  noteBroken(): void {
    this.#isInterrupted = this.#flowingSinceMs !== undefined;
  }

  /** The channel beside the media is alive: what is said on it arrives. */
  get isHearing(): boolean {
    return performance.now() - this.#heardAtMs < UNSTABLE_MS.quiet && !this.#isUnstable;
  }

  /** Forgets the link. Idempotent. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#link = this.#flowingSinceMs = undefined;
    this.#seenFrames = this.#bytes = this.#heardAtMs = 0;
    if (this.#isUnstable) this.#handlers.onUnstable(false);
    this.#isPictureThere = this.#isUnstable = this.#isInterrupted = false;
  }

  async #look(link: Pick<PeerLink, 'inbound'>): Promise<void> {
    const inbound = await link.inbound().catch(() => undefined);
    if (this.#link !== link) return;
    const nowMs = performance.now();
    if (inbound && inbound.bytes !== this.#bytes) {
      this.#bytes = inbound.bytes;
      this.#heardAtMs = nowMs;
      if (this.#flowingSinceMs === undefined) {
        this.#flowingSinceMs = nowMs;
        this.#handlers.onFlowing();
      }
    }
    if (this.#flowingSinceMs !== undefined) this.#judge(nowMs);
    if (nowMs - (this.#flowingSinceMs ?? Infinity) >= STEADY_MS) this.#handlers.onSteady();
    if (inbound) this.#tellPicture(inbound.videoFrames);
    clearTimeout(this.#timer);
    // What was told may have ended the call.
    if (this.#link !== link) return;
    const pollMs = this.#flowingSinceMs === undefined ? CONNECTING_POLL_MS : ACTIVE_POLL_MS;
    this.#timer = setTimeout(() => this.look(), pollMs);
  }

  #judge(nowMs: number): void {
    // A page that slept has not listened: what came meanwhile is seen at the next look.
    const slept = nowMs - this.#lookedAtMs > 4 * ACTIVE_POLL_MS;
    this.#lookedAtMs = nowMs;
    if (slept) return;
    const expected = this.expectsSound ? 'sounding' : 'quiet';
    const silentMs = nowMs - this.#heardAtMs;
    const isUnstable = silentMs > UNSTABLE_MS[expected];
    if (isUnstable !== this.#isUnstable) {
      this.#isUnstable = isUnstable;
      this.#handlers.onUnstable(isUnstable);
    }
    const isInterrupted = silentMs > INTERRUPTED_MS[expected];
    if (isInterrupted && !this.#isInterrupted) this.#handlers.onInterrupted();
    if (!isUnstable && this.#isInterrupted) this.#handlers.onFlowing();
    this.#isInterrupted = isUnstable && (isInterrupted || this.#isInterrupted);
  }

  #tellPicture(videoFrames: number): void {
    const isNew = videoFrames > this.#seenFrames;
    this.#seenFrames = videoFrames;
    this.#missedLooks = isNew ? 0 : this.#missedLooks + 1;
    const isThere = isNew || (this.#isPictureThere && this.#missedLooks < PICTURE_LOOKS);
    if (isThere === this.#isPictureThere) return;
    this.#isPictureThere = isThere;
    this.#handlers.onPicture(isThere);
  }
}
