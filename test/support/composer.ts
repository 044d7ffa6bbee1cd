import { expect, fixture, html } from '@open-wc/testing';
import { setPageHost } from '../../src/controllers/session-context.js';
import '../../src/elements/chat-panel.js';
import type { ChatPanel } from '../../src/elements/chat-panel.js';
import type { SessionHostOptions } from '../../src/controllers/session-host.js';
import type { Listing, User } from '../../src/protocol/index.js';
import { findAll } from './accessible.js';
import { conversationState, fakeHost, ME, SELLER, type FakeHost } from './fake-session.js';
import { waitUntil } from './wait-until.js';

export const LISTING: Listing = {
  id: 'car-9',
  title: 'Family car',
  price: '14500',
  currency: 'EUR',
};

export interface OpenPanel extends FakeHost {
  readonly panel: ChatPanel;
}

/** An open chat with the seller about a listing; `seller` is more of what is known of them. */
export async function openPanel(
  seller: Partial<User> = {},
  listing: Listing | null = LISTING,
  options: Partial<SessionHostOptions> = {},
): Promise<OpenPanel> {
  const fake = fakeHost(undefined, options);
  const people = [
    { id: ME, online: true },
    { id: SELLER, name: 'Blue Door Motors', online: true, ...seller },
  ];
  fake.session.setConversation(
    conversationState([], { participants: people, ...(listing && { listing }) }),
  );
  setPageHost(fake.host);
  const panel = await fixture<ChatPanel>(
    html`<chat-panel to=${SELLER} open .listing=${listing ?? {}}></chat-panel>`,
  );
  await fake.host.session();
  await waitUntil(() => panel.conversationId !== undefined);
  return { ...fake, panel };
}

/** The first that matches, as soon as there is one. */
export async function appear<T extends HTMLElement = HTMLElement>(
  root: Element,
  selector: string,
): Promise<T> {
  const look = (): T[] => findAll<T>(root.shadowRoot ?? root, selector);
  await waitUntil(() => look().length > 0, `${selector} appears`);
  return look()[0]!;
}

/** Waits until nothing matches any more. */
export function vanish(root: Element, selector: string): Promise<void> {
  const none = (): boolean => findAll(root.shadowRoot ?? root, selector).length === 0;
  return waitUntil(none, `${selector} vanishes`);
}

/** The visible button with this name, as soon as there is one. */
export async function buttonNamed(root: Element, name: string): Promise<HTMLButtonElement> {
  const look = (): HTMLButtonElement | undefined =>
    findAll<HTMLButtonElement>(root.shadowRoot ?? root, 'button').find(
      (each) =>
        (each.getAttribute('aria-label') ?? each.textContent?.trim()) === name &&
        each.checkVisibility(),
    );
  await waitUntil(() => look() !== undefined, `a button “${name}” appears`);
  return look()!;
}

/** A pointer that does something to a button; at the button unless moved. */
export function point(
  target: EventTarget,
  type: string,
  at: { x?: number; y?: number; button?: number } = {},
): void {
  const { x: clientX = 0, y: clientY = 0, button = 0 } = at;
  target.dispatchEvent(
    new PointerEvent(type, {
      bubbles: true,
      composed: true,
      cancelable: true,
      pointerId: 7,
      button,
      clientX,
      clientY,
    }),
  );
}

/** What a verb of the session was last asked with; fails when it was not asked. */
export async function asked(fake: FakeHost, verb: string): Promise<readonly unknown[]> {
  await waitUntil(() => fake.session.verbsNamed(verb).length > 0, `${verb} is asked`);
  const [, ...args] = fake.session.verbsNamed(verb).at(-1)!;
  expect(args).to.not.be.empty;
  return args;
}
