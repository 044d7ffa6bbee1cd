import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ConversationController } from '../../controllers/conversation-controller.js';
import { drawLocal } from '../../controllers/draw-picture.js';
import { LocaleController } from '../../controllers/locale-controller.js';
import { mediaUrl, renewLink } from '../../controllers/media-links.js';
import { ZoomController } from '../../controllers/zoom-controller.js';
import type { LogEntry } from '../../core/message-log.js';
import type { PlainKey } from '../../locales/types.js';
import { downloadIcon } from '../bubbles/icons.js';
import { closeIcon } from '../icons.js';
import { property, query, state } from '../decorators.js';
import { define } from '../define-element.js';
import { backIcon, minusIcon, nextIcon, plusIcon } from './icons.js';
import { lightboxStyles } from './picture-lightbox.styles.js';

/** The pictures of a conversation, large, one at a time; removes itself when it is closed. */
export class PictureLightbox extends LitElement {
  static override styles = lightboxStyles;

  @property({ attribute: false }) chat: ConversationController | undefined;
  @property({ attribute: false }) pictures: readonly LogEntry[] = [];
  @property({ attribute: false }) at = 0;

  @query('dialog') private dialog!: HTMLDialogElement | null;
  @query('canvas') private canvas!: HTMLCanvasElement | null;
  @query('.picture') private picture!: HTMLElement | null;
  @state() private fresh: string | undefined;

  #locale = new LocaleController(this);
  #zoom = new ZoomController(this, (direction) => this.#go(this.#isRtl ? direction : -direction));
  #drawn: unknown;
  #placing: Animation | undefined;

  protected override render(): TemplateResult | typeof nothing {
    const entry = this.pictures[this.at];
    if (!entry) return nothing;
    const { lang, dir } = this.#locale;
    const url = this.fresh ?? mediaUrl(this.chat, entry.media?.url);
    const total = this.#locale.number(this.pictures.length);
    const title = this.#locale.t('photoOf', { at: this.#locale.number(this.at + 1), total });
    return html`<dialog
      class="root"
      lang=${lang}
      dir=${dir}
      aria-label=${title}
      @close=${() => this.remove()}
      @keydown=${this.#onKeydown}
    >
      <div class="bar">
        <span class="title" aria-live="polite">${title}</span>
        ${this.#button('zoomOut', minusIcon, () => this.#zoom.zoomOut())}
        ${this.#button('zoomIn', plusIcon, () => this.#zoom.zoomIn())}
        ${url ? this.#download(url, entry) : nothing}
        ${this.#button('close', closeIcon, () => this.dialog?.close())}
      </div>
      <div
        class="stage"
        @pointerdown=${this.#zoom.down}
        @pointermove=${this.#zoom.move}
        @pointerup=${this.#zoom.up}
        @pointercancel=${this.#zoom.up}
      >
        ${
          url
            ? html`<img
                class="picture"
                src=${url}
                alt=${entry.text ?? this.#locale.t('photo')}
                draggable="false"
                referrerpolicy="no-referrer"
                @error=${this.#onError}
              />`
            : html`<canvas class="picture" role="img" aria-label=${title}></canvas>`
        }
      </div>
      ${entry.text ? html`<p class="caption" dir="auto">${entry.text}</p>` : nothing}
      ${this.pictures.length > 1 ? this.#steps() : nothing}
    </dialog>`;
  }

  protected override updated(): void {
    const { dialog, canvas, picture } = this;
    if (dialog && !dialog.open) dialog.showModal();
    const local = this.pictures[this.at]?.transfer?.local;
    if (canvas && local instanceof Blob && local !== this.#drawn) {
      this.#drawn = local;
      void drawLocal(canvas, local);
    }
    const { scale, x, y } = this.#zoom;
    this.#placing?.cancel();
    // Held by an animation: a style attribute is not ours to set.
    this.#placing = picture?.animate(
      { transform: `translate(${x}px,${y}px) scale(${scale})` },
      { duration: 0, fill: 'forwards' },
    );
  }

  get #isRtl(): boolean {
    return this.#locale.dir === 'rtl';
  }

  #steps(): TemplateResult {
    return html`<div class="steps">
      ${this.#button('previousPhoto', backIcon, () => this.#go(-1), this.at === 0)}
      ${this.#button('nextPhoto', nextIcon, () => this.#go(1), this.at === this.pictures.length - 1)}
    </div>`;
  }

  #button(key: PlainKey, icon: unknown, act: () => void, isDisabled = false): TemplateResult {
    const label = this.#locale.t(key);
    return html`<button
      type="button"
      class="icon"
      aria-label=${label}
      title=${label}
      ?disabled=${isDisabled}
      @click=${act}
    >
      ${icon}
    </button>`;
  }

  #download(url: string, { media }: LogEntry): TemplateResult {
    const label = this.#locale.t('download');
    return html`<a
      class="get"
      href=${url}
      download=${media?.name ?? ''}
      target="_blank"
      rel="noopener noreferrer"
      aria-label=${label}
      title=${label}
      >${downloadIcon}</a
    >`;
  }

  #go(step: number): void {
    const next = this.at + step;
    if (next < 0 || next >= this.pictures.length) return;
    this.at = next;
    this.fresh = undefined;
    this.#zoom.reset();
  }

  #onKeydown(event: KeyboardEvent): void {
    event.stopPropagation();
    const forward = this.#isRtl ? -1 : 1;
    if (event.key === 'ArrowRight') this.#go(forward);
    else if (event.key === 'ArrowLeft') this.#go(-forward);
    else if (event.key === '+' || event.key === '=') this.#zoom.zoomIn();
    else if (event.key === '-') this.#zoom.zoomOut();
    else return;
    event.preventDefault();
  }

  async #onError(): Promise<void> {
    const media = this.pictures[this.at]?.media;
    if (media && !this.fresh) this.fresh = await renewLink(this.chat, media);
  }
}

define('deskbell-lightbox', PictureLightbox);

declare global {
  interface HTMLElementTagNameMap {
    'deskbell-lightbox': PictureLightbox;
  }
}
