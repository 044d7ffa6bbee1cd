import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { DeviceKind } from '../../client/types.js';
import { DevicesController } from '../../controllers/devices-controller.js';
import { LocaleController } from '../../controllers/locale-controller.js';
import { mediaStream } from '../../controllers/media-stream.js';
import { errorKey } from '../../controllers/sentences.js';
import type { SessionHost } from '../../controllers/session-host.js';
import { canChooseSpeaker } from '../../controllers/speaker.js';
import { playTestTone } from '../../controllers/test-tone.js';
import { callEnglish } from '../../locales/en-call.js';
import { chatEnglish } from '../../locales/en-chat.js';
import { devicesEnglish } from '../../locales/en-devices.js';
import { addEnglish } from '../../locales/registry.js';
import { property, query, state } from '../decorators.js';
import { define } from '../define-element.js';
import { place } from '../hand-on.js';
import { devicePanelStyles } from './device-panel.styles.js';

addEnglish({ ...chatEnglish, ...callEnglish, ...devicesEnglish });

export interface DevicePanelPlace {
  /** Where it is put into the page: inside of styles and language. */
  readonly root: Element;
  readonly host: SessionHost;
}

/** Lets a person choose and try microphone, camera and speaker, before a call or during it. */
export function openDevicePanel({ root, host }: DevicePanelPlace): void {
  const panel = document.createElement('deskbell-devices');
  panel.sessionHost = host;
  place(panel, root, 'popup');
}

/** Microphone, camera and speaker with a look at them, for as long as it is open. */
export class DevicePanel extends LitElement {
  static override styles = devicePanelStyles;

  @property({ attribute: false }) sessionHost!: SessionHost;
  @query('dialog') private dialog!: HTMLDialogElement | null;
  @query('.meter') private meter!: HTMLElement | null;
  @state() private isTesting = false;

  #devices = new DevicesController(this, {
    host: () => this.sessionHost,
    onInterrupted: () => this.#close(),
    onLevel: (level) => this.#onLevel(level),
  });
  #locale = new LocaleController(this);

  protected override firstUpdated(): void {
    this.dialog?.showModal();
    // Its pickers are not ready yet, and nobody wants to begin at the button behind them.
    this.dialog?.focus();
  }

  protected override render(): TemplateResult {
    const locale = this.#locale;
    return html`<dialog
      tabindex="-1"
      aria-labelledby="heading"
      @close=${() => this.remove()}
      @keydown=${(event: Event) => event.stopPropagation()}
    >
      <div class="root" part="popup" lang=${locale.lang} dir=${locale.dir}>
        <h2 id="heading">${locale.t('audioAndVideo')}</h2>
        ${this.#picture()} ${this.#problem()}
        <div class="device">
          ${this.#picker('microphone')}
          <div
            class="meter"
            role="meter"
            aria-label=${locale.t('microphoneLevel')}
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow="0"
          ></div>
        </div>
        <div class="device">${this.#picker('camera')}</div>
        <div class="device">
          ${canChooseSpeaker() ? this.#picker('speaker') : nothing}
          <button
            class="plain test"
            type="button"
            aria-disabled=${this.isTesting || nothing}
            @click=${this.#onTest}
          >
            ${locale.t('testSpeaker')}
          </button>
        </div>
        <div class="actions">
          <button type="button" @click=${() => this.#close()}>${locale.t('close')}</button>
        </div>
      </div>
    </dialog>`;
  }

  #picture(): TemplateResult {
    const { stream, isBusy, isInCall } = this.#devices;
    const track = stream?.getVideoTracks()[0];
    const facing = track?.getSettings().facingMode;
    const isAsking = isBusy && !isInCall && !stream;
    return html`<div class="picture">
      <video
        class=${facing === 'environment' ? '' : 'mirrored'}
        aria-label=${this.#locale.t('you')}
        ?hidden=${!track}
        .muted=${true}
        playsinline
        autoplay
        ${mediaStream(track ? stream : null)}
      ></video>
      <p role="status" ?hidden=${track !== undefined}>
        ${this.#locale.t(isAsking ? 'allowDevices' : 'noPicture')}
      </p>
    </div>`;
  }

  #problem(): TemplateResult | typeof nothing {
    const { error, stream, isInCall } = this.#devices;
    if (!error) return nothing;
    const locale = this.#locale;
    const isOneMissing = error === 'device_missing' && stream !== null;
    const hasSound = stream?.getAudioTracks().length;
    const key = hasSound ? 'cameraMissing' : 'microphoneMissing';
    return html`<p class="problem" role="alert">
      ${locale.t(isOneMissing ? key : errorKey(error))}
      ${
        isInCall
          ? nothing
          : html`<button class="link" type="button" @click=${() => this.#devices.retry()}>
              ${locale.t('retry')}
            </button>`
      }
    </p>`;
  }

  #picker(kind: DeviceKind): TemplateResult {
    const locale = this.#locale;
    const { choices, chosenId } = this.#devices.choices[kind];
    const isNamed = choices.some(({ id }) => id === 'default');
    // What the browser takes by itself has no name of its own everywhere.
    const hasDefault = !isNamed && (kind === 'speaker' || chosenId === undefined);
    const chosen = chosenId ?? (isNamed ? 'default' : '');
    const option = (id: string, label: string) =>
      html`<option value=${id} .selected=${live(id === chosen)}>${label}</option>`;
    return html`<label
      >${locale.t(kind)}<select
        ?disabled=${choices.length === 0}
        @change=${(event: Event) => this.#onChoice(kind, event)}
      >
        ${hasDefault ? option('', locale.t('systemDefault')) : nothing}
        ${choices.map(({ id, label }, index) =>
          option(id, label || locale.t(`${kind}Number`, { number: String(index + 1) })),
        )}
      </select></label
    >`;
  }

  #onLevel(level: number): void {
    const percent = String(Math.round(level * 100));
    this.meter?.setAttribute('aria-valuenow', percent);
    this.meter?.style.setProperty('--_level', `${percent}%`);
  }

  #onChoice(kind: DeviceKind, { target }: Event): void {
    void this.#devices.use(kind, (target as HTMLSelectElement).value);
  }

  async #onTest(): Promise<void> {
    if (this.isTesting) return;
    this.isTesting = true;
    await playTestTone(this.#devices.choices.speaker.chosenId);
    this.isTesting = false;
  }

  /** Closing gives the focus back; what is never shown has none to give. */
  #close(): void {
    if (this.dialog?.open) this.dialog.close();
    else this.remove();
  }
}

define('deskbell-devices', DevicePanel);

declare global {
  interface HTMLElementTagNameMap {
    'deskbell-devices': DevicePanel;
  }
}
