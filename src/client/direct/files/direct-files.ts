import { DeskbellError } from '../../../core/errors.js';
import type { DataFrame } from '../../../protocol/index.js';
import type { ConversationBook } from '../../conversation-book.js';
import type { DeviceLink } from '../device-link.js';
import { FileReceiver, type ReceiverPorts } from './file-receiver.js';
import { sweepFiles } from './file-sink.js';
import { KeptFiles } from './kept-files.js';

export interface FilesPorts extends ReceiverPorts {
  book: Pick<ConversationBook, 'get'>;
  meId(): string | undefined;
}

type FileFrame = Extract<DataFrame, { transferId: string }>;

const DAY_MS = 24 * 60 * 60_000;

/** Files from device to device: those this page keeps, and those it fetches. */
export class DirectFiles {
  readonly #ports: FilesPorts;
  readonly #kept: KeptFiles;
  readonly #receiver: FileReceiver;
  #isSwept = false;

  constructor(ports: FilesPorts) {
    this.#ports = ports;
    this.#kept = new KeptFiles(ports.tell);
    this.#receiver = new FileReceiver(ports);
  }

  /** For as long as this page lives, the other side can fetch this file of this message. */
  keep(conversationId: string, messageId: string, blob: Blob): void {
    this.#kept.keep(conversationId, messageId, blob);
  }

  keepsFor(conversationId: string): boolean {
    return this.#kept.keepsFor(conversationId);
  }

  /**
   * Fetches the file of a message from the person who keeps it.
   * @throws DeskbellError `not_found` for a message without such a file, `file_gone`,
   *   `file_sender_away`, `file_damaged`, `file_no_room`, `unreadable_file`, `network`, `aborted`
   */
  async receive(conversationId: string, messageId: string): Promise<void> {
    const { book, meId } = this.#ports;
    const log = book.get(conversationId)?.log;
    const entry = [...(log?.stored ?? []), ...(log?.pending ?? [])].find(
      ({ id }) => id === messageId,
    );
    const { media, senderId } = entry ?? {};
    if (!media || !senderId || media.fileId !== undefined || senderId === meId()) {
      throw new DeskbellError('not_found');
    }
    const { name, mimeType, size } = media;
    const file = { name, mimeType, size };
    const done = this.#receiver.receive({ conversationId, messageId, senderId, file });
    // After the file was opened, which must come soon after the person's press.
    if (!this.#isSwept) void sweepFiles(DAY_MS).catch(() => undefined);
    this.#isSwept = true;
    return done;
  }

  /** Stops a file on its way: one that comes in, or one's own, which nobody gets any more. */
  async cancel(messageId: string): Promise<void> {
    if (!this.#kept.forget(messageId)) await this.#receiver.cancel(messageId);
  }

  isBusy(link: DeviceLink): boolean {
    return this.#kept.isBusy(link) || this.#receiver.isBusy(link);
  }

  /** `file_request`s only of conversations shared with the person behind the link. */
  hear(link: DeviceLink, frame: FileFrame): void {
    const { transferId } = frame;
    if (frame.type === 'file_request') void this.#kept.serve(link, frame);
    else if (frame.type === 'file_refused') this.#receiver.refused(link, transferId, frame.reason);
    else this.#kept.stop(link, transferId);
  }

  adopt(link: DeviceLink, channel: RTCDataChannel): void {
    if (!this.#receiver.adopt(link, channel)) channel.close();
  }

  linkClosed(link: DeviceLink): void {
    this.#receiver.linkClosed(link);
  }

  close(): void {
    this.#kept.close();
    this.#receiver.close();
  }
}
