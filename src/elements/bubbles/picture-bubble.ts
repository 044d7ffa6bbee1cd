import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ConversationController } from '../../controllers/conversation-controller.js';
import { drawLocal, drawPlaceholder } from '../../controllers/draw-picture.js';
import { LocaleController } from '../../controllers/locale-controller.js';
import { mediaUrl, renewLink } from '../../controllers/media-links.js';
import type { LogEntry } from '../../core/message-log.js';
import { property, query, state } from '../decorators.js';
import { define } from '../define-element.js';
import { partStyles } from './part.styles.js';
import { transfer } from './transfer.js';

/** A picture that is not yet here has this shape. */
const UNKNOWN = { width: 320, height: 240 };

/** A picture in a message: its colours first, then its small version; a press shows it large. */
export class PictureBubble extends LitElement {
  static override styles = [
    ...partStyles,
    css`
      .frame {
        display: block;
        position: relative;
        inline-size: 100%;
        padding: 0;
        border: 0;
        border-radius: 9px;
        overflow: hidden;
        background: color-mix(in srgb, var(--_text) 12%, transparent);
      }
      img,
      canvas {
        display: block;
        inline-size: 100%;
        block-size: auto;
        max-block-size: 340px;
        object-fit: cover;
      }
      canvas.under {
        position: absolute;
        inset: 0;
        block-size: 100%;
        max-block-size: none;
      }
      img {
        position: relative;
        opacity: 0;
        transition: opacity 0.25s;
      }
      img.here {
        opacity: 1;
      }
      .transfer {
        display: flex;
        align-items: center;
        gap: 4px;
      }
      @media (prefers-reduced-motion: reduce) {
        img {
          transition: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) chat?: ConversationController;
  @property({ attribute: false }) entry?: LogEntry;
  @property({ attribute: false }) isOwn = false;

  @query('canvas') private canvas!: HTMLCanvasElement | null;
  @state() private isHere = false;
  @state() private fresh: string | undefined;

  #locale = new LocaleController(this);
  #drawn: unknown;

  protected override render(): TemplateResult | typeof nothing {
    const { entry } = this;
    if (!entry) return nothing;
    const { text, media } = entry;
    const { lang, dir } = this.#locale;
    const url = this.fresh ?? mediaUrl(this.chat, media?.thumbnail?.url ?? media?.url);
    const size = media?.thumbnail ?? media;
    const label = text ? this.#locale.t('openPhotoOf', { text }) : this.#locale.t('openPhoto');
    return html`<div class="root" lang=${lang} dir=${dir}>
      <button
        type="button"
        class="frame"
        data-action="open"
        data-id=${entry.id}
        aria-label=${label}
      >
        <canvas
          class=${url ? 'under' : ''}
          width=${UNKNOWN.width}
          height=${UNKNOWN.height}
        ></canvas>
        ${
          url
            ? html`<img
                class=${this.isHere ? 'here' : ''}
                src=${url}
                width=${size?.width ?? UNKNOWN.width}
                height=${size?.height ?? UNKNOWN.height}
                alt=""
                decoding="async"
                referrerpolicy="no-referrer"
                @load=${this.#onLoad}
                @error=${this.#onError}
              />`
            : nothing
        }
      </button>
      ${transfer(entry, this.isOwn, this.#locale)}
    </div>`;
  }

  protected override updated(): void {
    const { canvas, entry } = this;
    const local = entry?.transfer?.local;
    const colors = entry?.media?.placeholder;
    const wanted = local ?? colors;
    if (!canvas || wanted === this.#drawn) return;
    this.#drawn = wanted;
    if (local instanceof Blob) void drawLocal(canvas, local);
    else if (colors) drawPlaceholder(canvas, colors);
  }

  #onLoad(): void {
    this.isHere = true;
  }

  async #onError(): Promise<void> {
    const media = this.entry?.media;
    if (media && !this.fresh) this.fresh = await renewLink(this.chat, media);
  }
}

define('deskbell-picture', PictureBubble);

declare global {
  interface HTMLElementTagNameMap {
    'deskbell-picture': PictureBubble;
  }
}
