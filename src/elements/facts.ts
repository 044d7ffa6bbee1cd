import type { Session } from '../client/types.js';
import type { SessionHost } from '../controllers/session-host.js';
import { DeskbellEvent, type EventDetails, type FactName } from './events.js';
import type { PanelSurface } from './panel-surface.js';

const FACTS = [
  'session-ready',
  'session-error',
  'message-sent',
  'message-received',
  'message-read',
  'unread-change',
  'typing-change',
  'presence-change',
  'call-incoming',
  'call-started',
  'call-connected',
  'call-ended',
  'call-quality',
] as const satisfies readonly FactName[];

/**
 * Repeats a session's facts as bubbling events on the page, each once: from the panel or call view
 * it is about, else from the root of the session. Returns the way to stop.
 */
export function relayFacts(host: SessionHost, session: Session): () => void {
  const stop = new AbortController();
  for (const name of FACTS) {
    session.addEventListener(name, (event) => relay(host, name, event), { signal: stop.signal });
  }
  return () => stop.abort();
}

function relay<N extends FactName>(host: SessionHost, name: N, event: Event): void {
  const { detail } = event as CustomEvent<EventDetails[N]>;
  sourceOf(host, name, detail).dispatchEvent(new DeskbellEvent(name, detail));
}

function sourceOf<N extends FactName>(
  host: SessionHost,
  name: N,
  detail: EventDetails[N],
): HTMLElement {
  const root = host.root.isConnected ? host.root : document.documentElement;
  let source: HTMLElement | undefined;
  if (name.startsWith('call-')) [source] = host.callViews;
  else if ('conversationId' in detail) {
    const panels = [...host.panels] as PanelSurface[];
    source = panels.find((panel) => panel.conversationId === detail.conversationId);
  }
  // Listeners on the root must hear everything, so a view mounted outside of it does not speak.
  return source && isWithin(root, source) ? source : root;
}

function isWithin(root: Node, node: Node): boolean {
  for (let at: Node = node; ;) {
    if (root.contains(at)) return true;
    const tree = at.getRootNode();
    if (!(tree instanceof ShadowRoot)) return false;
    at = tree.host;
  }
}
