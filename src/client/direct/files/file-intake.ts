import { DeskbellError } from '../../../core/errors.js';
import {
  blocksOf,
  FILE_BLOCK_BYTES,
  FILE_HEADER_BYTES,
  readFileFrame,
  writeFileHeader,
  type FileFrame,
} from '../../../protocol/file-frames.js';
import { isSame, NO_DIGEST, rootOf, sha256 } from './digest.js';
import type { FileSink } from './file-sink.js';
import { Inbox } from './inbox.js';

/** Written together: browsers charge by the call. */
const WRITE_BLOCKS = 8;

/**
 * Takes in one file, block by block, over one channel after the other until it is whole. What does
 * not fit the announced size, its place or its digest ends it.
 */
export class FileIntake {
  readonly #size: number;
  readonly #sink: Pick<FileSink, 'write'>;
  readonly #onProgress: (bytes: number) => void;
  readonly #digests: Uint8Array[] = [];
  readonly #buffer = new Uint8Array(WRITE_BLOCKS * FILE_BLOCK_BYTES);

  /** @param size as announced by the message, in bytes */
  constructor(
    size: number,
    sink: Pick<FileSink, 'write'>,
    onProgress: (bytes: number) => void = () => undefined,
  ) {
    this.#size = size;
    this.#sink = sink;
    this.#onProgress = onProgress;
  }

  /** The first block that is not put away yet. */
  get nextBlock(): number {
    return this.#digests.length;
  }

  /**
   * Resolves when the file is whole and checked: the sink may be finished. Closes the channel.
   * @throws DeskbellError `network` when the channel closed: another one can go on; `file_damaged`;
   *   `aborted`; and whatever the sink throws
   */
  async take(channel: RTCDataChannel, transferId: string, signal: AbortSignal): Promise<void> {
    const inbox = new Inbox(channel, signal);
    const tell = (kind: 'credit' | 'end') => {
      if (channel.readyState !== 'open') return;
      const message = new ArrayBuffer(FILE_HEADER_BYTES);
      const [index, offset] = [this.nextBlock, this.putAway];
      channel.send(
        writeFileHeader(message, { kind, transferId, index, offset, digest: NO_DIGEST }),
      );
    };
    try {
      for (;;) {
        const frames = (await inbox.take(WRITE_BLOCKS)).map(readFileFrame);
        const blocks = frames.filter((frame) => frame?.kind === 'block');
        await this.#put(blocks.map((frame, at) => this.#fitting(frame, at, transferId)));
        if (blocks.length > 0) tell('credit');
        this.#onProgress(this.putAway);
        if (blocks.length === frames.length) continue;
        await this.#check(frames.at(-1), transferId);
        if (blocks.length < frames.length - 1) throw new DeskbellError('file_damaged');
        tell('end');
        return;
      }
    } finally {
      inbox.close();
      channel.close();
    }
  }

  /** Bytes put away so far. */
  get putAway(): number {
    return Math.min(this.#size, this.nextBlock * FILE_BLOCK_BYTES);
  }

  /** The frame, if it is the block that comes at this place after those put away. */
  #fitting(frame: FileFrame | undefined, at: number, transferId: string): FileFrame {
    const index = this.nextBlock + at;
    const offset = index * FILE_BLOCK_BYTES;
    const length = Math.min(FILE_BLOCK_BYTES, this.#size - offset);
    const fits =
      frame?.transferId === transferId &&
      frame.index === index &&
      frame.offset === offset &&
      frame.payload.length === length;
    if (!fits) throw new DeskbellError('file_damaged');
    return frame;
  }

  async #put(blocks: readonly FileFrame[]): Promise<void> {
    if (blocks.length === 0) return;
    const digests = await Promise.all(blocks.map(({ payload }) => sha256(payload)));
    const isWhole = blocks.every(({ digest }, at) => isSame(digest, digests[at] ?? NO_DIGEST));
    if (!isWhole) throw new DeskbellError('file_damaged');
    let length = 0;
    for (const { payload } of blocks) {
      this.#buffer.set(payload, length);
      length += payload.length;
    }
    await this.#sink.write(this.#buffer.subarray(0, length));
    this.#digests.push(...digests);
  }

  async #check(end: FileFrame | undefined, transferId: string): Promise<void> {
    const count = blocksOf(this.#size);
    const fits =
      end?.kind === 'end' &&
      end.transferId === transferId &&
      end.index === count &&
      end.offset === this.#size &&
      this.nextBlock === count;
    if (!fits || !isSame(end.digest, await rootOf(this.#digests))) {
      throw new DeskbellError('file_damaged');
    }
  }
}
