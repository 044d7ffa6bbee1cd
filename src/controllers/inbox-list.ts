import type { ConversationState } from '../client/types.js';
import { entryOf, type LogEntry } from '../core/message-log.js';

export type InboxFilter = 'all' | 'unread' | 'archived';

export interface InboxChoice {
  readonly filter: InboxFilter;
  /** Words to look for in names and listings; over all conversations, whatever the filter. */
  readonly query: string;
  /** The conversation on show stays in the list, also empty or just read. */
  readonly selectedId: string;
  /** Conversations with something written and not sent. */
  readonly drafts: ReadonlyMap<string, string>;
  nameOf(state: ConversationState): string;
}

/** The conversations to list, newest first. */
export function listConversations(
  states: Iterable<ConversationState>,
  choice: InboxChoice,
): ConversationState[] {
  const words = wordsOf(choice.query);
  const kept = [...states].filter((state) =>
    words.length > 0 ? matches(state, words, choice) : belongs(state, choice),
  );
  return kept.sort((a, b) => (newness(a) < newness(b) ? 1 : newness(a) > newness(b) ? -1 : 0));
}

/** What was last said in a conversation, stored or on its way. */
export function lastEntryOf({ conversation, entries }: ConversationState): LogEntry | undefined {
  const { lastMessage } = conversation;
  return entries.at(-1) ?? (lastMessage && entryOf(lastMessage));
}

/** Lower-cased words of a query. */
export function wordsOf(query: string): string[] {
  return query
    .toLocaleLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}

function belongs(state: ConversationState, { filter, selectedId, drafts }: InboxChoice): boolean {
  const { id, archived, unreadCount } = state.conversation;
  if (filter === 'archived') return archived;
  if (id === selectedId) return filter === 'unread' || !archived;
  if (archived || (isEmpty(state) && !drafts.get(id))) return false;
  return filter === 'all' || unreadCount > 0;
}

function matches(state: ConversationState, words: readonly string[], choice: InboxChoice): boolean {
  if (isEmpty(state) && state.conversation.id !== choice.selectedId) return false;
  const text = `${choice.nameOf(state)} ${state.conversation.listing?.title ?? ''}`;
  const searched = text.toLocaleLowerCase();
  return words.every((word) => searched.includes(word));
}

/** Opened by somebody who then wrote nothing: not worth a row for anybody. */
function isEmpty({ conversation, entries }: ConversationState): boolean {
  return conversation.lastSeq === 0 && entries.length === 0;
}

function newness({ conversation }: ConversationState): string {
  return conversation.updatedAt;
}
