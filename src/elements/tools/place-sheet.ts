import { css, html, LitElement, type TemplateResult } from 'lit';
import { LocaleController } from '../../controllers/locale-controller.js';
import { PlaceController, type Place } from '../../controllers/place-controller.js';
import { MESSAGING_LIMITS } from '../../protocol/messaging-limits.js';
import { property, query } from '../decorators.js';
import { define } from '../define-element.js';
import { sendIcon } from '../icons.js';
import { pathIcon, PIN } from '../tool-buttons.js';
import type { ChosenPlace } from './outgoing-messages.js';
import { sheet, showSheet } from './sheet.js';
import { sheetStyles, toolStyles } from './tools.styles.js';

/** Where the person is, found and confirmed before it is told to anybody; not public. */
export class PlaceSheet extends LitElement {
  static override styles = [
    ...toolStyles,
    sheetStyles,
    css`
      .found {
        display: flex;
        align-items: center;
        gap: 12px;
      }
      .found svg {
        color: var(--_accent);
      }
      .found div {
        min-inline-size: 0;
      }
    `,
  ];

  /** Sends it; false keeps it here. */
  @property({ attribute: false }) onSend?: (place: ChosenPlace) => boolean;
  @property({ attribute: false }) onClose?: () => void;

  @query('input') private address!: HTMLInputElement | null;
  @query('.send') private sendButton!: HTMLButtonElement | null;

  #locale = new LocaleController(this);
  #finder = new PlaceController(this);
  #shown: Place | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#finder.find();
  }

  protected override firstUpdated(): void {
    showSheet(this.renderRoot);
  }

  protected override updated(): void {
    const { place } = this.#finder;
    if (place && place !== this.#shown) this.sendButton?.focus();
    this.#shown = place;
  }

  protected override render(): TemplateResult {
    const locale = this.#locale;
    const { place, problem } = this.#finder;
    return sheet({
      locale,
      title: locale.t('shareLocation'),
      body: problem
        ? html`<p class="problem" role="alert">${locale.t(`place_${problem}`)}</p>`
        : place
          ? this.#found(place)
          : html`<p class="muted" role="status">${locale.t('findingPlace')}</p>`,
      actions: problem
        ? html`<button type="button" @click=${() => this.#finder.find()}>
            ${locale.t('retry')}
          </button>`
        : html`<button class="send" ?disabled=${!place}>${sendIcon} ${locale.t('send')}</button>`,
      submit: () => this.#send(),
      close: () => this.onClose?.(),
    });
  }

  #found({ latitude, longitude, accuracyMetres }: Place): TemplateResult {
    const locale = this.#locale;
    const degrees = new Intl.NumberFormat(locale.lang, { maximumFractionDigits: 5 });
    const metres = new Intl.NumberFormat(locale.lang, {
      style: 'unit',
      unit: accuracyMetres < 1000 ? 'meter' : 'kilometer',
      maximumFractionDigits: 0,
    });
    const distance = metres.format(accuracyMetres < 1000 ? accuracyMetres : accuracyMetres / 1000);
    return html`<div class="found" role="status">
        ${pathIcon(PIN)}
        <div>
          <p>
            ${locale.t('yourPlace')}:
            <bdi dir="ltr">${degrees.format(latitude)}, ${degrees.format(longitude)}</bdi>
          </p>
          <p class="muted">${locale.t('placeAccuracy', { distance })}</p>
        </div>
      </div>
      <label>
        ${locale.t('placeAddress')}
        <input
          dir="auto"
          autocomplete="street-address"
          maxlength=${MESSAGING_LIMITS.addressChars}
        />
      </label>`;
  }

  #send(): void {
    const { place } = this.#finder;
    if (!place) return;
    const { latitude, longitude } = place;
    const address = this.address?.value.trim() ?? '';
    if (this.onSend?.({ latitude, longitude, address })) this.onClose?.();
  }
}

define('deskbell-place', PlaceSheet);

declare global {
  interface HTMLElementTagNameMap {
    'deskbell-place': PlaceSheet;
  }
}
