import { randomUUID } from 'node:crypto';
import type { MediaDraft, Message, MessageType, ReadDraft } from '../../src/protocol/index.js';
import { BrokerError } from '../domain/broker-error.js';
import { mayReach } from '../domain/reach.js';
import type { Identity, MediaLinks, Messages } from '../domain/types.js';
import type { FileRecord, Store } from '../store/store.js';
import type { FileDesk } from './file-desk.js';
import type { Arrival } from './upload-desk.js';

type FileType = Extract<MessageType, 'IMAGE' | 'VIDEO' | 'FILE' | 'VOICE'>;

/** A message whose file comes with it. Without a `type` its bytes decide. */
export interface FileMessage {
  readonly id: string;
  readonly conversationId: string;
  readonly type?: FileType | undefined;
  readonly text?: string | undefined;
  readonly replyTo?: string | undefined;
  readonly durationSeconds?: number | undefined;
  readonly waveform?: number[] | undefined;
}

export interface FileMessagesOptions {
  readonly store: Pick<Store, 'messages' | 'conversations' | 'blocks'>;
  readonly desk: FileDesk;
  readonly links: MediaLinks;
  readonly messages: Pick<Messages, 'send'>;
}

/** What browsers play; a recorder gives one of the first three. */
const VOICE = /^audio\/(webm|ogg|mp4|mpeg|wav|aac)$/;

/** Keeps a file and sends it: both or neither. */
export class FileMessages {
  readonly #options: FileMessagesOptions;

  constructor(options: FileMessagesOptions) {
    this.#options = options;
  }

  /** The same id again is the message that is there, `created: false`; its file is not kept. */
  async send(
    actor: Identity,
    message: FileMessage,
    name: string,
    arrival: Arrival,
  ): Promise<{ message: Message; created: boolean }> {
    const { store, desk, messages } = this.#options;
    const { conversationId } = message;
    const userIds = await store.conversations.participants(conversationId);
    if (!userIds.includes(actor.userId)) throw new BrokerError('not_found');
    const known = await this.#known(actor, message);
    if (known) return { message: known, created: false };
    if (!(await mayReach(store, actor.userId, userIds))) throw new BrokerError('blocked');
    const file = await arrival.keep({ id: randomUUID(), conversationId, name });
    let fileId: string | undefined;
    try {
      const sent = await messages.send(actor, conversationId, draftOf(message, file));
      fileId = sent.message.media?.fileId;
      return sent;
    } finally {
      // Refused, or another request with the same message was faster.
      if (fileId !== file.id) await desk.discard(file.id);
    }
  }

  async #known(
    { userId }: Identity,
    { id, conversationId }: FileMessage,
  ): Promise<Message | undefined> {
    const { store, links } = this.#options;
    const known = await store.messages.view(id, userId);
    const isSame = known?.senderId === userId && known.conversationId === conversationId;
    return isSame ? links.sign(known) : undefined;
  }
}

function draftOf(message: FileMessage, file: FileRecord): ReadDraft {
  const { id, text, replyTo, durationSeconds, waveform } = message;
  const media: MediaDraft = {
    fileId: file.id,
    ...(durationSeconds !== undefined && { durationSeconds }),
    ...(waveform && { waveform }),
  };
  return {
    id,
    type: typeOf(message.type, file.mimeType),
    media,
    ...(text !== undefined && { text }),
    ...(replyTo !== undefined && { replyTo }),
  };
}

function typeOf(asked: FileType | undefined, mimeType: string): FileType {
  if (asked === 'VOICE' && !VOICE.test(mimeType)) throw new BrokerError('unsupported_media_type');
  if (asked) return asked;
  if (mimeType.startsWith('image/')) return 'IMAGE';
  return mimeType.startsWith('video/') ? 'VIDEO' : 'FILE';
}
