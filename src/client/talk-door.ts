import type { CallSummary } from '../protocol/call-signals.js';
import { DeskbellError } from '../core/errors.js';
import type { PeerLink } from './peer-link.js';
import type { CallTalk, TalkPorts } from './talk/talk.js';

export interface TalkDoorPorts extends Omit<TalkPorts, 'link'> {
  load(): Promise<(ports: TalkPorts) => CallTalk>;
  /** How the call went, once it is over or has to begin anew. */
  onSummary(summary: CallSummary): void;
}

/** What the other side says before our code for it is here; more than this is not honest. */
const MOST_WAITING = 100;

/**
 * What a running call needs, before it is here: its code is loaded while the call rings, and begins
 * when media first flows. One for each connection: after a reload of either side there is a new one.
 */
export class TalkDoor {
  readonly #ports: TalkDoorPorts;
  #loading: Promise<(ports: TalkPorts) => CallTalk> | undefined;
  #talk: CallTalk | undefined;
  #link: PeerLink | undefined;
  #waiting: string[] = [];

  constructor(ports: TalkDoorPorts) {
    this.#ports = ports;
  }

  /** The call's talk, for what only a running call can do. @throws DeskbellError `closed` */
  get talk(): CallTalk {
    if (!this.#talk) throw new DeskbellError('closed');
    return this.#talk;
  }

  preload(): void {
    // Asked for again when media flows: then it matters.
    this.#load().catch(() => undefined);
  }

  /** Media flows, for the first time or again. */
  flows(link: PeerLink): void {
    if (this.#talk) return this.#talk.resync();
    if (this.#link) return;
    this.#link = link;
    this.#load().then(
      (make) => this.#begin(make, link),
      (cause: unknown) => {
        // The call goes on as it is; the next frame from the other side asks again.
        this.#link = undefined;
        this.#ports.onError(new DeskbellError('network', { cause }));
      },
    );
  }

  /** Takes a frame of the other side, unread: by way of the broker, or on the link's own channel. */
  hear(text: string): void {
    if (this.#talk) return this.#talk.hear(text);
    if (this.#waiting.length < MOST_WAITING) this.#waiting.push(text);
  }

  /** The path broke. */
  mend(): void {
    this.#talk?.mend();
  }

  /** The broker is back. */
  reached(): void {
    this.#talk?.reached();
  }

  /** What this side sends has changed. */
  tellMedia(): void {
    this.#talk?.tellMedia();
  }

  /** Something else is shown of the call. */
  mediaChanged(): void {
    this.#talk?.mediaChanged();
  }

  beQuiet(isQuiet: boolean): void {
    this.#talk?.beQuiet(isQuiet);
  }

  /** The connection is over. Idempotent. */
  end(): void {
    const summary = this.#talk?.close();
    this.#talk = this.#link = undefined;
    this.#waiting = [];
    if (summary) this.#ports.onSummary(summary);
  }

  #begin(make: (ports: TalkPorts) => CallTalk, link: PeerLink): void {
    if (this.#link !== link) return;
    const talk = make({ ...this.#ports, link });
    this.#talk = talk;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const text of waiting) talk.hear(text);
  }

  #load(): Promise<(ports: TalkPorts) => CallTalk> {
    this.#loading ??= this.#ports.load().catch((cause: unknown) => {
      this.#loading = undefined;
      throw cause;
    });
    return this.#loading;
  }
}
