import { fixture, html } from '@open-wc/testing';
import { setPageHost } from '../../src/controllers/session-context.js';
import '../../src/elements/call-history.js';
import type { CallHistory } from '../../src/elements/call-history.js';
import type { Call } from '../../src/protocol/index.js';
import { findAll } from './accessible.js';
import {
  CONVERSATION_ID,
  conversationState,
  fakeHost,
  ME,
  SELLER,
  type FakeHost,
} from './fake-session.js';
import { waitUntil } from './wait-until.js';

/** The n-th call of all: of the seller, answered, a minute after the one before. */
export function callNumber(n: number, fields: Partial<Call> = {}): Call {
  const at = new Date(Date.UTC(2024, 0, 1, 12, n)).toISOString();
  return {
    id: `0198c0de-0000-7000-8000-${n.toString(16).padStart(12, '0')}`,
    conversationId: CONVERSATION_ID,
    callerId: SELLER,
    calleeId: ME,
    type: 'VOICE',
    status: 'ENDED',
    startedAt: at,
    endedAt: at,
    duration: 32,
    missedReason: null,
    metadata: {},
    createdAt: at,
    updatedAt: at,
    ...fields,
  };
}

/** A call of one's own. */
export const ownCall = (n: number, fields: Partial<Call> = {}): Call =>
  callNumber(n, { callerId: ME, calleeId: SELLER, ...fields });

export interface OpenHistory extends FakeHost {
  readonly element: CallHistory;
}

/** A history on the page, online, that has asked for these calls. */
export async function openHistory(
  items: readonly Call[],
  attributes: { to?: string; conversation?: string; nextCursor?: string; lang?: string } = {},
  fake: FakeHost = fakeHost(),
): Promise<OpenHistory> {
  const { to = '', conversation = '', nextCursor, lang = 'en' } = attributes;
  fake.session.setConversation(conversationState([]));
  fake.session.answers.set('listCalls', { items, ...(nextCursor && { nextCursor }) });
  setPageHost(fake.host);
  const element = await fixture<CallHistory>(
    html`<call-history to=${to} conversation=${conversation} lang=${lang}></call-history>`,
  );
  await fake.host.session();
  await waitUntil(() => fake.session.verbsNamed('listCalls').length === 1);
  await waitUntil(() => findAll(element.shadowRoot!, '[aria-busy=false]').length === 1);
  return { ...fake, element };
}

/** What each row says, of one part. */
export function partOf(element: CallHistory, part: string): string[] {
  return findAll(element.shadowRoot!, `[part=${part}]`).map((each) =>
    each.textContent.replace(/\s+/g, ' ').trim(),
  );
}

/** The rows, as they stand. */
export function rowsOf(element: CallHistory): HTMLElement[] {
  return findAll(element.shadowRoot!, '[data-call]');
}
