interface PeerFrame {
  readonly type: string;
  readonly dst?: string;
  readonly payload?: unknown;
}

/**
 * PeerServer's side of PeerJS's socket, in the page: while it stands, every WebSocket of the page
 * ends here. Relays by peer id, tells who is not there.
 */
export class PeerSockets {
  readonly open = new Map<string, PeerSocket>();
  /** Refuses every socket. */
  isAway = false;
  readonly #original = window.WebSocket;

  constructor() {
    const isAway = () => this.isAway;
    const { open } = this;
    window.WebSocket = class extends PeerSocket {
      constructor(url: string) {
        super(open, new URL(url).searchParams.get('id') ?? '', isAway);
      }
    } as unknown as typeof WebSocket;
  }

  /** Ends every socket, as a broker does that is killed. */
  dropAll(): void {
    for (const socket of [...this.open.values()]) socket.drop();
  }

  restore(): void {
    window.WebSocket = this.#original;
  }
}

class PeerSocket {
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly #open: Map<string, PeerSocket>;
  readonly #id: string;

  constructor(open: Map<string, PeerSocket>, id: string, isAway: () => boolean) {
    this.#open = open;
    this.#id = id;
    open.set(id, this);
    queueMicrotask(() => {
      if (open.get(id) !== this) return;
      if (isAway()) return this.drop();
      this.readyState = 1;
      this.onopen?.();
      this.#tell({ type: 'OPEN' });
    });
  }

  send(text: string): void {
    const { type, dst, payload } = JSON.parse(text) as PeerFrame;
    if (dst === undefined) return;
    const other = this.#open.get(dst);
    if (other) other.#tell({ type, src: this.#id, dst, payload });
    else if (type === 'OFFER') this.#tell({ type: 'EXPIRE', src: dst, dst: this.#id });
  }

  close(): void {
    this.readyState = 3;
    if (this.#open.get(this.#id) === this) this.#open.delete(this.#id);
  }

  drop(): void {
    this.close();
    queueMicrotask(() => this.onclose?.());
  }

  #tell(frame: object): void {
    queueMicrotask(() => this.onmessage?.({ data: JSON.stringify(frame) }));
  }
}
