import type { SendFileOptions } from '../../client/late-verbs.js';
import type { VoiceNote } from '../../client/recorder/recorder-state.js';
import { messageTypeOf, type Attachment } from '../../controllers/attachments.js';
import type { ConversationController } from '../../controllers/conversation-controller.js';
import type { OutgoingController } from '../../controllers/outgoing-controller.js';
import type { BidDraft } from '../../protocol/index.js';
import { askFor, type IntentDetails } from '../events.js';

export interface ChosenPlace {
  readonly latitude: number;
  readonly longitude: number;
  readonly address: string;
}

type Draft = Omit<IntentDetails['message-send-request'], 'conversationId' | 'to' | 'replyTo'>;

/**
 * What each tool does with what a person made in it: asks the page, then sends. Each answers false
 * when the page objected, so that the tool keeps it.
 */
export class OutgoingMessages {
  readonly #element: HTMLElement;
  readonly #outgoing: OutgoingController;
  readonly #chat: () => ConversationController | undefined;

  constructor(
    element: HTMLElement,
    outgoing: OutgoingController,
    chat: () => ConversationController | undefined,
  ) {
    this.#element = element;
    this.#outgoing = outgoing;
    this.#chat = chat;
  }

  readonly sendNote = ({ blob, seconds, waveform }: VoiceNote): boolean => {
    if (!this.#asks({ type: 'VOICE', text: '', file: blob })) return false;
    const options = { waveform, ...this.#takeReply() };
    this.#outgoing.send((messaging, id) => messaging.sendVoiceMessage(id, blob, seconds, options));
    return true;
  };

  /** Gives back the files that the page did not let through. */
  readonly sendFiles = (attachments: readonly Attachment[]): readonly Attachment[] =>
    attachments.filter((attachment) => !this.#sendFile(attachment));

  readonly sendPlace = ({ latitude, longitude, address }: ChosenPlace): boolean => {
    const location = { latitude, longitude };
    if (!this.#asks({ type: 'LOCATION', text: address, location })) return false;
    const options = this.#takeReply();
    this.#outgoing.send((messaging, id) =>
      messaging.sendLocation(id, latitude, longitude, address || undefined, options),
    );
    return true;
  };

  readonly sendBid = (bid: BidDraft): boolean => {
    const { counterTo } = bid;
    const about = this.#chat()?.about;
    const isAllowed = askFor(this.#element, 'bid-request', {
      ...about,
      ...(counterTo && { messageId: counterTo }),
      step: counterTo ? 'counter' : 'offer',
      bid,
    });
    if (isAllowed) this.#outgoing.send((messaging, id) => messaging.sendBid(id, bid));
    return isAllowed;
  };

  #sendFile({ file, caption }: Attachment): boolean {
    const text = caption.trim();
    const type = messageTypeOf(file);
    if (!this.#asks({ type, text, file })) return false;
    const options: SendFileOptions = { ...(text && { caption: text }), ...this.#takeReply() };
    this.#outgoing.send((messaging, id) =>
      type === 'IMAGE'
        ? messaging.sendImage(id, file, options)
        : messaging.sendFile(id, file, options),
    );
    return true;
  }

  #asks(draft: Draft): boolean {
    const { about, replyTo } = this.#chat() ?? {};
    return askFor(this.#element, 'message-send-request', {
      ...about,
      ...draft,
      ...(replyTo && { replyTo: replyTo.id }),
    });
  }

  /** What is answered is answered once, by the first message after it. */
  #takeReply(): { replyTo?: string } {
    const chat = this.#chat();
    const { replyTo } = chat ?? {};
    if (!replyTo) return {};
    chat?.setReply();
    return { replyTo: replyTo.id };
  }
}
