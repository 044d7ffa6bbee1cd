import { fixture, html, nextFrame } from '@open-wc/testing';
import { setPageHost } from '../../src/controllers/session-context.js';
import type { LogEntry } from '../../src/core/message-log.js';
import '../../src/elements/chat-panel.js';
import type { ChatLog } from '../../src/elements/chat-log.js';
import type { ChatPanel } from '../../src/elements/chat-panel.js';
import type { Conversation } from '../../src/protocol/index.js';
import { find, findAll } from './accessible.js';
import {
  conversationState,
  fakeHost,
  onlineSession,
  SELLER,
  type FakeSession,
} from './fake-session.js';
import { waitUntil } from './wait-until.js';

export interface ShownPanel {
  readonly session: FakeSession;
  readonly panel: ChatPanel;
  readonly log: ChatLog;
  readonly scroller: HTMLElement;
  /** All that matches, inside of bubbles too; `a >>> b` is a `b` inside of the element `a`. */
  all<T extends HTMLElement = HTMLElement>(selector: string): T[];
  /** The first that matches, as soon as there is one. */
  one<T extends HTMLElement = HTMLElement>(selector: string): Promise<T>;
}

type StateFields = Parameters<typeof conversationState>[2];

/** A panel that shows these entries, with all that it draws them by. */
export async function showPanel(
  entries: readonly LogEntry[],
  fields: Partial<Conversation> = {},
  state: StateFields = {},
  attributes: { locale?: string; tileUrl?: string } = {},
): Promise<ShownPanel> {
  const { host, session } = fakeHost(onlineSession());
  session.setConversation(conversationState(entries, fields, state));
  setPageHost(host);
  const panel = await fixture<ChatPanel>(
    html`<chat-panel
      to=${SELLER}
      open
      locale=${attributes.locale ?? 'en'}
      tile-url=${attributes.tileUrl ?? ''}
    ></chat-panel>`,
  );
  await host.session();
  const all = <T extends HTMLElement>(selector: string): T[] => {
    const [outer = '', inner] = selector.split(' >>> ');
    const found = findAll<T>(panel.shadowRoot!, outer);
    return inner ? found.flatMap((each) => findAll<T>(each.shadowRoot!, inner)) : found;
  };
  await waitUntil(() => entries.length === 0 || all('article').length > 0);
  await waitUntil(() => findAll(panel.shadowRoot!, 'article > .bubble:empty').length === 0);
  await nextFrame();
  const one = async <T extends HTMLElement>(selector: string): Promise<T> => {
    await waitUntil(() => all(selector).length > 0, `there is a ${selector}`);
    return all<T>(selector)[0]!;
  };
  return {
    session,
    panel,
    log: find<ChatLog>(panel, 'deskbell-log'),
    scroller: find(panel, '.scroller'),
    all,
    one,
  };
}

/** Shows other entries in the same panel. */
export async function showEntries(
  { session, panel, log }: ShownPanel,
  entries: readonly LogEntry[],
  fields: Partial<Conversation> = {},
  state: StateFields = {},
): Promise<void> {
  session.setConversation(conversationState(entries, fields, state));
  await panel.updateComplete;
  await log.updateComplete;
}
