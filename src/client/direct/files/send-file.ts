import { DeskbellError } from '../../../core/errors.js';
import {
  blocksOf,
  FILE_BLOCK_BYTES,
  FILE_HEADER_BYTES,
  FILE_WINDOW_BLOCKS,
  readFileFrame,
  writeFileHeader,
} from '../../../protocol/file-frames.js';
import { rootOf, sha256 } from './digest.js';
import { STALL_MS } from './stall.js';

export interface SendFileJob {
  /** Open, or about to be. */
  channel: RTCDataChannel;
  transferId: string;
  blob: Blob;
  fromBlock: number;
  /** By block, as far as they are known; filled in here. */
  digests: Uint8Array[];
  /** What the receiver has put away. */
  onProgress(bytes: number): void;
  signal: AbortSignal;
}

/** Much more in the channel makes it slower; much less runs dry while blocks are read and hashed. */
const HIGH_WATER_BYTES = 512 * 1024;
const LOW_WATER_BYTES = 256 * 1024;
/** Blocks that are read and hashed while earlier ones leave. */
const READ_AHEAD_BLOCKS = 8;
/** Read together: a browser fetches every piece of a file from another process. */
const SPAN_BLOCKS = 8;

/**
 * Sends a file from a block on and waits until the receiver has all of it. Closes the channel.
 * @throws DeskbellError `unreadable_file`, `network` when the channel closed or nothing is taken, `aborted`
 */
export async function sendFile(job: SendFileJob): Promise<void> {
  const { channel, blob, transferId, fromBlock, digests } = job;
  const count = blocksOf(blob.size);
  const flow = new Flow(job);
  const reader = new SpanReader(blob);
  const ready: Promise<ArrayBuffer>[] = [];
  try {
    let next = fromBlock;
    for (let index = fromBlock; index < count; index++) {
      while (next < count && ready.length < READ_AHEAD_BLOCKS) {
        const block = prepareBlock(job, reader, next++);
        // Looked at in its turn, or never when an earlier one failed.
        block.catch(() => undefined);
        ready.push(block);
      }
      const message = await ready.shift();
      await flow.until(
        ({ creditBlocks }) =>
          channel.readyState === 'open' &&
          channel.bufferedAmount <= HIGH_WATER_BYTES &&
          index < creditBlocks + FILE_WINDOW_BLOCKS,
      );
      if (message) channel.send(message);
    }
    // Of what was sent in an earlier life of the page nothing is known.
    for (let index = 0; index < count; index++) {
      if (!digests[index]) digests[index] = await sha256(await reader.block(index));
    }
    const end = { kind: 'end', transferId, index: count, offset: blob.size } as const;
    await flow.until(() => channel.readyState === 'open');
    const digest = await rootOf(digests);
    channel.send(writeFileHeader(new ArrayBuffer(FILE_HEADER_BYTES), { ...end, digest }));
    await flow.until(({ isDone }) => isDone);
  } finally {
    flow.close();
    channel.close();
  }
}

async function prepareBlock(
  { transferId, digests }: SendFileJob,
  reader: SpanReader,
  index: number,
): Promise<ArrayBuffer> {
  const bytes = await reader.block(index);
  const digest = await sha256(bytes);
  digests[index] = digest;
  const message = new ArrayBuffer(FILE_HEADER_BYTES + bytes.length);
  new Uint8Array(message).set(bytes, FILE_HEADER_BYTES);
  const offset = index * FILE_BLOCK_BYTES;
  return writeFileHeader(message, { kind: 'block', transferId, index, offset, digest });
}

/** Reads a file's blocks in order, many at a time. */
class SpanReader {
  readonly #blob: Blob;
  #first = -1;
  #span: Promise<ArrayBuffer> | undefined;

  constructor(blob: Blob) {
    this.#blob = blob;
  }

  /** @throws DeskbellError `unreadable_file` when it was changed or moved since it was chosen */
  async block(index: number): Promise<Uint8Array<ArrayBuffer>> {
    const first = index - (index % SPAN_BLOCKS);
    if (!this.#span || first !== this.#first) {
      this.#first = first;
      this.#span = this.#read(first * FILE_BLOCK_BYTES);
    }
    const span = await this.#span;
    const at = (index - first) * FILE_BLOCK_BYTES;
    return new Uint8Array(span, at, Math.min(FILE_BLOCK_BYTES, span.byteLength - at));
  }

  async #read(at: number): Promise<ArrayBuffer> {
    try {
      return await this.#blob.slice(at, at + SPAN_BLOCKS * FILE_BLOCK_BYTES).arrayBuffer();
    } catch (cause) {
      throw new DeskbellError('unreadable_file', { cause });
    }
  }
}

/** What the sender waits for: room in the channel, and credit from the receiver. */
class Flow {
  creditBlocks: number;
  /** The receiver has the file and found it whole. */
  isDone = false;
  readonly #job: SendFileJob;
  readonly #count: number;
  readonly #ending = new AbortController();
  #error: DeskbellError | undefined;
  #wake: () => void = () => undefined;

  constructor(job: SendFileJob) {
    this.#job = job;
    this.creditBlocks = job.fromBlock;
    this.#count = blocksOf(job.blob.size);
    const { channel, signal } = job;
    const options = { signal: this.#ending.signal };
    channel.bufferedAmountLowThreshold = LOW_WATER_BYTES;
    channel.binaryType = 'arraybuffer';
    channel.addEventListener('open', () => this.#wake(), options);
    channel.addEventListener('bufferedamountlow', () => this.#wake(), options);
    channel.addEventListener('message', ({ data }) => this.#hear(data), options);
    channel.addEventListener('close', () => this.#fail('network'), options);
    signal.addEventListener('abort', () => this.#fail('aborted'), options);
    if (signal.aborted) this.#fail('aborted');
  }

  async until(isSo: (flow: Flow) => boolean): Promise<void> {
    for (;;) {
      if (this.#error) throw this.#error;
      if (isSo(this)) return;
      const timer = setTimeout(() => this.#fail('network'), STALL_MS);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      clearTimeout(timer);
    }
  }

  close(): void {
    this.#ending.abort();
  }

  #hear(data: unknown): void {
    const frame = data instanceof ArrayBuffer ? readFileFrame(data) : undefined;
    if (frame?.kind === 'end') this.isDone = true;
    else if (frame?.kind === 'credit' && frame.index <= this.#count) {
      this.creditBlocks = Math.max(this.creditBlocks, frame.index);
      this.#job.onProgress(Math.min(this.#job.blob.size, this.creditBlocks * FILE_BLOCK_BYTES));
    }
    this.#wake();
  }

  #fail(code: 'network' | 'aborted'): void {
    this.#error ??= new DeskbellError(code);
    this.#wake();
  }
}
