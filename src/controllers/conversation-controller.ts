import type { LateVerbs } from '../client/late-verbs.js';
import type { DeliveryState, LogEntry } from '../core/message-log.js';
import type { CallType } from '../protocol/index.js';
import { ConversationFinder } from './conversation-finder.js';

type Verb = keyof LateVerbs;
type Result<K extends Verb> = ReturnType<LateVerbs[K]> extends Promise<infer R> ? R : never;

/** One conversation for an element that shows it: finds or makes it, loads its pages, acts in it. */
export class ConversationController extends ConversationFinder {
  /** What the next message answers. */
  replyTo: LogEntry | undefined;
  /** What is being written anew: the next text takes its place. */
  editing: LogEntry | undefined;

  #sending: Promise<unknown> = Promise.resolve();
  #markedSeq = 0;
  #again: (() => unknown) | undefined;

  /** Loads the page before the oldest known message, if there is one. */
  async loadOlder(): Promise<void> {
    const shown = this.value.conversation;
    if (shown?.history !== 'partial') return;
    await this.messaging?.getMessages(shown.conversation.id).catch(this.fail);
  }

  /** What is written and not sent; kept for each conversation, also while another is on show. */
  get draft(): string {
    return this.host?.drafts.get(this.#draftKey) ?? '';
  }

  setDraft(text: string): void {
    this.host?.drafts.set(this.#draftKey, text);
    this.element.requestUpdate();
    if (!this.id) return;
    if (text) this.messaging?.sendTyping(this.id);
    else this.messaging?.stopTyping(this.id);
  }

  /** Nothing can be written: the viewer has blocked the other side, or not agreed to what they must. */
  get isBlocked(): boolean {
    return !!(this.host?.consent ?? this.value.conversation?.conversation.blocked);
  }

  /** The next message answers this one; without an entry, none. */
  setReply(entry?: LogEntry): void {
    this.#compose(entry, undefined);
  }

  /** The next text takes the place of this entry's; the composer puts the old one into its field. */
  setEditing(entry?: LogEntry): void {
    this.#compose(undefined, entry);
  }

  /**
   * Sends to the conversation on show now, in the order of the calls: a new message, an answer to
   * `replyTo`, or the new text of `editing`. What could not be kept for sending is given back as
   * its draft.
   */
  send(text: string): void {
    const { host, replyTo, editing } = this;
    const key = this.#draftKey;
    const opening = this.open();
    this.#compose();
    this.#sending = Promise.all([opening, this.#sending])
      .then(([id]): Promise<unknown> | undefined => {
        const messaging = host?.peek()?.messaging;
        return editing
          ? messaging?.editMessage(id, editing.id, text)
          : messaging?.sendTextMessage(id, text, replyTo && { replyTo: replyTo.id });
      })
      .then(() => (this.error = undefined))
      .catch((cause: unknown) => {
        const draft = host?.drafts.get(key);
        host?.drafts.set(key, draft ? `${text}\n${draft}` : text);
        if (key === this.#draftKey) this.#compose(replyTo, editing);
        this.fail(cause);
      });
  }

  /** Does something of the conversation. What fails is shown with a way to try again. */
  async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    this.error = undefined;
    try {
      return await work();
    } catch (cause) {
      this.#again = () => this.attempt(work);
      this.fail(cause);
      return undefined;
    }
  }

  /** Passes one of the verbs beyond text on to the session; undefined when it failed. */
  perform<K extends Verb>(
    verb: K,
    ...args: Parameters<LateVerbs[K]>
  ): Promise<Result<K> | undefined> {
    return this.attempt<Result<K>>(async () => {
      const session = await this.host?.session();
      const run = session?.messaging[verb] as (...args: unknown[]) => Promise<Result<K>>;
      return await run(...args);
    });
  }

  /** Once more what failed last; else opens the conversation. */
  tryAgain(): void {
    const again = this.#again;
    this.#again = this.error = undefined;
    if (again) void again();
    else this.open().catch(() => undefined);
    this.element.requestUpdate();
  }

  /** Calls the other side of the conversation on show now. */
  async startCall(type: CallType): Promise<void> {
    const { host, name, target } = this;
    await this.attempt(async () => {
      const callee = { ...target, ...(name && { name }), conversation: await this.open() };
      await host?.startCall(callee, type);
    });
  }

  deliveryStateOf(entry: LogEntry): DeliveryState | undefined {
    return this.id ? this.messaging?.deliveryStateOf(this.id, entry) : undefined;
  }

  retry(messageId: string): void {
    if (this.id) this.messaging?.retryMessage(this.id, messageId).catch(this.fail);
  }

  discard(messageId: string): void {
    if (this.id) this.messaging?.discardMessage(this.id, messageId).catch(this.fail);
  }

  /** Whoever closes the chat is no longer typing in it. */
  stopTyping(): void {
    if (this.id && this.draft) this.messaging?.stopTyping(this.id);
  }

  /** Tells the others that everything on show was seen; once per newest message. */
  markAsRead(): void {
    const conversation = this.value.conversation?.conversation;
    if (!conversation?.unreadCount || conversation.lastSeq <= this.#markedSeq) return;
    this.#markedSeq = conversation.lastSeq;
    this.messaging?.markAsRead(conversation.id).catch(() => (this.#markedSeq = 0));
  }

  protected override forget(): void {
    this.#markedSeq = 0;
    this.#again = this.replyTo = this.editing = undefined;
    super.forget();
  }

  get #draftKey(): string {
    return this.target.conversation ?? this.target.to ?? '';
  }

  #compose(replyTo?: LogEntry, editing?: LogEntry): void {
    this.replyTo = replyTo;
    this.editing = editing;
    this.element.requestUpdate();
  }
}
