import {
  SessionHost,
  type SessionHostOptions,
  type SessionHostParts,
} from '../controllers/session-host.js';

/** The chunks behind a host. A chunk that was not there once is asked for again next time. */
const parts: SessionHostParts = {
  loadSession: (options) =>
    import('../client/create-session.js').then(({ createSession }) => createSession(options)),
  loadSurfaces: (host, session) =>
    import('./surfaces.js').then(({ attachSurfaces }) => attachSurfaces(host, session)),
  preload: () => {
    // Only a head start: the click reports what fails.
    void import('../client/create-session.js').catch(() => undefined);
    void import('./surfaces.js').catch(() => undefined);
    void import('./chat-panel.js').catch(() => undefined);
  },
};

/** Makes the door to a session; nothing is loaded or opened yet. */
export function createHost(root: HTMLElement, options: SessionHostOptions): SessionHost {
  return new SessionHost(root, options, parts);
}
