import { DeskbellError, errorOf } from '../../../core/errors.js';
import type { DataFrameOf } from '../../../protocol/index.js';
import type { DeviceLink } from '../device-link.js';
import { FileIntake } from './file-intake.js';
import type { FileInfo, FileSink } from './file-sink.js';
import type { TellTransfer } from './transfer.js';

export interface ReceiverPorts {
  makeId(): string;
  /** Waits for a link to a device of this person. @throws DeskbellError `file_sender_away` */
  reach(conversationId: string, userId: string, signal: AbortSignal): Promise<DeviceLink[]>;
  openSink(file: FileInfo): Promise<FileSink>;
  tell: TellTransfer;
  /** How long a device may take to answer. */
  answerMs?: number;
}

export interface Wanted {
  readonly conversationId: string;
  readonly messageId: string;
  readonly senderId: string;
  readonly file: FileInfo;
}

interface Incoming {
  readonly wanted: Wanted;
  readonly sink: FileSink;
  readonly intake: FileIntake;
  readonly stopping: AbortController;
  running: Promise<void> | undefined;
}

type Refusal = DataFrameOf<'file_refused'>['reason'];

/** A request that waits for its channel or its refusal. */
interface Asked {
  readonly link: DeviceLink;
  /** Only the first answer counts. */
  answer(result: Answer): void;
  /** Said at any time. */
  refusal?: Refusal;
}

type Answer = RTCDataChannel | Refusal | 'lost';

const ANSWER_MS = 15_000;
/** Interruptions in a row in which nothing came. */
const MOST_FRUITLESS = 3;

/** Fetches files that their senders keep, through interruptions. */
export class FileReceiver {
  readonly #ports: ReceiverPorts;
  /** By message id: one that was interrupted stays until it is asked for again. */
  readonly #incoming = new Map<string, Promise<Incoming>>();
  /** By transfer id. */
  readonly #asked = new Map<string, Asked>();
  readonly #busyLinks = new Set<DeviceLink>();

  constructor(ports: ReceiverPorts) {
    this.#ports = ports;
  }

  /** Resolves when the person has the file. Asked for twice, it is fetched once. */
  async receive(wanted: Wanted): Promise<void> {
    const { messageId } = wanted;
    const opening = this.#incoming.get(messageId) ?? this.#open(wanted);
    this.#incoming.set(messageId, opening);
    const incoming = await opening.catch((cause: unknown) => {
      this.#incoming.delete(messageId);
      throw errorOf(cause, 'file_no_room');
    });
    incoming.running ??= this.#run(incoming).finally(() => {
      incoming.running = undefined;
    });
    return incoming.running;
  }

  /** @returns whether it was on its way */
  async cancel(messageId: string): Promise<boolean> {
    const incoming = await this.#incoming.get(messageId)?.catch(() => undefined);
    if (!incoming) return false;
    incoming.stopping.abort();
    if (!incoming.running) await this.#discard(incoming);
    return true;
  }

  isBusy(link: DeviceLink): boolean {
    return this.#busyLinks.has(link);
  }

  /** @returns false when nobody asked for it */
  adopt(link: DeviceLink, channel: RTCDataChannel): boolean {
    const asked = this.#asked.get(channel.label.replace(/^file:/, ''));
    if (asked?.link !== link) return false;
    asked.answer(channel);
    return true;
  }

  refused(link: DeviceLink, transferId: string, reason: Refusal): void {
    const asked = this.#asked.get(transferId);
    if (asked?.link !== link) return;
    asked.refusal = reason;
    asked.answer(reason);
  }

  linkClosed(link: DeviceLink): void {
    for (const asked of this.#asked.values()) if (asked.link === link) asked.answer('lost');
  }

  close(): void {
    for (const opening of this.#incoming.values()) {
      opening.then(
        (incoming) => {
          incoming.stopping.abort();
          if (!incoming.running) void this.#discard(incoming);
        },
        () => undefined,
      );
    }
  }

  async #open(wanted: Wanted): Promise<Incoming> {
    const { conversationId, messageId, file } = wanted;
    const sink = await this.#ports.openSink(file);
    const intake = new FileIntake(file.size, sink, (loadedBytes) => {
      this.#ports.tell(conversationId, messageId, { loadedBytes, totalBytes: file.size });
    });
    return { wanted, sink, intake, stopping: new AbortController(), running: undefined };
  }

  async #run(incoming: Incoming): Promise<void> {
    const { conversationId, messageId, file } = incoming.wanted;
    const progress = { loadedBytes: incoming.intake.putAway, totalBytes: file.size };
    this.#ports.tell(conversationId, messageId, progress);
    try {
      await this.#fetch(incoming);
      await incoming.sink.finish();
      this.#incoming.delete(messageId);
    } catch (cause) {
      const error = errorOf(cause, 'internal');
      // What is here is good: asked for again, it goes on from there.
      const canGoOn = error.code === 'network' || error.code === 'file_sender_away';
      if (!canGoOn) await this.#discard(incoming);
      throw error;
    } finally {
      this.#ports.tell(conversationId, messageId, undefined);
    }
  }

  async #fetch(incoming: Incoming): Promise<void> {
    const { wanted, intake, stopping } = incoming;
    let fruitless = 0;
    while (fruitless < MOST_FRUITLESS) {
      const before = intake.nextBlock;
      const { conversationId, senderId } = wanted;
      const links = await this.#ports.reach(conversationId, senderId, stopping.signal);
      if (await this.#fetchFrom(links, incoming)) return;
      fruitless = intake.nextBlock > before ? 0 : fruitless + 1;
    }
    throw new DeskbellError('network');
  }

  /** @returns false when the link was lost on the way */
  async #fetchFrom(links: readonly DeviceLink[], incoming: Incoming): Promise<boolean> {
    for (const link of links) {
      const transferId = this.#ports.makeId();
      try {
        const answer = await this.#ask(link, transferId, incoming);
        if (answer === 'gone') continue;
        if (answer === 'lost') return false;
        if (answer === 'unreadable') throw new DeskbellError('unreadable_file');
        if (answer === 'busy') throw new DeskbellError('unavailable');
        this.#busyLinks.add(link);
        await incoming.intake.take(answer, transferId, incoming.stopping.signal);
        return true;
      } catch (error) {
        const wasLost = error instanceof DeskbellError && error.code === 'network';
        if (this.#asked.get(transferId)?.refusal === 'unreadable') {
          throw new DeskbellError('unreadable_file', { cause: error });
        }
        link.send({ type: 'file_cancel', transferId });
        if (wasLost) return false;
        throw error;
      } finally {
        this.#asked.delete(transferId);
        this.#busyLinks.delete(link);
      }
    }
    throw new DeskbellError('file_gone');
  }

  #ask(link: DeviceLink, transferId: string, incoming: Incoming): Promise<Answer> {
    const { wanted, intake, stopping } = incoming;
    const { conversationId, messageId } = wanted;
    const { signal } = stopping;
    const { answerMs = ANSWER_MS } = this.#ports;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ending = new AbortController();
    return new Promise<Answer>((resolve, reject) => {
      if (signal.aborted) throw new DeskbellError('aborted');
      signal.addEventListener('abort', () => reject(new DeskbellError('aborted')), {
        signal: ending.signal,
      });
      timer = setTimeout(() => resolve('lost'), answerMs);
      this.#asked.set(transferId, { link, answer: resolve });
      const block = intake.nextBlock;
      const type = 'file_request';
      if (!link.send({ type, conversationId, messageId, transferId, block })) resolve('lost');
    }).finally(() => {
      clearTimeout(timer);
      ending.abort();
    });
  }

  async #discard({ wanted, sink }: Incoming): Promise<void> {
    this.#incoming.delete(wanted.messageId);
    await sink.abort();
  }
}
