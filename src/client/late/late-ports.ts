import type { ConversationBook } from '../conversation-book.js';
import type { MessageSender } from '../message-sender.js';
import type { Outbox, OutboxMessage } from '../outbox.js';
import type { RestClient } from '../rest-client.js';
import type { Store } from '../store.js';
import type { Surroundings } from '../surroundings.js';
import type { SessionState } from '../types.js';

/** Files that never go to the broker: kept by their sender, handed over on a direct link. */
export interface DirectFiles {
  /** @returns whether a direct link is open that takes this file; then it is kept there */
  offer(entry: OutboxMessage): boolean;
  /** Fetches a file that the other side keeps, to where the person wants it. */
  receive(conversationId: string, messageId: string): Promise<void>;
  /** Stops it. */
  cancel(messageId: string): Promise<void>;
}

/** What the verbs beyond text need of their session. */
export interface LatePorts {
  /** Its origin. */
  broker: string;
  world: Surroundings;
  store: Store<SessionState>;
  /** Tells of `message-sent`. */
  session: EventTarget;
  rest: RestClient;
  book: ConversationBook;
  outbox: Outbox;
  sender: MessageSender;
  /** Whose outbox entries these are; undefined while nobody is known. */
  owner(): string | undefined;
  /** Begins to connect; resolves to the owner when it is known who acts. */
  identify(): Promise<string>;
  makeId(): string;
  onError(error: unknown): void;
  /** Loads the direct half; missing where no direct link is wanted. */
  directFiles?: (() => Promise<DirectFiles>) | undefined;
}

/** Whether the broker hears us now. */
export function isOnline({ store }: LatePorts): boolean {
  return store.get().connection === 'online';
}
