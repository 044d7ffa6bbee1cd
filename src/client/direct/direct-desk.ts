import { hasConsent } from '../../core/link-consent.js';
import {
  readFrame,
  type BrokerFrameOf,
  type ChatFrame,
  type ClientFrameInput,
  type DataFrame,
} from '../../protocol/index.js';
import { linkFrames } from '../../protocol/link-frames.js';
import type { ConversationBook } from '../conversation-book.js';
import type { OutboxMessage } from '../outbox.js';
import type { PeerJsPeerOptions } from '../peerjs-peer.js';
import type { DeviceLink } from './device-link.js';
import { DirectLinks } from './direct-links.js';
import { DirectTalk } from './direct-talk.js';
import { LinkWaiting } from './link-waiting.js';
import { DirectFiles } from './files/direct-files.js';
import type { FileInfo, FileSink } from './files/file-sink.js';
import type { TellTransfer } from './files/transfer.js';

export interface DeskPorts {
  book: Pick<
    ConversationBook,
    'get' | 'ids' | 'receiveDirect' | 'markDirect' | 'setDirect' | 'assumeMark'
  >;
  meId(): string | undefined;
  deviceId(): string;
  isOnline(): boolean;
  /** To the broker. @returns false when offline */
  send(frame: ClientFrameInput): boolean;
  hearTyping(conversationId: string, userId: string, active: boolean): void;
  tellTransfer: TellTransfer;
  openSink(file: FileInfo): Promise<FileSink>;
  makeId(): string;
  peer: PeerJsPeerOptions;
}

const TICK_MS = 5_000;
/** A conversation in which nothing happened for so long needs no link. */
const ACTIVE_MS = 3 * 60_000;

/**
 * Direct links for the conversations that are being talked in: asks for them, agrees to them, and
 * says over them what also goes to the broker.
 */
export class DirectDesk {
  readonly #ports: DeskPorts;
  readonly #links: DirectLinks;
  readonly #talk: DirectTalk;
  readonly #files: DirectFiles;
  /** When something happened in a conversation last, by its id. */
  readonly #activeAtMs = new Map<string, number>();
  readonly #waiting: LinkWaiting;
  #timer: ReturnType<typeof setInterval> | undefined;
  #isClosed = false;

  constructor(ports: DeskPorts) {
    this.#ports = ports;
    const { book, meId, hearTyping, makeId, openSink, tellTransfer } = ports;
    this.#links = new DirectLinks({
      peer: ports.peer,
      send: ports.send,
      isOnline: ports.isOnline,
      isBusy: (link) => this.#files.isBusy(link),
      onOpen: (link) => this.#opened(link),
      onClosed: (link) => this.#gone(link),
      onFrame: (link, frame) => this.#hearDirectly(link, frame),
      onChannel: (link, channel) => this.#files.adopt(link, channel),
    });
    this.#talk = new DirectTalk({
      book,
      meId,
      hearTyping,
      linksTo: (userId) => this.#links.of(userId),
      onAbuse: (link) => this.#links.end(link, 'abuse'),
    });
    this.#files = new DirectFiles({
      book,
      meId,
      makeId,
      openSink,
      tell: tellTransfer,
      reach: (conversationId, userId, signal) =>
        this.#waiting.reach(conversationId, userId, signal),
    });
    this.#waiting = new LinkWaiting({
      linksTo: (userId) => this.#links.of(userId),
      ask: (conversationId, userId) => {
        this.touch(conversationId);
        // The person waits: sooner than it would be asked for again by itself.
        const event = { type: 'wanted', userId, conversationId, isUrgent: true } as const;
        if (ports.isOnline()) this.#links.dispatch(event);
      },
    });
  }

  /** Keeps a file for a message that is being sent. @returns false without an open link */
  offer({ id, conversationId, file }: OutboxMessage): boolean {
    const userId = this.#otherOf(conversationId);
    if (!file || userId === undefined || this.#links.of(userId).length === 0) return false;
    this.#files.keep(conversationId, id, file);
    return true;
  }

  /** Fetches a file that the other side keeps. @throws DeskbellError as `DirectFiles.receive` */
  receive(conversationId: string, messageId: string): Promise<void> {
    return this.#files.receive(conversationId, messageId);
  }

  /** Stops a file on its way; one's own is then handed to nobody any more. */
  cancel(messageId: string): Promise<void> {
    return this.#files.cancel(messageId);
  }

  /** Something happens in this conversation: it is worth a link, if both want one. */
  touch(conversationId: string): void {
    if (this.#isClosed) return;
    this.#activeAtMs.set(conversationId, Date.now());
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS);
    this.#consider(conversationId);
  }

  /** Takes what goes to the broker. @returns whether it need not reach the broker any more */
  say(frame: ClientFrameInput): boolean {
    return this.#talk.say(frame);
  }

  /** Takes what the broker said, after the session did. */
  hear(frame: ChatFrame): void {
    if (this.#isClosed) return;
    if (frame.type === 'welcome') {
      this.#links.dispatch({ type: 'went_offline' });
      this.#links.wake();
      for (const id of this.#activeAtMs.keys()) this.#consider(id);
    } else if (frame.type === 'error') {
      if (frame.code !== 'link_not_allowed' && frame.code !== 'blocked') return;
      const about = frame.ref === undefined ? {} : { conversationId: frame.ref };
      this.#links.dispatch({ type: 'refused', ...about });
    }
  }

  /** Takes another frame of the broker, whatever it is about. */
  hearOther(text: string): void {
    const read = readFrame(linkFrames, text);
    if (this.#isClosed || read.kind !== 'frame') return;
    const { frame } = read;
    if (frame.type === 'link_request') return this.#hearRequest(frame);
    const { conversationId, userId, deviceId, peerId } = frame;
    if (!this.#talk.shared(conversationId, userId)) return;
    const peer = { userId, deviceId, peerId };
    this.#links.dispatch({ type: 'heard_accept', conversationId, peer });
  }

  /** Idempotent. */
  close(): void {
    this.#isClosed = true;
    clearInterval(this.#timer);
    this.#files.close();
    this.#links.close();
    this.#waiting.close();
  }

  #tick(): void {
    const since = Date.now() - ACTIVE_MS;
    for (const [id, atMs] of this.#activeAtMs) {
      if (atMs < since) this.#activeAtMs.delete(id);
      else this.#consider(id);
    }
    this.#links.tick();
    if (this.#links.isBusy || this.#activeAtMs.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #consider(conversationId: string): void {
    const userId = this.#otherOf(conversationId);
    if (userId === undefined) return;
    if (this.#links.of(userId).length > 0) this.#show(conversationId, true);
    else if (this.#ports.isOnline() && this.#agrees(conversationId, userId)) {
      this.#links.dispatch({ type: 'wanted', userId, conversationId });
    }
  }

  #hearRequest({ conversationId, userId, deviceId, peerId }: BrokerFrameOf<'link_request'>): void {
    const isForFile = this.#files.keepsFor(conversationId);
    const isShared = this.#talk.shared(conversationId, userId) !== undefined;
    if (!isShared || !(isForFile || this.#agrees(conversationId, userId))) return;
    this.touch(conversationId);
    const ownDeviceId = this.#ports.deviceId();
    const peer = { userId, deviceId, peerId };
    this.#links.dispatch({ type: 'heard_request', ownDeviceId, conversationId, peer });
  }

  /** The conversation was opened on this page, and each has said something to the other. */
  #agrees(conversationId: string, userId: string): boolean {
    const log = this.#ports.book.get(conversationId)?.log;
    const isShared = this.#talk.shared(conversationId, userId) !== undefined;
    return isShared && log !== undefined && log.history !== 'unknown' && hasConsent(log.stored);
  }

  #otherOf(conversationId: string): string | undefined {
    const { book, meId } = this.#ports;
    const people = book.get(conversationId)?.conversation.participants ?? [];
    return people.find(({ id }) => id !== meId())?.id;
  }

  #hearDirectly(link: DeviceLink, frame: DataFrame): void {
    switch (frame.type) {
      case 'message':
      case 'message_ack':
      case 'receipt':
      case 'typing':
        return this.#talk.hear(link, frame);
      case 'file_request':
        if (!this.#talk.shared(frame.conversationId, link.userId)) return;
        return this.#files.hear(link, frame);
      case 'file_refused':
      case 'file_cancel':
        return this.#files.hear(link, frame);
      case 'ping':
      case 'pong':
      case 'call_end':
        // The channel answers the first; a call has a link of its own.
        return;
    }
  }

  #opened(link: DeviceLink): void {
    this.#showAll(link.userId, true);
    this.#waiting.lookAgain();
  }

  #gone(link: DeviceLink): void {
    this.#files.linkClosed(link);
    if (this.#links.of(link.userId).length === 0) this.#showAll(link.userId, false);
  }

  #showAll(userId: string, isDirect: boolean): void {
    for (const id of this.#ports.book.ids()) {
      if (this.#otherOf(id) === userId) this.#show(id, isDirect);
    }
  }

  #show(conversationId: string, isDirect: boolean): void {
    const { book } = this.#ports;
    const known = book.get(conversationId)?.direct ?? false;
    if (known !== isDirect) book.setDirect(conversationId, isDirect);
  }
}
