import { DeskbellError, errorOf } from '../../core/errors.js';
import { withPendingChange } from '../../core/message-log.js';
import type { Media, MessageDraft } from '../../protocol/index.js';
import { moreResponses } from '../../protocol/rest-more.js';
import type { OutboxEntry, OutboxMessage } from '../outbox.js';
import { isOnline, type LatePorts } from './late-ports.js';
import { NOTHING } from './queries.js';
import { fetchWithProgress } from './progress-fetch.js';

/** So much goes out in one request; what is lost of it with the network is sent again. */
const SLICE_BYTES = 4 * 1024 * 1024;
const SLICE_LIMIT_MS = 10 * 60_000;
/** A request that moves nothing for so long is dead. */
const SILENCE_MS = 30_000;
const AT_ONCE = 2;

type MessageWithFile = OutboxMessage & { readonly file: File };

/**
 * Brings the files of outbox entries to the broker, two at a time, and hands the entries back to be
 * sent. Each goes on where the broker says it stopped: after a lost network, a reload, a restart.
 */
export class Uploads {
  readonly #ports: LatePorts;
  /** All that was begun, also what waits: for another tab, or for its turn. */
  readonly #running = new Map<string, AbortController>();
  /** What waits for its turn. */
  readonly #waiting: (() => void)[] = [];
  #free = AT_ONCE;
  #closed = false;

  constructor(ports: LatePorts) {
    this.#ports = ports;
  }

  /** Safe to call again: one that waits or runs is not begun twice. */
  carry(entry: MessageWithFile): void {
    // The next welcome brings it again.
    if (this.#closed || !isOnline(this.#ports)) return;
    if (this.#running.has(entry.id)) return;
    const abort = new AbortController();
    this.#running.set(entry.id, abort);
    void this.#run(entry, abort.signal).finally(() => {
      // After a drop it may have been begun anew.
      if (this.#running.get(entry.id) === abort) this.#running.delete(entry.id);
    });
  }

  drop(id: string): void {
    const abort = this.#running.get(id);
    if (!abort) return;
    this.#running.delete(id);
    abort.abort();
    // What is there of it is of no use to anybody; if this is not heard, the broker forgets by itself.
    const { rest } = this.#ports;
    void rest.ask(`uploads/${id}`, NOTHING, { method: 'DELETE' }).catch(() => undefined);
  }

  close(): void {
    this.#closed = true;
    for (const abort of this.#running.values()) abort.abort();
  }

  /** Two at a time. A turn that is there goes to whoever has waited longest. */
  async #inTurn(work: () => Promise<void>): Promise<void> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }

  async #run({ id, owner }: MessageWithFile, signal: AbortSignal): Promise<void> {
    const { world, outbox, onError } = this.#ports;
    try {
      const bring = async () => {
        if (signal.aborted) return;
        // As it was kept: a file that the person has changed or removed since can no longer be read.
        const entry = (await outbox.list(owner)).find((kept) => kept.id === id);
        if (entry && hasFile(entry) && !entry.error) await this.#bring(entry, signal);
      };
      // Another tab of this browser may be at it; if that tab dies, it is ours. That wait takes no turn.
      await world.exclusive(`deskbell:upload:${id}`, () => this.#inTurn(bring), signal);
    } catch (error) {
      if (!signal.aborted) onError(error);
    }
  }

  async #bring(entry: MessageWithFile, signal: AbortSignal): Promise<void> {
    const { sender } = this.#ports;
    try {
      const { fileId, media } = await this.#upload(entry, signal);
      await this.#handBack(entry, { fileId }, media);
    } catch (cause) {
      const { code, retryAfterMs } = errorOf(cause, 'unreadable_file');
      if (signal.aborted) return;
      if (code === 'file_too_large' && (await this.#keep(entry))) return;
      const passing = code === 'network' || code === 'timeout' || code === 'aborted';
      await sender.refuse(entry.id, passing ? 'unavailable' : code, retryAfterMs);
    }
  }

  async #upload(
    { id, conversationId, file }: MessageWithFile,
    signal: AbortSignal,
  ): Promise<{ fileId: string; media: Media }> {
    const { rest } = this.#ports;
    const json = { id, conversationId, name: file.name, size: file.size };
    // The same id again is the same upload: the answer tells where to go on.
    let upload = await rest.ask('uploads', moreResponses.upload, { json, signal });
    while (!upload.file) {
      this.#show(conversationId, id, file, upload.offset);
      upload = await this.#slice(conversationId, id, file, upload.offset, signal);
    }
    const { fileId } = upload.file;
    if (fileId === undefined) throw new DeskbellError('internal');
    this.#show(conversationId, id, file, file.size);
    return { fileId, media: upload.file };
  }

  async #slice(
    conversationId: string,
    id: string,
    file: File,
    offset: number,
    signal: AbortSignal,
  ) {
    const { rest, world } = this.#ports;
    const silence = new AbortController();
    let timer = setTimeout(() => silence.abort(), SILENCE_MS);
    const progress = (sentBytes: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MS);
      this.#show(conversationId, id, file, offset + sentBytes);
    };
    const stop = () => silence.abort();
    signal.addEventListener('abort', stop);
    try {
      return await rest.ask(`uploads/${id}`, moreResponses.upload, {
        method: 'PATCH',
        headers: { 'upload-offset': String(offset), 'content-type': 'application/octet-stream' },
        body: file.slice(offset, offset + SLICE_BYTES),
        fetch: (world.fetchWithProgress ?? fetchWithProgress)(progress),
        signal: silence.signal,
        timeoutMs: SLICE_LIMIT_MS,
      });
    } catch (error) {
      const { code } = errorOf(error, 'network');
      if (code === 'upload_offset')
        return await rest.ask(`uploads/${id}`, moreResponses.upload, { signal });
      throw error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    }
  }

  /** The file is too large for the broker: its sender keeps it, where a direct link is open. */
  async #keep(entry: MessageWithFile): Promise<boolean> {
    const direct = await this.#ports.directFiles?.().catch(() => undefined);
    if (!direct?.offer(entry)) return false;
    const { name, type, size } = entry.file;
    const media = { name, mimeType: type || 'application/octet-stream', size };
    await this.#handBack(entry, media, media);
    return true;
  }

  /** From here on it is a message like any other. */
  async #handBack(entry: MessageWithFile, draftMedia: object, media: Media): Promise<void> {
    const { draft } = entry;
    const former = 'media' in draft ? draft.media : {};
    const sound = withoutFileId({ fileId: '', ...former });
    const whole = { ...draft, media: { ...sound, ...draftMedia } } as MessageDraft;
    await this.#ports.sender.submit({ ...withoutFile(entry), draft: whole, shown: { media } });
  }

  #show(conversationId: string, id: string, file: File, loadedBytes: number): void {
    const transfer = { loadedBytes, totalBytes: file.size, local: file };
    this.#ports.book.changeLog(conversationId, (log) => withPendingChange(log, id, { transfer }));
  }
}

/** Of what is kept here there is no file at the broker to be named. */
const withoutFileId = ({ fileId: _unnamed, ...media }: { fileId: string }): object => media;

const withoutFile = ({ file: _sent, ...entry }: OutboxMessage): OutboxMessage => entry;

export function hasFile(entry: OutboxEntry): entry is MessageWithFile {
  return 'draft' in entry && entry.file !== undefined;
}
