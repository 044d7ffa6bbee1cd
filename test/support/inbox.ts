import { fixture, html } from '@open-wc/testing';
import type { ConversationState } from '../../src/client/types.js';
import { setPageHost } from '../../src/controllers/session-context.js';
import '../../src/elements/chat-inbox.js';
import type { ChatInbox } from '../../src/elements/chat-inbox.js';
import type { Conversation } from '../../src/protocol/index.js';
import { findAll } from './accessible.js';
import { conversationState, entry, fakeHost, ME, type FakeHost } from './fake-session.js';
import { waitUntil } from './wait-until.js';

export const idOf = (n: number): string =>
  `0198c0de-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

/** The n-th conversation: with “Person n”, who said “Hello n”; the higher n, the newer. */
export function numbered(
  n: number,
  fields: Partial<Conversation> = {},
  state: Partial<ConversationState> = {},
): ConversationState {
  const at = new Date(Date.UTC(2024, 0, 1, 12, 0, n)).toISOString();
  return conversationState(
    [entry({ senderId: `user-${n}`, text: `Hello ${n}`, createdAt: at })],
    {
      id: idOf(n),
      participants: [
        { id: ME, online: true },
        { id: `user-${n}`, name: `Person ${n}`, online: false },
      ],
      lastSeq: 1,
      updatedAt: at,
      ...fields,
    },
    state,
  );
}

export interface OpenInbox extends FakeHost {
  readonly element: ChatInbox;
}

/** An inbox on the page with these conversations, online and loaded. */
export async function openInbox(
  states: readonly ConversationState[],
  fake: FakeHost = fakeHost(),
): Promise<OpenInbox> {
  fake.session.set({
    conversations: new Map(states.map((state) => [state.conversation.id, state])),
  });
  setPageHost(fake.host);
  const element = await fixture<ChatInbox>(html`<chat-inbox></chat-inbox>`);
  await fake.host.session();
  await waitUntil(() => fake.session.verbsNamed('getConversations').length === 1);
  await waitUntil(() => findAll(element.shadowRoot!, '#rows[aria-busy=false]').length === 1);
  return { ...fake, element };
}

/** The rows that are drawn, by the names they show. */
export function namesIn(element: ChatInbox): string[] {
  return findAll(element.shadowRoot!, '[data-row] [part=name]').map((each) => each.textContent);
}

/** The row of the n-th conversation. */
export function rowOf(element: ChatInbox, n: number): HTMLElement {
  const row = element.shadowRoot!.querySelector<HTMLElement>(`[data-row="${idOf(n)}"]`);
  if (!row) throw new Error(`Row ${n} is not drawn.`);
  return row;
}
