import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { ClockController } from '../controllers/clock-controller.js';
import { formatDuration } from '../controllers/durations.js';
import { EndedCallController } from '../controllers/ended-call-controller.js';
import { LazyModule } from '../controllers/lazy-module.js';
import { localeOfSession } from '../controllers/locale-controller.js';
import { mediaStream } from '../controllers/media-stream.js';
import { personName } from '../controllers/person-name.js';
import type { SessionHost } from '../controllers/session-host.js';
import { callEnglish } from '../locales/en-call.js';
import { chatEnglish } from '../locales/en-chat.js';
import { addEnglish } from '../locales/registry.js';
import type { PlainKey } from '../locales/types.js';
import { parseImageUrl } from './attributes.js';
import { CallActions } from './call/call-actions.js';
import type { CallDoor } from './call/call-door.js';
import { withCallControl } from './call/controlled-properties.js';
import { callModalStyles } from './call/call-modal.styles.js';
import { DialogFocus } from './call/dialog-focus.js';
import { CallSource } from './call/call-source.js';
import { callView, type CallView } from './call/call-view.js';
import { incomingView } from './call/incoming-view.js';
import type { RunningCall } from './call/running/running-call.js';
import { property, query, state } from './decorators.js';
import { define } from './define-element.js';
import { attachStates, toggleStates } from './states.js';

addEnglish({ ...chatEnglish, ...callEnglish });

/**
 * The call of the session, from the pop-up to how it ended. One is mounted by itself when the page
 * has none. Removing it does not end the call. With `open` (see ControlledCall) it shows what its
 * page says, without a session, and its buttons do nothing but ask.
 *
 * @fires call-answer-request call-decline-request call-end-request call-start-request
 *   call-mute-request call-camera-request call-switch-camera-request call-share-request
 *   call-hold-request call-record-request call-video-request call-reply-request call-swap-request
 *   call-close-request - Before it is done; can be prevented.
 * @fires call-incoming call-started call-connected call-ended - What happened to the call.
 * @csspart dialog - The box.
 * @csspart incoming - The pop-up; in it `ringing-icon`, `title`, `accept-button`, `reject-button`.
 * @csspart stage - The call; in it `remote-video`, `local-video`, `screen-video`, `pin-button`,
 *   `info`, `avatar`, `title`, `remote-muted`, `darkness`, `status`, `timer`, `countdown`, `reason`, `notice`,
 *   `head`, `minimise-button`, `recording`, `notices`, `ask`, `held-call`, `presenting`, `unstable`,
 *   `controls`, `control`, `mute-button`, `camera-button`, `switch-button`, `share-button`,
 *   `hold-button`, `more-button`, `end-button`, `redial-button`, `close-button`, `sound-button`,
 *   `quality-button`, `quality`, `quality-panel`, `quality-details`, `held`.
 * @csspart bubble - The call while it is small; in it `expand-button`.
 * @csspart popup - The choice of devices.
 * @csspart popup-menu - An open menu; in it each `menu-item`.
 * @cssstate open - Something is shown.
 * @cssstate calling - A call is being set up.
 * @cssstate in-call - Media flows.
 * @cssstate held - The call is on hold.
 * @cssstate minimised - It is a small bubble.
 * @cssstate sharing - This side shares its screen.
 */
export class CallModal extends withCallControl(LitElement) {
  static override styles = callModalStyles;

  /** Language; default: the session's, or the nearest `lang`. */
  @property() locale = '';
  /** The session to use instead of the one around. */
  @property({ attribute: false }) sessionHost?: SessionHost;

  @query('.root') private dialog!: HTMLElement | null;
  @state() private isSilenced = false;
  @state() private problem: PlainKey | undefined;

  #internals = attachStates(this);
  #source = new CallSource(this);
  #locale = localeOfSession(this, this.#source.session);
  #module = new LazyModule(this, () => import('./call/running/running-call.js'));
  #running: RunningCall | undefined;

  readonly #door: CallDoor = {
    element: this,
    look: () => this.#source.look(),
    onProblem: (sentence) => (this.problem = sentence),
  };
  readonly #actions = new CallActions(this.#door);

  constructor() {
    super();
    const counts = () =>
      !this.#source.isControlled && /^(active|reconnecting)$/.test(this.#source.state.call.phase);
    new DialogFocus(this, () => this.dialog);
    new ClockController(this, counts);
    new EndedCallController(this, () => this.#source.state.call, this.#actions.dismiss);
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

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    this.#source.follow(changed.size > 0);
    const { call, media } = this.#source.state;
    const { phase } = call;
    if (!this.#running) this.#prepare();
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
    if (phase === 'idle') this.problem = undefined;
  }

  protected override updated(): void {
    const { call, media, otherCall } = this.#source.state;
    const isBegun = call.phase !== 'calling' || media.localStream || media.notice;
    // What rings is shown first, at both ends; then it is time for what the call will need.
    if ((call.phase !== 'idle' && isBegun) || otherCall) this.#module.take();
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
      <audio
        autoplay
        ${mediaStream(media.remoteStream, view.onSilenced, media.devices?.speaker.chosenId)}
      ></audio>
      ${
        isIncoming
          ? incomingView(view, this.#actions)
          : shape === 'bubble'
            ? running?.bubble(view)
            : callView(view, this.#actions)
      }
    </div>`;
  }

  #prepare(): void {
    const { ready } = this.#module;
    if (!ready) return;
    this.#running = new ready.RunningCall(this, this.#door, this.#actions);
    // The first number takes a browser long, and is shown just when the pictures come.
    formatDuration(this.#locale.lang, 0);
  }

  #view(): CallView | undefined {
    const { call, other, media } = this.#door.look();
    if (!call) return undefined;
    const { isSilenced, problem } = this;
    const locale = this.#locale;
    const name = personName(call.peer, locale);
    const picture = parseImageUrl(call.peer.picture);
    const running = this.#running;
    const { nowMs } = this.#source;
    const onSilenced = () => (this.isSilenced = true);
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
      onSilenced,
      onUnsilence,
    };
  }

  async #unsilence(): Promise<void> {
    // What rings is heard by the touch alone.
    this.requestUpdate();
    const sounds = this.dialog?.querySelectorAll('audio') ?? [];
    await Promise.all([...sounds].flatMap((sound) => (sound.srcObject ? sound.play() : [])));
    this.isSilenced = false;
  }
}

define('call-modal', CallModal);

declare global {
  interface HTMLElementTagNameMap {
    'call-modal': CallModal;
  }
}
