import { html, nothing, type TemplateResult } from 'lit';
import type { ConversationController } from '../controllers/conversation-controller.js';
import type { LazyModule } from '../controllers/lazy-module.js';

/** What few conversations have: a listing. */
export function panelExtra(
  chat: ConversationController,
  element: LazyModule<unknown>,
): TemplateResult | typeof nothing {
  const { listing } = chat;
  if (!listing) return nothing;
  // Looking begins to load it; it is drawn when it is defined.
  element.take();
  return html`<deskbell-extras exportparts="listing" .listing=${listing}></deskbell-extras>`;
}
