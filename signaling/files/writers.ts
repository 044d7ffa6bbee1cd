import type { Readable } from 'node:stream';
import { BrokerError } from '../domain/broker-error.js';
import { BrokenOff } from './arrivals.js';

interface Writer {
  readonly source: Readable;
  readonly done: Promise<void>;
}

/** Who is writing what: one at a time per file, and the newest goes on. */
export class Writers {
  readonly #writers = new Map<string, Writer>();
  #closed = false;

  /** @param append reads `source` to its end; rejects with `BrokenOff` when that ends too soon */
  async write(id: string, source: Readable, append: () => Promise<void>): Promise<void> {
    while (this.#writers.has(id)) await this.stop(id);
    if (this.#closed) throw new BrokerError('unavailable');
    const written = append().catch((error: unknown) => {
      if (!(error instanceof BrokenOff)) throw error;
      throw new BrokerError('bad_request', { detail: 'It broke off.', cause: error });
    });
    const writer = { source, done: settled(written) };
    this.#writers.set(id, writer);
    try {
      await written;
    } finally {
      if (this.#writers.get(id) === writer) this.#writers.delete(id);
    }
  }

  /** Ends whoever writes this, and waits until they have. */
  async stop(id: string): Promise<void> {
    const writer = this.#writers.get(id);
    if (!writer) return;
    writer.source.destroy();
    await writer.done;
    if (this.#writers.get(id) === writer) this.#writers.delete(id);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#writers.keys()].map((id) => this.stop(id)));
  }
}

async function settled(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch {
    // Told to whoever began it.
  }
}
