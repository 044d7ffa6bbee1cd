import { markOf } from '../../core/conversations.js';
import type { LogEntry } from '../../core/log-entry.js';
import type {
  ClientFrameInput,
  Conversation,
  DataFrame,
  DataFrameOf,
  DirectDraft,
  DirectDraftInput,
  Location,
  MessageDraft,
} from '../../protocol/index.js';
import type { ConversationBook } from '../conversation-book.js';
import type { DeviceLink } from './device-link.js';
import { FrameAllowance } from './frame-allowance.js';

export interface TalkPorts {
  book: Pick<ConversationBook, 'get' | 'receiveDirect' | 'markDirect' | 'assumeMark'>;
  meId(): string | undefined;
  /** Open links to the devices of a person. */
  linksTo(userId: string): readonly DeviceLink[];
  hearTyping(conversationId: string, userId: string, active: boolean): void;
  /** Messages come faster than anybody writes. */
  onAbuse(link: DeviceLink): void;
}

type DraftLocation = NonNullable<DirectDraft['location']>;
type TalkFrame = Extract<DataFrame, { conversationId: string }> | DataFrameOf<'message_ack'>;

const REMEMBERED_MESSAGES = 1_000;

/** What people say over direct links: the same as by the broker, only at once. */
export class DirectTalk {
  readonly #ports: TalkPorts;
  /** `messageId deviceId` of what was said, oldest first. */
  readonly #said = new Set<string>();
  readonly #allowances = new WeakMap<DeviceLink, FrameAllowance>();

  constructor(ports: TalkPorts) {
    this.#ports = ports;
  }

  /**
   * Takes what goes to the broker, and says it directly where there is a link.
   * @returns whether it did, for what need not reach the broker
   */
  say(frame: ClientFrameInput): boolean {
    if (frame.type === 'message_send') this.#sayMessage(frame.conversationId, frame.message);
    if (frame.type !== 'receipt' && frame.type !== 'typing') return false;
    const links = this.#linksOf(frame.conversationId);
    for (const link of links) link.send(frame);
    return frame.type === 'typing' && links.length > 0;
  }

  /** The conversation, if it is one of mine with this very person, and I want to hear from them. */
  shared(conversationId: string, userId: string): Conversation | undefined {
    const conversation = this.#ports.book.get(conversationId)?.conversation;
    const isTheirs = conversation?.participants.some(({ id }) => id === userId);
    return isTheirs && !conversation?.blocked ? conversation : undefined;
  }

  hear(link: DeviceLink, frame: TalkFrame): void {
    const { book, hearTyping } = this.#ports;
    const { userId, deviceId } = link;
    if (frame.type === 'message_ack') {
      if (this.#said.has(`${frame.messageId} ${deviceId}`)) book.markDirect(frame.messageId);
      return;
    }
    const conversation = this.shared(frame.conversationId, userId);
    if (!conversation) return;
    if (frame.type === 'typing') hearTyping(conversation.id, userId, frame.active);
    else if (frame.type === 'receipt') this.#hearReceipt(conversation, userId, frame);
    else if (frame.type === 'message') this.#hearMessage(link, frame);
  }

  #hearMessage(link: DeviceLink, { conversationId, message }: DataFrameOf<'message'>): void {
    const allowance =
      this.#allowances.get(link) ?? new FrameAllowance({ burst: 500, perSecond: 20 });
    this.#allowances.set(link, allowance);
    if (!allowance.take(Date.now())) return this.#ports.onAbuse(link);
    // Who says it is known from the link, never from the frame.
    this.#ports.book.receiveDirect(conversationId, lineOf(message, link.userId));
    this.#ports.hearTyping(conversationId, link.userId, false);
    link.send({ type: 'message_ack', messageId: message.id });
  }

  #hearReceipt(
    conversation: Conversation,
    userId: string,
    { state, seq }: DataFrameOf<'receipt'>,
  ): void {
    const mark = markOf(conversation, userId);
    const upTo = Math.min(seq, conversation.lastSeq);
    const deliveredSeq = Math.max(mark.deliveredSeq, upTo);
    const readSeq = state === 'read' ? Math.max(mark.readSeq, upTo) : mark.readSeq;
    this.#ports.book.assumeMark(conversation.id, { userId, deliveredSeq, readSeq });
  }

  #sayMessage(conversationId: string, message: MessageDraft): void {
    if (!travelsDirectly(message)) return;
    for (const link of this.#linksOf(conversationId)) {
      const key = `${message.id} ${link.deviceId}`;
      // The broker is told again and again until it answers; this side has heard it.
      if (this.#said.has(key)) continue;
      if (!link.send({ type: 'message', conversationId, message })) continue;
      this.#said.add(key);
      const [oldest] = this.#said;
      if (this.#said.size > REMEMBERED_MESSAGES && oldest) this.#said.delete(oldest);
    }
  }

  #linksOf(conversationId: string): readonly DeviceLink[] {
    const { book, meId, linksTo } = this.#ports;
    const others = book.get(conversationId)?.conversation.participants ?? [];
    return others.flatMap(({ id }) => (id === meId() ? [] : linksTo(id)));
  }
}

function lineOf(message: DirectDraft, senderId: string): LogEntry {
  const { id, type, replyTo, forwarded, text, media, location } = message;
  return {
    id,
    senderId,
    type,
    createdAt: new Date().toISOString(),
    direct: true,
    ...(text !== undefined && { text }),
    ...(media && { media }),
    ...(location && { location: locationOf(location) }),
    ...(replyTo !== undefined && { replyTo }),
    ...(forwarded && { forwarded }),
  };
}

function locationOf({ latitude, longitude, address }: DraftLocation): Location {
  return { latitude, longitude, ...(address !== undefined && { address }) };
}

/** A stored file has its link from the broker, an offer its order and its time. */
function travelsDirectly(message: MessageDraft): message is MessageDraft & DirectDraftInput {
  return message.type !== 'BID' && !('media' in message && 'fileId' in message.media);
}
