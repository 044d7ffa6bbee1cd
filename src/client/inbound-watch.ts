import type { PeerLink } from './peer-link.js';

export interface InboundHandlers {
  /** The first bytes of the other side are here: once. */
  onFlowing(): void;
  /** It has flowed for a while: again and again. */
  onSteady(): void;
  /** The other side began or ceased to send a picture. */
  onPicture(isThere: boolean): void;
}

/** How often incoming media is looked for: until it flows, and afterwards. */
const CONNECTING_POLL_MS = 50;
const ACTIVE_POLL_MS = 1_000;
/** Both first pictures are through by then; a larger one begins with a key frame of its own. */
const STEADY_MS = 1_000;

/** Connected means that media flows: only what has come in counts. */
export class InboundWatch {
  readonly #handlers: InboundHandlers;
  #link: Pick<PeerLink, 'inbound'> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** On the page's own clock. */
  #flowingSinceMs: number | undefined;
  #seenFrames = 0;
  #isPictureThere = false;

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

  /** Forgets the link. Idempotent. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#link = this.#flowingSinceMs = undefined;
    this.#seenFrames = 0;
    this.#isPictureThere = false;
  }

  async #look(link: Pick<PeerLink, 'inbound'>): Promise<void> {
    const inbound = await link.inbound().catch(() => undefined);
    if (this.#link !== link) return;
    const nowMs = performance.now();
    if (inbound && inbound.bytes > 0 && this.#flowingSinceMs === undefined) {
      this.#flowingSinceMs = nowMs;
      this.#handlers.onFlowing();
    }
    if (nowMs - (this.#flowingSinceMs ?? Infinity) >= STEADY_MS) this.#handlers.onSteady();
    if (inbound) this.#tellPicture(inbound.videoFrames);
    clearTimeout(this.#timer);
    // What was told may have ended the call.
    if (this.#link !== link) return;
    const pollMs = this.#flowingSinceMs === undefined ? CONNECTING_POLL_MS : ACTIVE_POLL_MS;
    this.#timer = setTimeout(() => this.look(), pollMs);
  }

  #tellPicture(videoFrames: number): void {
    const isThere = videoFrames > this.#seenFrames;
    this.#seenFrames = videoFrames;
    if (isThere === this.#isPictureThere) return;
    this.#isPictureThere = isThere;
    this.#handlers.onPicture(isThere);
  }
}
