import { hasConsent } from '../core/link-consent.js';
import type { BrokerFrame, ClientFrameInput } from '../protocol/index.js';
import type { ConversationBook } from './conversation-book.js';
import type { DirectDesk } from './direct/direct-desk.js';

/** Direct links before there is one: fetches their code for the first two who have both written. */
export class DirectDoor {
  readonly #book: ConversationBook;
  readonly #load: () => Promise<DirectDesk>;
  #desk: DirectDesk | undefined;
  #loading: Promise<DirectDesk> | undefined;
  #isClosed = false;

  constructor(book: ConversationBook, load: () => Promise<DirectDesk>) {
    this.#book = book;
    this.#load = load;
  }

  /** Asks again after a failure. */
  open(): Promise<DirectDesk> {
    return (this.#loading ??= this.#load().then(
      (desk) => {
        if (this.#isClosed) desk.close();
        return (this.#desk = desk);
      },
      (cause: unknown) => {
        this.#loading = undefined;
        throw cause;
      },
    ));
  }

  /** Something happens in this conversation. */
  touch(id: string): void {
    if (this.#desk) return this.#desk.touch(id);
    if (hasConsent(this.#book.get(id)?.log.stored)) this.#open((desk) => desk.touch(id));
  }

  /** Takes what goes to the broker. @returns whether it need not reach the broker any more */
  say(frame: ClientFrameInput): boolean {
    const isSaid = this.#desk?.say(frame);
    if ('conversationId' in frame) this.touch(frame.conversationId);
    return isSaid ?? false;
  }

  /** Takes what the broker said, after the session did. */
  hear(frame: BrokerFrame): void {
    if ('message' in frame) this.touch(frame.message.conversationId);
    else if (this.#desk) this.#desk.hear(frame);
    else if (frame.type === 'link_request') this.#open((desk) => desk.hear(frame));
  }

  close(): void {
    this.#isClosed = true;
    this.#desk?.close();
  }

  /** Without it everything goes by the broker: a failure is nobody's trouble. */
  #open(use: (desk: DirectDesk) => void): void {
    this.open().then(use, () => undefined);
  }
}
