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
  readonly #original = window.WebSocket;

  constructor() {
    const { open } = this;
    window.WebSocket = class extends PeerSocket {
      constructor(url: string) {
        super(open, new URL(url).searchParams.get('id') ?? '');
      }
    } as unknown as typeof WebSocket;
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

  constructor(open: Map<string, PeerSocket>, id: string) {
    this.#open = open;
    this.#id = id;
    open.set(id, this);
    queueMicrotask(() => {
      if (!open.has(id)) return;
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
    this.#open.delete(this.#id);
  }

  #tell(frame: object): void {
    queueMicrotask(() => this.onmessage?.({ data: JSON.stringify(frame) }));
  }
}
