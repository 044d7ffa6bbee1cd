import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { SessionState } from '../client/types.js';
import { ClockController } from '../controllers/clock-controller.js';
import { EndedCallController } from '../controllers/ended-call-controller.js';
import { LazyModule } from '../controllers/lazy-module.js';
import { localeOfSession } from '../controllers/locale-controller.js';
import { mediaStream } from '../controllers/media-stream.js';
import { personName } from '../controllers/person-name.js';
import { SessionController } from '../controllers/session-controller.js';
import type { SessionHost } from '../controllers/session-host.js';
import type { DeskbellErrorCode } from '../core/errors.js';
import { callEnglish } from '../locales/en-call.js';
import { chatEnglish } from '../locales/en-chat.js';
import { addEnglish } from '../locales/registry.js';
import { parseImageUrl } from './attributes.js';
import { CallActions } from './call/call-actions.js';
import type { CallDoor } from './call/call-door.js';
import { callModalStyles } from './call/call-modal.styles.js';
import { shownCall } from './call/call-text.js';
import { callView, type CallView } from './call/call-view.js';
import { incomingView } from './call/incoming-view.js';
import type { RunningCall } from './call/running/running-call.js';
import { property, query, state } from './decorators.js';
import { define } from './define-element.js';
import { deepActiveElement, isEditable } from './focus.js';
import { register } from './register.js';
import { attachStates, toggleStates } from './states.js';

addEnglish({ ...chatEnglish, ...callEnglish });

/**
 * The call of the session, from the pop-up to how it ended. One is mounted by itself when the page
 * has none. Removing it does not end the call.
 *
 * @fires call-answer-request call-decline-request call-end-request call-start-request
 *   call-mute-request call-camera-request call-switch-camera-request call-share-request
 *   call-hold-request call-record-request call-video-request call-reply-request call-swap-request
 *   call-close-request - Before it is done; can be prevented.
 * @fires call-incoming call-started call-connected call-ended - What happened to the call.
 * @csspart dialog - The box.
 * @csspart incoming - The pop-up; in it `ringing-icon`, `title`, `accept-button`, `reject-button`.
 * @csspart stage - The call; in it `remote-video`, `local-video`, `screen-video`, `pin-button`,
 *   `info`, `avatar`, `title`, `remote-muted`, `status`, `timer`, `countdown`, `reason`, `notice`,
 *   `head`, `minimise-button`, `recording`, `notices`, `ask`, `held-call`, `presenting`, `unstable`,
 *   `controls`, `control`, `mute-button`, `camera-button`, `switch-button`, `share-button`,
 *   `hold-button`, `more-button`, `end-button`, `redial-button`, `close-button`, `sound-button`.
 * @cssstate open - Something is shown.
 * @cssstate calling - A call is being set up.
 * @cssstate in-call - Media flows.
 * @cssstate held - The call is on hold.
 * @cssstate minimised - It is a small bubble.
 * @cssstate sharing - This side shares its screen.
 */
export class CallModal extends LitElement {
  static override styles = callModalStyles;

  /** Language; default: the session's, or the nearest `lang`. */
  @property() locale = '';
  /** The session to use instead of the one around. */
  @property({ attribute: false }) sessionHost?: SessionHost;

  @query('.root') private dialog!: HTMLElement | null;
  @state() private isSilenced = false;
  @state() private problem: DeskbellErrorCode | undefined;

  #internals = attachStates(this);
  #opener: HTMLElement | undefined;
  #isShown = false;
  #hadFocus = false;
  #session = new SessionController<Pick<SessionState, 'call' | 'media' | 'otherCall'>>(
    this,
    ({ call, media, otherCall }) => ({ call, media, ...(otherCall && { otherCall }) }),
    (host, old) => register<HTMLElement>(this, host?.callViews, old?.callViews),
  );
  #locale = localeOfSession(this, this.#session);
  #module = new LazyModule(this, () => import('./call/running/running-call.js'));
  #running: RunningCall | undefined;

  readonly #door: CallDoor = {
    element: this,
    look: () => {
      const { call, media, otherCall } = this.#session.value;
      const calls = this.#session.host?.peek()?.calls;
      return { call: shownCall(call), other: shownCall(otherCall), media, calls };
    },
    onProblem: (code) => (this.problem = code),
  };
  readonly #actions = new CallActions(this.#door);

  constructor() {
    super();
    new ClockController(this, () => /^(active|reconnecting)$/.test(this.#session.value.call.phase));
    new EndedCallController(this, () => this.#session.value.call, this.#actions.dismiss);
  }

  /** Accepts the call that rings, unless the page prevents it. */
  async accept(): Promise<void> {
    await this.#actions.answer();
  }

  /** Rejects the call that rings, unless the page prevents it. */
  async reject(): Promise<void> {
    await this.#actions.decline();
  }

  /** Ends the call, unless the page prevents it. */
  async end(): Promise<void> {
    await this.#actions.hangUp();
  }

  protected override willUpdate(): void {
    const { call, media, otherCall } = this.#session.value;
    const { phase } = call;
    if (!/^(idle|incoming)$/.test(phase) || otherCall) this.#module.take();
    const { ready } = this.#module;
    if (ready) this.#running ??= new ready.RunningCall(this, this.#door, this.#actions);
    this.#running?.follow();
    toggleStates(this.#internals, {
      open: phase !== 'idle',
      calling: /^(calling|ringing|incoming|connecting)$/.test(phase),
      'in-call': phase === 'active',
      held: phase === 'active' && call.hold !== undefined,
      minimised: phase !== 'idle' && this.#running?.shape === 'bubble',
      sharing: media.localScreen !== undefined,
    });
    if (phase !== 'active') this.isSilenced = false;
    this.#hadFocus = this.matches(':focus-within');
  }

  protected override render(): TemplateResult | typeof nothing {
    const view = this.#view();
    if (!view) return nothing;
    const { call, media, running } = view;
    const isIncoming = call.phase === 'incoming';
    const shape = isIncoming ? 'pop-up' : (running?.shape ?? 'window');
    return html`<div
      class="root ${shape}"
      part="dialog"
      role=${isIncoming ? 'alertdialog' : 'dialog'}
      aria-labelledby="title"
      tabindex="-1"
      popover="manual"
      lang=${this.#locale.lang}
      dir=${this.#locale.dir}
    >
      <audio autoplay ${mediaStream(media.remoteStream, () => (this.isSilenced = true))}></audio>
      ${
        isIncoming
          ? incomingView(view, this.#actions)
          : shape === 'bubble'
            ? running?.bubble(view)
            : callView(view, this.#actions)
      }
    </div>`;
  }

  protected override updated(): void {
    const { dialog } = this;
    if (!dialog) return this.#giveFocusBack();
    // Not a <dialog>: showing one moves the focus, also away from what someone is typing.
    const isPopover = 'showPopover' in dialog;
    if (isPopover && !dialog.matches(':popover-open')) dialog.showPopover();
    if (this.#isShown) {
      // The button that had it is gone: the keys of the call go on working.
      if (this.#hadFocus && !deepActiveElement()) dialog.focus({ preventScroll: true });
      return;
    }
    this.#isShown = true;
    this.#opener = deepActiveElement();
    // A ring must not swallow what someone is typing, nor take their next Enter for “Accept”.
    if (!isEditable(this.#opener)) dialog.focus({ preventScroll: true });
  }

  #view(): CallView | undefined {
    const { call, other, media } = this.#door.look();
    if (!call) return undefined;
    const { isSilenced, problem } = this;
    const locale = this.#locale;
    const name = personName(call.peer, locale);
    const picture = parseImageUrl(call.peer.picture);
    const running = this.#running;
    const nowMs = Date.now();
    const onUnsilence = () => void this.#unsilence().catch(() => undefined);
    return {
      call,
      other,
      media,
      name,
      picture,
      nowMs,
      isSilenced,
      problem,
      locale,
      running,
      onUnsilence,
    };
  }

  async #unsilence(): Promise<void> {
    await this.dialog?.querySelector('audio')?.play();
    this.isSilenced = false;
  }

  #giveFocusBack(): void {
    this.#isShown = false;
    this.problem = undefined;
    // Only when the focus went away with the call, not when its owner took it elsewhere.
    if (!deepActiveElement()) this.#opener?.focus({ preventScroll: true });
    this.#opener = undefined;
  }
}

define('call-modal', CallModal);

declare global {
  interface HTMLElementTagNameMap {
    'call-modal': CallModal;
  }
}
