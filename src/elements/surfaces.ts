import { warn } from '../client/logger.js';
import type { Session } from '../client/types.js';
import { keepDrafts } from '../controllers/kept-drafts.js';
import type { ContactTarget, SessionHost, Surfaces } from '../controllers/session-host.js';
import { unreachable } from '../core/errors.js';
import { chatEnglish } from '../locales/en-chat.js';
import { addEnglish } from '../locales/registry.js';
import type { CallType } from '../protocol/index.js';
import { relayFacts } from './facts.js';
import type { PanelSurface } from './panel-surface.js';

addEnglish(chatEnglish);

/** Attaches what a living session shows on its page beside the elements the page placed itself. */
export async function attachSurfaces(host: SessionHost, session: Session): Promise<Surfaces> {
  keepDrafts(host);
  return new PageSurfaces(host, session);
}

class PageSurfaces implements Surfaces {
  readonly #host: SessionHost;
  readonly #session: Session;
  readonly #stop: (() => void)[];
  #panel: PanelSurface | undefined;
  #callView: HTMLElement | undefined;
  #isMountingCall = false;

  constructor(host: SessionHost, session: Session) {
    this.#host = host;
    this.#session = session;
    this.#stop = [relayFacts(host, session), session.subscribe(() => this.#showCall())];
    this.#showCall();
    for (const fact of ['message-received', 'call-incoming']) this.#attend(fact);
    if (host.titleCount) this.#attend('unread-change');
  }

  async openChat(target: ContactTarget): Promise<void> {
    await import('./chat-panel.js');
    const panels = [...this.#host.panels] as PanelSurface[];
    const own = panels.filter((panel) => panel !== this.#panel);
    const panel = own.find((each) => each.shows(target)) ?? this.#mountPanel();
    await panel.openFor(target);
  }

  async startCall(target: ContactTarget, type: CallType): Promise<void> {
    const { startCall } = await import('./start-call.js').catch(unreachable);
    await startCall(this.#session, target, type);
  }

  close(): void {
    for (const stop of this.#stop) stop();
    this.#panel?.remove();
    this.#callView?.remove();
    this.#panel = this.#callView = undefined;
  }

  /** Whoever does not look is told: by a sound, a notification, the page's title. */
  #attend(fact: string): void {
    this.#session.addEventListener(fact, (event) => {
      import('./desk/alerts.js')
        .then(({ attend }) => attend(this.#host, this.#session, event))
        .catch((cause: unknown) => warn('notifications could not be loaded', cause));
    });
  }

  /** One floating panel serves all contacts; drafts are kept by the host. */
  #mountPanel(): PanelSurface {
    if (!this.#panel?.isConnected) {
      const panel = document.createElement('chat-panel');
      panel.variant = 'floating';
      panel.sessionHost = this.#host;
      document.body.append(panel);
      this.#panel = panel;
    }
    return this.#panel;
  }

  #showCall(): void {
    if (this.#isMountingCall || this.#callView?.isConnected) return;
    if (this.#session.getState().call.phase === 'idle') return;
    this.#isMountingCall = true;
    import('./call-modal.js')
      .then(() => this.#mountCall())
      .catch((cause: unknown) => warn('the call view could not be loaded', cause))
      .finally(() => (this.#isMountingCall = false));
  }

  #mountCall(): void {
    if (this.#host.callViews.size > 0 || this.#host.peek() !== this.#session) return;
    const view = document.createElement('call-modal');
    view.sessionHost = this.#host;
    document.body.append(view);
    this.#callView = view;
  }
}
