import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { CallHistoryController } from '../controllers/call-history-controller.js';
import { EndInView } from '../controllers/end-in-view.js';
import { dayKey, formatDay } from '../controllers/formats.js';
import { localeOfSession } from '../controllers/locale-controller.js';
import { personName } from '../controllers/person-name.js';
import { errorKey } from '../controllers/sentences.js';
import type { ContactTarget, SessionHost } from '../controllers/session-host.js';
import { TaskController } from '../controllers/task-controller.js';
import { chatEnglish } from '../locales/en-chat.js';
import { historyEnglish } from '../locales/en-history.js';
import { addEnglish } from '../locales/registry.js';
import type { Call } from '../protocol/index.js';
import { parseUserId } from './attributes.js';
import { callHistoryStyles } from './call-history.styles.js';
import { property, query } from './decorators.js';
import { define } from './define-element.js';
import { askFor } from './events.js';
import { callRow } from './history/call-row.js';
import { historyNote } from './history/history-note.js';

addEnglish({ ...chatEnglish, ...historyEnglish });

/**
 * The calls that were, newest first and by days: with whom, who called, of which type, when, for how
 * long and what became of it; each with the way to call back. Follows what happens.
 *
 * @slot header - Replaces the heading “Calls”.
 * @slot empty - Shown while there are no calls.
 * @fires call-start-request - Before somebody is called back; can be prevented.
 * @csspart base - The whole.
 * @csspart header - The heading.
 * @csspart list - The list; in it `day`, and for each call `call`, `avatar`, `presence`, `name`,
 *   `kind`, `time`, `duration`, `quality`, `chat-button`, `call-back-button`; also `empty`.
 * @csspart older-button - “Show older”.
 */
export class CallHistory extends LitElement {
  static override styles = callHistoryStyles;

  /** The id of a person: only calls with them. */
  @property() to = '';
  /** The id of a conversation: only its calls. */
  @property() conversation = '';
  /** Language; default: the session's, or the nearest `lang`. */
  @property() locale = '';
  /** The session to use instead of the one around. */
  @property({ attribute: false }) sessionHost?: SessionHost;

  @query('.older') private olderButton!: HTMLElement | null;

  #userId: string | undefined;
  #history = new CallHistoryController(this, () => ({
    to: this.#userId,
    conversation: this.conversation,
  }));
  #task = new TaskController(this);
  #locale = localeOfSession(this, this.#history);

  constructor() {
    super();
    new EndInView(this, {
      end: () => this.olderButton,
      count: () => this.#history.calls.length,
      onReach: () => void this.#history.older(),
    });
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('to')) this.#userId = parseUserId(this.to);
  }

  protected override render(): TemplateResult {
    const locale = this.#locale;
    const history = this.#history;
    return html`<section
      class="root"
      part="base"
      lang=${locale.lang}
      dir=${locale.dir}
      aria-labelledby="title"
      aria-busy=${history.isLoading || history.isLoadingOlder}
    >
      <h2 id="title" part="header"><slot name="header">${locale.t('callHistory')}</slot></h2>
      ${this.#problem()}
      <div class="scroll" part="list">
        ${this.#days()} ${historyNote(history, locale)}
        ${
          history.hasOlder && !history.error
            ? html`<button
                class="link older"
                part="older-button"
                type="button"
                ?hidden=${history.isLoadingOlder}
                @click=${this.#onOlder}
              >
                ${locale.t('showOlderCalls')}
              </button>`
            : nothing
        }
      </div>
    </section>`;
  }

  /** Why somebody could not be called or written to. */
  #problem(): unknown {
    const { error } = this.#task;
    if (!error) return nothing;
    return html`<p class="note problem" role="alert">${this.#locale.t(errorKey(error))}</p>`;
  }

  #days(): unknown {
    const { lang } = this.#locale;
    const now = new Date();
    return repeat(
      byDay(this.#history.calls),
      ([key]) => key,
      ([key, calls]) => {
        const day = formatDay(lang, new Date(calls[0]!.createdAt), now);
        return html`<h3 id="day-${key}" part="day">${day}</h3>
          <ul aria-labelledby="title day-${key}">
            ${repeat(
              calls,
              ({ id }) => id,
              (call) => this.#row(call),
            )}
          </ul>`;
      },
    );
  }

  #row(call: Call): TemplateResult {
    const history = this.#history;
    const peer = history.peerOf(call);
    return callRow({
      call,
      direction: call.callerId === history.myId ? 'outgoing' : 'incoming',
      peer,
      name: personName(peer, this.#locale),
      isOnline: history.isOnline(peer.id),
      canCall: history.isFree,
      locale: this.#locale,
      callBack: () => this.#callBack(call),
      openChat: () => this.#perform((host) => host.openChat(this.#targetOf(call))),
    });
  }

  #targetOf(call: Call): Required<Pick<ContactTarget, 'to' | 'conversation' | 'name'>> {
    const peer = this.#history.peerOf(call);
    const name = personName(peer, this.#locale);
    return { to: peer.id, conversation: call.conversationId, name };
  }

  #callBack(call: Call): void {
    const { type } = call;
    const target = this.#targetOf(call);
    const { to, conversation: conversationId, name } = target;
    if (!askFor(this, 'call-start-request', { conversationId, to, name, type })) return;
    this.#perform((host) => host.startCall(target, type));
  }

  #perform(action: (host: SessionHost) => Promise<void>): void {
    const { host } = this.#history;
    if (host) void this.#task.run(() => action(host));
  }

  /** The focus goes on with the first of those that came. */
  async #onOlder(): Promise<void> {
    const known = this.#history.calls.length;
    await this.#history.older();
    await this.updateComplete;
    const rows = this.renderRoot.querySelectorAll('[data-call]');
    rows[known]?.querySelector('button')?.focus();
  }
}

/** Calls in their order, cut where a local day ends. */
function byDay(calls: readonly Call[]): [key: string, calls: Call[]][] {
  const days = new Map<string, Call[]>();
  for (const call of calls) {
    const key = dayKey(new Date(call.createdAt));
    const day = days.get(key);
    if (day) day.push(call);
    else days.set(key, [call]);
  }
  return [...days];
}

define('call-history', CallHistory);

declare global {
  interface HTMLElementTagNameMap {
    'call-history': CallHistory;
  }
}
