import { createContext } from '@lit/context';
import type { SessionHost } from './session-host.js';

/** How an element finds the `<chat-session>` it stands in. */
export const sessionContext = createContext<SessionHost | undefined>(
  Symbol.for('deskbell.session'),
);

let pageHost: SessionHost | undefined;
const listeners = new Set<() => void>();

/** The session of the script tag: serves every element that stands in no `<chat-session>`. */
export function getPageHost(): SessionHost | undefined {
  return pageHost;
}

export function setPageHost(host: SessionHost | undefined): void {
  pageHost = host;
  for (const listener of listeners) listener();
}

/** Calls `listener` when the page's session is set; returns the way to stop. */
export function onPageHostChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
