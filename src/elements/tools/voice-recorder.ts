import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { RecorderState, VoiceNote } from '../../client/recorder/recorder-state.js';
import type { ConversationController } from '../../controllers/conversation-controller.js';
import { formatDuration } from '../../controllers/durations.js';
import { LocaleController } from '../../controllers/locale-controller.js';
import { HoldGesture } from '../../controllers/hold-gesture.js';
import { RecorderController } from '../../controllers/recorder-controller.js';
import type { PlainKey } from '../../locales/types.js';
import { property, query } from '../decorators.js';
import { define } from '../define-element.js';
import { sendIcon } from '../icons.js';
import { iconButton } from './icon-button.js';
import { refusalKey } from './recorder-words.js';
import { keepEscape } from './sheet.js';
import { lockIcon, pauseIcon, playIcon, stopIcon, trashIcon } from './tool-icons.js';
import { voiceRecorderStyles } from './voice-recorder.styles.js';
import { wave } from './wave.js';

const LIVE_BARS = 48;
const TOP_BAR = 31;
/** Records a voice note over the composer: held by a pointer, or hands-free; not public. */
export class VoiceRecorderBar extends LitElement {
  static override styles = voiceRecorderStyles;

  @property({ attribute: false }) chat?: ConversationController;
  /** Sends the note; false keeps it here. */
  @property({ attribute: false }) onNote?: (note: VoiceNote) => boolean;
  /** Nothing is being recorded any more. */
  @property({ attribute: false }) onClose?: () => void;
  /** Whether it takes the place of the composer, or only lies over it while a pointer holds it. */
  @property({ attribute: false }) onCover?: (isCovering: boolean) => void;

  @query('.send') private sendButton!: HTMLButtonElement | null;
  @query('.retry') private retryButton!: HTMLButtonElement | null;

  #locale = new LocaleController(this);
  #recorder = new RecorderController(this, {
    chat: () => this.chat,
    onNote: (note) => this.onNote?.(note) ?? false,
  });
  #hold = new HoldGesture(this, {
    isRightToLeft: () => this.#locale.dir === 'rtl',
    onRelease: () => this.#recorder.dispatch({ type: 'release', atMs: performance.now() }),
    onCancel: () => this.#recorder.dispatch({ type: 'cancel' }),
    onLock: () => this.#recorder.dispatch({ type: 'lock' }),
  });
  #phase = 'idle';
  #wasCovering = false;

  /** The record button was pressed, by a pointer that may hold it or by a key. */
  press(event: Event): void {
    if (event.type !== 'pointerdown') this.#recorder.dispatch({ type: 'press', mode: 'free' });
    else if (this.#hold.begin(event as PointerEvent)) {
      this.#recorder.dispatch({ type: 'press', mode: 'held' });
    }
  }

  /** The pointer had left the button before this could see it: nobody holds it. */
  leave(): void {
    if (!this.#hold.isHeld) return;
    this.#hold.end();
    this.#recorder.dispatch({ type: 'lock' });
  }

  protected override updated(_changed: PropertyValues): void {
    const { state } = this.#recorder;
    const isHeld = 'mode' in state && state.mode === 'held';
    const isCovering = state.phase !== 'idle' && !isHeld;
    if (isCovering !== this.#wasCovering) this.onCover?.(isCovering);
    if (isCovering && (!this.#wasCovering || state.phase !== this.#phase)) {
      (this.retryButton ?? this.sendButton)?.focus();
    }
    const isOver = state.phase === 'idle' && this.#phase !== 'idle';
    this.#phase = state.phase;
    this.#wasCovering = isCovering;
    if (state.phase !== 'recording' && state.phase !== 'asking') this.#hold.end();
    if (isOver) this.onClose?.();
  }

  protected override render(): TemplateResult {
    const { state } = this.#recorder;
    const locale = this.#locale;
    const isHeld = 'mode' in state && state.mode === 'held';
    return html`<div class="root" lang=${locale.lang} dir=${locale.dir}>
      <div
        class="bar ${isHeld ? 'held' : 'covering'}"
        part="recorder"
        role="group"
        aria-label=${locale.t('voiceMessage')}
        ?hidden=${state.phase === 'idle'}
        @keydown=${this.#onKeydown}
      >
        ${this.#content(state, isHeld)}
      </div>
    </div>`;
  }

  #content(state: RecorderState, isHeld: boolean): unknown {
    const locale = this.#locale;
    switch (state.phase) {
      case 'idle':
        return nothing;
      case 'refused':
        return html`<p class="said problem" role="alert">${locale.t(refusalKey(state.problem))}</p>
          ${this.#cancelButton()}
          <button class="retry" type="button" @click=${this.#retry}>${locale.t('retry')}</button>`;
      case 'asking':
        return html`${isHeld ? nothing : this.#cancelButton()}
          <p class="hint" role="status">${locale.t('askingMicrophone')}</p>`;
      case 'ready':
        return html`${this.#reason(state)} ${this.#cancelButton()} ${this.#preview(state.note)}
        ${this.#sendButton()}`;
      default:
        return html`${isHeld ? nothing : this.#cancelButton()} ${this.#live()}
        ${isHeld ? this.#hints() : html`${this.#stopButton()} ${this.#sendButton()}`}`;
    }
  }

  #live(): TemplateResult {
    const bars = this.#recorder.moments
      .slice(-LIVE_BARS)
      .map((each) => Math.round(Math.sqrt(each) * TOP_BAR));
    return html`<span class="dot"></span
      ><span class="visually-hidden" role="status">${this.#locale.t('recordingNow')}</span>
      ${this.#time(this.#recorder.seconds)} ${wave(bars, bars.length, LIVE_BARS)}`;
  }

  #preview({ seconds, waveform }: VoiceNote): TemplateResult {
    const { isPlaying, position } = this.#recorder;
    const heard = Math.round((Math.min(position, seconds) / seconds) * waveform.length);
    const label = this.#locale.t(isPlaying ? 'pauseRecording' : 'playRecording');
    return html`${iconButton(label, isPlaying ? pauseIcon : playIcon, () =>
      this.#recorder.togglePreview(),
    )}
    ${wave(waveform, heard)} ${this.#time(isPlaying ? position : seconds)}`;
  }

  #reason({ reason }: Extract<RecorderState, { phase: 'ready' }>): unknown {
    const { isUnplayable } = this.#recorder;
    if (!reason && !isUnplayable) return nothing;
    const key: PlainKey = isUnplayable ? 'recordingUnplayable' : `stopped_${reason ?? 'limit'}`;
    return html`<p class="said" role="status">${this.#locale.t(key)}</p>`;
  }

  #hints(): TemplateResult {
    return html`<span class="hint">${this.#locale.t('slideToCancel')}</span>
      <span class="hint" title=${this.#locale.t('slideToLock')}>${lockIcon}</span>`;
  }

  #time(seconds: number): TemplateResult {
    return html`<span class="time" role="timer" aria-label=${this.#locale.t('recordingTime')}
      >${formatDuration(this.#locale.lang, seconds)}</span
    >`;
  }

  #cancelButton(): TemplateResult {
    return iconButton(
      this.#locale.t('cancel'),
      trashIcon,
      () => this.#recorder.dispatch({ type: 'cancel' }),
      'cancel',
    );
  }

  #stopButton(): TemplateResult {
    return iconButton(this.#locale.t('stopRecording'), stopIcon, () =>
      this.#recorder.dispatch({ type: 'stop' }),
    );
  }

  #sendButton(): TemplateResult {
    return html`<button
      class="send"
      type="button"
      aria-label=${this.#locale.t('send')}
      @click=${() => this.#recorder.dispatch({ type: 'send' })}
    >
      ${sendIcon}
    </button>`;
  }

  readonly #retry = (): void => this.#recorder.dispatch({ type: 'press', mode: 'free' });

  #onKeydown(event: KeyboardEvent): void {
    keepEscape(event);
    if (event.key === 'Escape') this.#recorder.dispatch({ type: 'cancel' });
  }
}

define('deskbell-recorder', VoiceRecorderBar);

declare global {
  interface HTMLElementTagNameMap {
    'deskbell-recorder': VoiceRecorderBar;
  }
}
