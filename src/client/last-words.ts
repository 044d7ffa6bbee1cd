import type { ClientFrameInput } from '../protocol/index.js';

/** What ends or sums up a call. What else was not heard is made good when the broker is back. */
const LAST_WORD = /^call_(end|reject|quality)$/;

/** What is said to the broker of calls: a last word that it could not hear is said when it is back. */
export class LastWords {
  #unsaid: ClientFrameInput[] = [];

  /** @param send returns false when offline */
  constructor(readonly send: (frame: ClientFrameInput) => boolean) {}

  say(frame: ClientFrameInput): void {
    if (!this.send(frame) && LAST_WORD.test(frame.type)) this.#unsaid.push(frame);
  }

  /** The broker is back. */
  sayAll(): void {
    const unsaid = this.#unsaid;
    this.#unsaid = [];
    for (const frame of unsaid) this.say(frame);
  }
}
