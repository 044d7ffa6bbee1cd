import { warn } from '../../client/logger.js';
import type { MessageDetail } from '../../client/session-events.js';
import type { Session } from '../../client/types.js';
import { Claims } from '../../controllers/notifications-claim.js';
import { DesktopNotices } from '../../controllers/notifications-desktop.js';
import { isWorthTelling } from '../../controllers/notifications-policy.js';
import { MessageSound } from '../../controllers/notifications-sound.js';
import { personName } from '../../controllers/person-name.js';
import { RingSigns } from '../../controllers/ring-signs.js';
import type { SessionHost } from '../../controllers/session-host.js';
import { titleCount } from '../../controllers/title-count.js';
import type { CallFactDetail } from '../../core/call-events.js';
import type { CallFacts } from '../../core/call-state.js';
import { chatEnglish } from '../../locales/en-chat.js';
import { inboxEnglish } from '../../locales/en-inbox.js';
import { addEnglish, directionOf } from '../../locales/registry.js';
import type { Message } from '../../protocol/index.js';
import { parseImageUrl } from '../attributes.js';
import { previewOf } from '../bubbles/preview.js';
import type { PanelSurface } from '../panel-surface.js';
import { pageLocale } from './page-locale.js';

addEnglish({ ...chatEnglish, ...inboxEnglish });

/** In this time another tab or device, where it is before the person's eyes, tells that it is read. */
const SETTLE_MS = 400;

const known = new WeakMap<Session, Alerts>();

/** Tells the person of what a session heard, where they do not see it. */
export function attend(host: SessionHost, session: Session, event: Event): void {
  let alerts = known.get(session);
  if (!alerts) known.set(session, (alerts = new Alerts(host, session)));
  alerts.hear(event);
}

class Alerts {
  readonly #host: SessionHost;
  readonly #session: Session;
  readonly #claims = new Claims();
  readonly #notices = new DesktopNotices();
  readonly #sound = new MessageSound();
  readonly #signs = new RingSigns();
  readonly #stop: () => void;
  #callTag = '';
  #shownRingId: string | undefined;

  constructor(host: SessionHost, session: Session) {
    this.#host = host;
    this.#session = session;
    this.#stop = session.subscribe(() => this.#follow());
    this.#follow();
  }

  hear(event: Event): void {
    const { type, detail } = event as CustomEvent;
    if (type === 'message-received') this.#tellMessage(detail as MessageDetail).catch(untold);
    if (type === 'call-incoming') this.#tellCall(detail as CallFactDetail).catch(untold);
  }

  async #tellMessage({ conversationId, message }: MessageDetail): Promise<void> {
    if (this.#isOnShow(conversationId) || !this.#isWorthTelling(conversationId, message)) return;
    if (!(await this.#claims.claim(`deskbell.message.${this.#meId}.${message.id}`))) return;
    await this.#claims.wait(SETTLE_MS);
    if (this.#claims.isClosed || !this.#isWorthTelling(conversationId, message)) return;
    const locale = await pageLocale(this.#host);
    const { conversation } = this.#session.getState().conversations.get(conversationId) ?? {};
    const peer = conversation?.participants.find(({ id }) => id === message.senderId);
    if (!conversation || this.#claims.isClosed) return;
    const name = personName(peer ?? { id: message.senderId }, locale);
    const { title } = conversation.listing ?? {};
    this.#sound.play(performance.now());
    this.#notices.show({
      tag: `deskbell.${conversationId}`,
      title: title ? `${name} · ${title}` : name,
      body: previewOf(message, locale),
      lang: locale.lang,
      dir: directionOf(locale.lang),
      ...iconOf(peer?.picture),
      onClick: () => this.#open(conversationId),
    });
  }

  async #tellCall({ callId, peer, type }: CallFactDetail): Promise<void> {
    if (document.visibilityState === 'visible') return;
    if (!(await this.#claims.claim(`deskbell.call.${this.#meId}.${callId}`))) return;
    const locale = await pageLocale(this.#host);
    if (this.#ringingId !== callId) return;
    this.#callTag = `deskbell.${callId}`;
    this.#notices.show({
      tag: this.#callTag,
      title: locale.t('rings', { name: personName(peer, locale) }),
      body: locale.t(type === 'VIDEO' ? 'videoCall' : 'voiceCall'),
      lang: locale.lang,
      dir: directionOf(locale.lang),
      ...iconOf(peer.picture),
      isUrgent: true,
      // The call shows itself.
      onClick: () => undefined,
    });
  }

  #open(conversation: string): void {
    this.#host.openChat({ conversation }).catch((cause: unknown) => {
      warn('the chat could not be opened', cause);
    });
  }

  #isWorthTelling(conversationId: string, message: Message): boolean {
    const { conversations, me } = this.#session.getState();
    const state = conversations.get(conversationId);
    return state !== undefined && isWorthTelling({ message, state, meId: me?.id, now: new Date() });
  }

  /** Whether the person sees the conversation on this page. */
  #isOnShow(conversationId: string): boolean {
    if (document.visibilityState !== 'visible') return false;
    const panels = [...this.#host.panels] as PanelSurface[];
    return panels.some((panel) => panel.open && panel.conversationId === conversationId);
  }

  get #meId(): string {
    return this.#session.getState().me?.id ?? '';
  }

  get #ringing(): CallFacts | undefined {
    const { call, otherCall } = this.#session.getState();
    if (call.phase === 'incoming') return call;
    return otherCall?.phase === 'incoming' ? otherCall : undefined;
  }

  get #ringingId(): string | undefined {
    return this.#ringing?.callId;
  }

  /** The title and the icon of the tab ring along. */
  async #showRing(): Promise<void> {
    const ringing = this.#ringing;
    if (ringing?.callId === this.#shownRingId) return;
    this.#shownRingId = ringing?.callId;
    if (!ringing) return this.#signs.close();
    const locale = await pageLocale(this.#host);
    if (this.#ringingId !== ringing.callId) return;
    const words = locale.t('rings', { name: personName(ringing.peer, locale) });
    this.#signs.show({ words, icon: `${this.#host.broker}/ringing.svg` });
  }

  /** Takes back what is no longer news. */
  #follow(): void {
    const { conversations, connection } = this.#session.getState();
    if (connection === 'closed') return this.#close();
    let unread = 0;
    for (const { conversation } of conversations.values()) {
      unread += conversation.unreadCount;
      if (conversation.unreadCount === 0) this.#notices.hide(`deskbell.${conversation.id}`);
    }
    if (this.#callTag !== `deskbell.${this.#ringingId}`) this.#notices.hide(this.#callTag);
    if (this.#host.titleCount) titleCount.set(this, unread);
    this.#showRing().catch(untold);
  }

  #close(): void {
    this.#stop();
    this.#claims.close();
    this.#notices.close();
    this.#sound.close();
    this.#signs.close();
    titleCount.set(this, 0);
  }
}

function iconOf(picture: string | undefined): { icon?: string } {
  const icon = parseImageUrl(picture);
  return icon ? { icon } : {};
}

function untold(cause: unknown): void {
  warn('a notification could not be shown', cause);
}
