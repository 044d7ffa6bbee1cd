import { DeskbellError } from '../../../core/errors.js';
import { blocksOf } from '../../../protocol/file-frames.js';
import type { DataFrameOf } from '../../../protocol/index.js';
import type { DeviceLink } from '../device-link.js';
import { sendFile } from './send-file.js';
import type { TellTransfer } from './transfer.js';

interface Kept {
  readonly conversationId: string;
  readonly messageId: string;
  readonly blob: Blob;
  readonly digests: Uint8Array[];
}

interface Sending {
  readonly kept: Kept;
  readonly link: DeviceLink;
  readonly stopping: AbortController;
}

const MOST_AT_ONCE = 4;

/**
 * Files that this page keeps for messages of its person, and hands over to whoever may ask. They
 * last as long as the page: a browser gives no handle that lasts longer to a site it hardly knows.
 */
export class KeptFiles {
  readonly #kept = new Map<string, Kept>();
  readonly #sending = new Map<string, Sending>();
  readonly #tell: TellTransfer;

  constructor(tell: TellTransfer) {
    this.#tell = tell;
  }

  keep(conversationId: string, messageId: string, blob: Blob): void {
    this.#kept.set(messageId, { conversationId, messageId, blob, digests: [] });
  }

  keepsFor(conversationId: string): boolean {
    return [...this.#kept.values()].some((kept) => kept.conversationId === conversationId);
  }

  isBusy(link: DeviceLink): boolean {
    return [...this.#sending.values()].some((sending) => sending.link === link);
  }

  /** The other side is one of the conversation; that was looked at. */
  async serve(link: DeviceLink, request: DataFrameOf<'file_request'>): Promise<void> {
    const { conversationId, messageId, transferId, block } = request;
    const kept = this.#kept.get(messageId);
    const isTheirs = kept?.conversationId === conversationId && block <= blocksOf(kept.blob.size);
    if (!kept || !isTheirs) return this.#refuse(link, transferId, 'gone');
    if (this.#sending.has(transferId)) return;
    if (this.#sending.size >= MOST_AT_ONCE) return this.#refuse(link, transferId, 'busy');
    const channel = link.openChannel(`file:${transferId}`);
    if (!channel) return;
    const sending = { kept, link, stopping: new AbortController() };
    this.#sending.set(transferId, sending);
    const { blob, digests } = kept;
    try {
      await sendFile({
        channel,
        transferId,
        blob,
        fromBlock: block,
        digests,
        onProgress: (loadedBytes) => {
          this.#tell(conversationId, messageId, { loadedBytes, totalBytes: blob.size });
        },
        signal: sending.stopping.signal,
      });
    } catch (error) {
      // A lost link is asked over again by the other side; what it cannot know it is told.
      const isUnreadable = error instanceof DeskbellError && error.code === 'unreadable_file';
      if (isUnreadable) this.#refuse(link, transferId, 'unreadable');
    } finally {
      this.#sending.delete(transferId);
      this.#tell(conversationId, messageId, undefined);
    }
  }

  /** The receiver has had enough of this transfer. */
  stop(link: DeviceLink, transferId: string): void {
    const sending = this.#sending.get(transferId);
    if (sending?.link === link) sending.stopping.abort();
  }

  /** The sender has: nobody gets it any more. */
  forget(messageId: string): boolean {
    for (const [transferId, { kept, link, stopping }] of this.#sending) {
      if (kept.messageId !== messageId) continue;
      this.#refuse(link, transferId, 'gone');
      stopping.abort();
    }
    return this.#kept.delete(messageId);
  }

  close(): void {
    for (const { stopping } of this.#sending.values()) stopping.abort();
    this.#kept.clear();
  }

  #refuse(
    link: DeviceLink,
    transferId: string,
    reason: DataFrameOf<'file_refused'>['reason'],
  ): void {
    link.send({ type: 'file_refused', transferId, reason });
  }
}
