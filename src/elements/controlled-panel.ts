import {
  ControlledSession,
  type ControlledAsk,
  type ControlledProperties,
} from '../controllers/controlled-session.js';
import { SessionHost, type ContactTarget } from '../controllers/session-host.js';
import type { ContactAttributes } from './contact-target.js';
import { askFor } from './events.js';

type Panel = HTMLElement &
  ContactAttributes &
  ControlledProperties & { sessionHost?: SessionHost | undefined };

interface Control {
  readonly session: ControlledSession;
  readonly host: SessionHost;
  /** The host that the page had given to the panel. */
  readonly former: SessionHost | undefined;
}

const controls = new WeakMap<Panel, Control>();

/**
 * Has a panel show what its properties say instead of a session; or, when they say nothing more,
 * gives its session back.
 *
 * @returns whom the panel is about then
 */
export function control(panel: Panel): ContactTarget | undefined {
  let known = controls.get(panel);
  const { messages, otherUser, conversation, name, avatar } = panel;
  if (!messages) {
    if (known) release(panel, known);
    return undefined;
  }
  if (!known) controls.set(panel, (known = begin(panel)));
  const id = conversation || 'controlled';
  known.session.take(id, panel);
  return {
    conversation: id,
    listing: panel.listing,
    ...(otherUser && { to: otherUser.id }),
    ...(name && { name }),
    ...(avatar && { avatar }),
  };
}

function begin(panel: Panel): Control {
  const ask: ControlledAsk = (name, messageId) => {
    const { conversation, otherUser } = panel;
    const about = {
      ...(conversation && { conversationId: conversation }),
      ...(otherUser && { to: otherUser.id }),
    };
    if (name === 'message-retry-request' || name === 'message-remove-request') {
      askFor(panel, name, { ...about, messageId: messageId ?? '' });
    } else askFor(panel, name, about);
  };
  const session = new ControlledSession(ask);
  const nothing = async (): Promise<void> => undefined;
  const host = new SessionHost(
    panel,
    { broker: '' },
    {
      loadSession: async () => session,
      loadSurfaces: async () => ({ openChat: nothing, startCall: nothing, close: () => undefined }),
      preload: () => undefined,
    },
  );
  const former = panel.sessionHost;
  panel.sessionHost = host;
  void host.session();
  return { session, host, former };
}

function release(panel: Panel, { host, former }: Control): void {
  controls.delete(panel);
  panel.sessionHost = former;
  void host.close();
}
