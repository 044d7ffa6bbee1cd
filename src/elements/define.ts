/** Defines every element; for pages and packages that bundle Deskbell instead of a script tag. */
export { CallHistory } from './call-history.js';
export { CallModal } from './call-modal.js';
export { ChatInbox } from './chat-inbox.js';
export { ChatPanel } from './chat-panel.js';
export { ChatSession } from './chat-session.js';
export { ContactButton } from './contact-button.js';
export { PresenceBadge } from './presence-badge.js';
export { DeskbellEvent } from './events.js';
export type { EventDetails, FactName, IntentName } from './events.js';
export { createHost } from './create-host.js';
export { setStrings } from '../locales/registry.js';
