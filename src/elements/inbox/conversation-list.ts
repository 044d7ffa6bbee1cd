import { html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ConversationState } from '../../client/types.js';
import type { InboxController } from '../../controllers/inbox-controller.js';
import type { ListWindow } from '../../controllers/list-window.js';
import type { LocaleController } from '../../controllers/locale-controller.js';
import type { RovingList } from '../../controllers/roving-list.js';
import { conversationRow } from './conversation-row.js';
import { showRowMenu } from './show-menus.js';

export interface ConversationList {
  readonly rows: readonly ConversationState[];
  readonly selectedId: string;
  readonly inbox: InboxController;
  readonly window: ListWindow;
  readonly roving: RovingList;
  readonly locale: LocaleController;
  nameOf(state: ConversationState): string;
  choose(id: string): void;
}

/** The list of conversations, as far as it is in view. */
export function conversationList(list: ConversationList): TemplateResult {
  const { rows, inbox, roving } = list;
  const { start, end } = list.window;
  const now = new Date();
  return html`<ul
    id="rows"
    tabindex="-1"
    aria-labelledby="title"
    aria-busy=${!inbox.isLoaded && !inbox.error}
    @keydown=${roving.onKeydown}
    @focusin=${roving.onFocus}
  >
    ${repeat(
      rows.slice(start, end),
      ({ conversation }) => conversation.id,
      (state, index) => row(list, state, start + index + 1, now),
    )}
  </ul>`;
}

function row(
  list: ConversationList,
  state: ConversationState,
  position: number,
  now: Date,
): TemplateResult {
  const { inbox, locale } = list;
  const { host, messaging } = inbox;
  const { id } = state.conversation;
  const peer = inbox.peerOf(state.conversation);
  const name = list.nameOf(state);
  const isSelected = id === list.selectedId;
  return conversationRow({
    state,
    peer,
    name,
    isOnline: inbox.isOnline(peer?.id),
    isSelected,
    isTabStop: id === list.roving.tabStop,
    // What is being written is seen in the chat itself.
    draft: isSelected ? undefined : host?.drafts.get(id),
    delivery: (entry) => messaging?.deliveryStateOf(id, entry),
    position,
    count: list.rows.length,
    locale,
    now,
    open: () => list.choose(id),
    showMenu: (event) => {
      showRowMenu(event, inbox, locale, { conversationId: id, name });
    },
  });
}
