/**
 * Lets everybody read but while somebody writes: a write waits for those who read, who are through within
 * a turn of the event loop, and those who come later wait for the write. A write is at hand for
 * hundreds of people and lasts as long as the disk needs, so that it goes before all who wait to read.
 */
export class WriteTurn {
  #readers = 0;
  /** From when somebody wants to write until it is over. */
  #write: Promise<void> | undefined;
  #over = () => {};
  #alone: (() => void) | undefined;

  async enter(): Promise<void> {
    while (this.#write) await this.#write;
    this.#readers++;
  }

  leave(): void {
    this.#readers--;
    if (this.#readers === 1) this.#alone?.();
  }

  /** Of somebody who has entered: resolves when nobody else is in. One at a time. */
  async begin(): Promise<void> {
    if (this.#write) throw new Error('a write is under way');
    this.#write = new Promise((resolve) => (this.#over = resolve));
    if (this.#readers > 1) await new Promise<void>((resolve) => (this.#alone = resolve));
    this.#alone = undefined;
  }

  end(): void {
    this.#write = undefined;
    this.#over();
  }
}
