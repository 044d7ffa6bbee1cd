import type { ConversationState } from '../client/types.js';
import { FoundController } from './found-controller.js';
import type { InboxController } from './inbox-controller.js';
import { listConversations, type InboxFilter } from './inbox-list.js';
import type { SessionElement } from './session-controller.js';

/** Rest in typing after which messages are searched. */
const SEARCH_PAUSE_MS = 300;

/** What a person has chosen to see of the inbox: a filter, what they search, or starred messages. */
export class InboxView {
  query = '';
  filter: InboxFilter = 'all';
  isStarred = false;
  readonly found: FoundController;

  constructor(
    readonly element: SessionElement,
    readonly inbox: InboxController,
  ) {
    this.found = new FoundController(element);
  }

  /** The conversations to list. */
  rows(
    selectedId: string,
    nameOf: (state: ConversationState) => string,
  ): readonly ConversationState[] {
    if (this.isStarred) return [];
    const { query, filter } = this;
    const drafts = this.inbox.host?.drafts ?? new Map<string, string>();
    const { conversations } = this.inbox;
    return listConversations(conversations.values(), { filter, query, selectedId, drafts, nameOf });
  }

  /** Names and listings are filtered at once, messages are asked for after a pause. */
  search(query: string): void {
    this.query = query;
    this.isStarred = false;
    const words = query.trim();
    if (!words) return this.found.stop();
    this.found.start(
      (page) => this.inbox.find((verbs) => verbs.searchMessages(words, page)),
      SEARCH_PAUSE_MS,
    );
  }

  show(filter: InboxFilter): void {
    this.filter = filter;
    this.search('');
  }

  toggleStarred(): void {
    const isStarred = !this.isStarred;
    this.search('');
    this.isStarred = isStarred;
    if (!isStarred) return;
    this.found.start((page) => this.inbox.find((verbs) => verbs.starredMessages(page)));
  }
}
