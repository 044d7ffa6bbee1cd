import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { ClockController } from '../controllers/clock-controller.js';
import { EndedCallController } from '../controllers/ended-call-controller.js';
import { localeOfSession } from '../controllers/locale-controller.js';
import { SessionController } from '../controllers/session-controller.js';
import type { SessionHost } from '../controllers/session-host.js';
import type { CallFacts } from '../core/call-state.js';
import { personName } from '../controllers/person-name.js';
import { callEnglish } from '../locales/en-call.js';
import { chatEnglish } from '../locales/en-chat.js';
import { addEnglish } from '../locales/registry.js';
import { parseImageUrl } from './attributes.js';
import { callModalStyles } from './call-modal.styles.js';
import type { ShownCall } from './call-text.js';
import { callView, type CallActions, type CallView } from './call-view.js';
import { property, query, state } from './decorators.js';
import { define } from './define-element.js';
import { askFor, type IntentName } from './events.js';
import { deepActiveElement, isEditable } from './focus.js';
import { incomingView } from './incoming-view.js';
import { register } from './register.js';
import { attachStates, toggleStates } from './states.js';

addEnglish({ ...chatEnglish, ...callEnglish });

/**
 * The call of the session, from the pop-up to how it ended. One is mounted by itself when the page
 * has none. Removing it does not end the call.
 *
 * @fires call-answer-request - Before a call is accepted; can be prevented.
 * @fires call-decline-request - Before a call is rejected; can be prevented.
 * @fires call-end-request - Before a call is ended; can be prevented.
 * @fires call-start-request - Before a call is tried again; can be prevented.
 * @fires call-incoming call-started call-connected call-ended - What happened to the call.
 * @csspart dialog - The box.
 * @csspart incoming - The pop-up; in it `ringing-icon`, `title`, `accept-button`, `reject-button`.
 * @csspart stage - The call; in it `remote-video`, `local-video`, `info`, `avatar`, `title`,
 *   `status`, `timer`, `reason`, `notice`, `controls`, `control`, `mute-button`, `camera-button`,
 *   `switch-button`, `end-button`, `redial-button`, `close-button`, `sound-button`.
 * @cssstate open - Something is shown.
 * @cssstate calling - A call is being set up.
 * @cssstate in-call - Media flows.
 */
export class CallModal extends LitElement {
  static override styles = callModalStyles;

  /** Language; default: the session's, or the nearest `lang`. */
  @property() locale = '';
  /** The session to use instead of the one around. */
  @property({ attribute: false }) sessionHost?: SessionHost;

  @query('.root') private dialog!: HTMLElement | null;
  @state() private isSilenced = false;

  #internals = attachStates(this);
  #opener: HTMLElement | undefined;
  #isShown = false;
  #session = new SessionController(
    this,
    ({ call, media }) => ({ call, media }),
    (host, old) => register<HTMLElement>(this, host?.callViews, old?.callViews),
  );
  #locale = localeOfSession(this, this.#session);

  readonly #actions: CallActions = {
    accept: () => quietly(this.accept()),
    reject: () => quietly(this.reject()),
    end: () => quietly(this.end()),
    dismiss: () => this.#calls?.dismiss(),
    redial: () => quietly(this.#redial()),
    toggleMute: () => this.#calls?.toggleMute(),
    toggleCamera: () => quietly(this.#calls?.toggleVideo()),
    switchCamera: () => quietly(this.#calls?.switchCamera()),
    unsilence: () => quietly(this.#unsilence()),
    onSilenced: () => (this.isSilenced = true),
  };

  constructor() {
    super();
    new ClockController(this, () => this.#session.value.call.phase === 'active');
    new EndedCallController(this, () => this.#session.value.call, this.#actions.dismiss);
  }

  /** Accepts the call that rings, unless the page prevents it. */
  async accept(): Promise<void> {
    if (this.#call?.phase === 'incoming' && this.#ask('call-answer-request', this.#call)) {
      await this.#calls?.answerCall();
    }
  }

  /** Rejects the call that rings, unless the page prevents it. */
  async reject(): Promise<void> {
    if (this.#call?.phase === 'incoming' && this.#ask('call-decline-request', this.#call)) {
      await this.#calls?.declineCall();
    }
  }

  /** Ends the call, unless the page prevents it. */
  async end(): Promise<void> {
    const call = this.#call;
    if (call && call.phase !== 'ended' && this.#ask('call-end-request', call)) {
      await this.#calls?.endCall();
    }
  }

  protected override willUpdate(): void {
    const { phase } = this.#session.value.call;
    toggleStates(this.#internals, {
      open: phase !== 'idle',
      calling: /^(calling|ringing|incoming|connecting)$/.test(phase),
      'in-call': phase === 'active',
    });
    if (phase !== 'active') this.isSilenced = false;
  }

  protected override render(): TemplateResult | typeof nothing {
    const call = this.#call;
    if (!call) return nothing;
    const isIncoming = call.phase === 'incoming';
    const view = this.#view(call);
    return html`<div
      class="root ${isIncoming ? 'pop-up' : 'window'}"
      part="dialog"
      role=${isIncoming ? 'alertdialog' : 'dialog'}
      aria-labelledby="title"
      tabindex="-1"
      popover="manual"
      lang=${this.#locale.lang}
      dir=${this.#locale.dir}
    >
      ${isIncoming ? incomingView(view, this.#actions) : callView(view, this.#actions)}
    </div>`;
  }

  protected override updated(): void {
    const { dialog } = this;
    if (!dialog) return this.#giveFocusBack();
    // Not a <dialog>: showing one moves the focus, also away from what someone is typing.
    const isPopover = 'showPopover' in dialog;
    if (isPopover && !dialog.matches(':popover-open')) dialog.showPopover();
    if (this.#isShown) return;
    this.#isShown = true;
    this.#opener = deepActiveElement();
    // A ring must not swallow what someone is typing, nor take their next Enter for “Accept”.
    if (!isEditable(this.#opener)) dialog.focus({ preventScroll: true });
  }

  get #call(): ShownCall | undefined {
    const { call } = this.#session.value;
    return call.phase === 'idle' ? undefined : call;
  }

  get #calls() {
    return this.#session.host?.peek()?.calls;
  }

  #view(call: ShownCall): CallView {
    const { media } = this.#session.value;
    const { isSilenced } = this;
    const locale = this.#locale;
    const name = personName(call.peer, locale);
    const picture = parseImageUrl(call.peer.picture);
    return { call, media, name, picture, nowMs: Date.now(), isSilenced, locale };
  }

  #ask(name: Extract<IntentName, `call-${'answer' | 'decline' | 'end'}-request`>, call: CallFacts) {
    const { callId, conversationId, direction, type, peer } = call;
    return askFor(this, name, { callId, conversationId, direction, type, peer });
  }

  async #redial(): Promise<void> {
    const call = this.#call;
    if (!call) return;
    const { conversationId, peer, type } = call;
    const detail = { conversationId, to: peer.id, type, ...(peer.name && { name: peer.name }) };
    if (!askFor(this, 'call-start-request', detail)) return;
    await this.#calls?.startCall(conversationId, peer, type);
  }

  async #unsilence(): Promise<void> {
    const media = this.dialog?.querySelector<HTMLMediaElement>('audio, video.remote');
    await media?.play();
    this.isSilenced = false;
  }

  #giveFocusBack(): void {
    this.#isShown = false;
    // Only when the focus went away with the call, not when its owner took it elsewhere.
    if (!deepActiveElement()) this.#opener?.focus({ preventScroll: true });
    this.#opener = undefined;
  }
}

/** What goes wrong in a call is in its state, which is on show. */
const quietly = (action?: Promise<unknown>): void => void action?.catch(() => undefined);

define('call-modal', CallModal);

declare global {
  interface HTMLElementTagNameMap {
    'call-modal': CallModal;
  }
}
