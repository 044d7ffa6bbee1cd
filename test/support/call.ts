import { fixture, html } from '@open-wc/testing';
import type { CallMedia } from '../../src/client/types.js';
import { setPageHost } from '../../src/controllers/session-context.js';
import type { CallState } from '../../src/core/call-state.js';
import '../../src/elements/call-modal.js';
import type { CallModal } from '../../src/elements/call-modal.js';
import { find, findAll } from './accessible.js';
import { callFacts, fakeHost, type FakeSession } from './fake-session.js';
import { waitUntil } from './wait-until.js';

export const NAME = 'Blue Door Motors';
export const INCOMING: CallState = { phase: 'incoming', ...callFacts({ type: 'VIDEO' }) };
export const OUTGOING = callFacts({ direction: 'outgoing' });
export const VIDEO = callFacts({ direction: 'outgoing', type: 'VIDEO' });
/** Somebody else, in a call of their own. */
export const AMINA = callFacts({
  callId: '0198c0de-0000-7000-8000-0000000000cb',
  peer: { id: 'buyer-9', name: 'Amina Yusuf' },
});

export function talking(facts = OUTGOING): Extract<CallState, { phase: 'active' }> {
  return { phase: 'active', connectedAtMs: Date.now(), ...facts };
}

/** A call view of a session that a test moves by hand. */
export async function callModal(
  call: CallState,
  media: Partial<CallMedia> = {},
  otherCall?: CallState,
): Promise<{ element: CallModal; session: FakeSession }> {
  const fake = fakeHost();
  setPageHost(fake.host);
  const element = await fixture<CallModal>(html`<call-modal></call-modal>`);
  await fake.host.session();
  if (otherCall) fake.session.set({ otherCall });
  fake.session.setCall(call, media);
  await element.updateComplete;
  return { element, session: fake.session };
}

/** The same, once all that a call under way needs is loaded. */
export async function runningCall(...args: Parameters<typeof callModal>) {
  const shown = await callModal(...args);
  await waitUntil(
    () => findAll(shown.element.shadowRoot!, '[part=notices]').length > 0,
    'the running call is not drawn',
  );
  return shown;
}

/** A stream that moves, without asking for a camera. */
export function movingPicture(width = 64, height = 48): MediaStream {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const pen = canvas.getContext('2d')!;
  pen.fillRect(0, 0, width, height);
  return canvas.captureStream(5);
}

export const statusOf = (element: CallModal): string =>
  find(element, '[part=status]').textContent!.trim();
