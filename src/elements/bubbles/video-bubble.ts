import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ConversationController } from '../../controllers/conversation-controller.js';
import { LocaleController } from '../../controllers/locale-controller.js';
import { mediaUrl, renewLink } from '../../controllers/media-links.js';
import { playAlone, stopPlaying } from '../../controllers/one-playing.js';
import type { LogEntry } from '../../core/message-log.js';
import { property, query, state } from '../decorators.js';
import { define } from '../define-element.js';
import { partStyles } from './part.styles.js';
import { transfer } from './transfer.js';

/** A video in a message. Nothing of it is fetched before it is played. */
export class VideoBubble extends LitElement {
  static override styles = [
    ...partStyles,
    css`
      video,
      .blank {
        display: block;
        inline-size: 100%;
        block-size: auto;
        min-block-size: 140px;
        max-block-size: 340px;
        border-radius: 9px;
        background: #101413;
      }
      .transfer {
        display: flex;
        align-items: center;
        gap: 4px;
      }
    `,
  ];

  @property({ attribute: false }) chat?: ConversationController;
  @property({ attribute: false }) entry?: LogEntry;
  @property({ attribute: false }) isOwn = false;

  @query('video') private video!: HTMLVideoElement | null;
  @state() private fresh: string | undefined;
  @state() private hasFailed = false;

  #locale = new LocaleController(this);
  #isTold = false;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.video?.pause();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { entry } = this;
    if (!entry) return nothing;
    const { media } = entry;
    const { lang, dir } = this.#locale;
    const url = this.fresh ?? mediaUrl(this.chat, media?.url);
    return html`<div class="root" lang=${lang} dir=${dir}>
      ${
        url
          ? html`<video
              controls
              playsinline
              preload="none"
              src=${url}
              width=${media?.width ?? nothing}
              height=${media?.height ?? nothing}
              aria-label=${this.#locale.t('videoOf', { name: media?.name ?? '' })}
              @play=${this.#onPlay}
              @pause=${this.#onPause}
              @error=${this.#onError}
            ></video>`
          : html`<div class="blank"></div>`
      }
      ${
        this.hasFailed
          ? html`<p class="problem" role="status">${this.#locale.t('cannotPlay')}</p>`
          : nothing
      }
      ${transfer(entry, this.isOwn, this.#locale)}
    </div>`;
  }

  #onPlay(): void {
    if (this.video) playAlone(this.video);
    this.hasFailed = false;
    if (this.isOwn || this.#isTold || !this.entry) return;
    this.#isTold = true;
    void this.chat?.perform('markPlayed', this.entry.id);
  }

  #onPause(): void {
    if (this.video) stopPlaying(this.video);
  }

  async #onError(): Promise<void> {
    const media = this.entry?.media;
    const isSecond = this.fresh !== undefined;
    const fresh = media && !isSecond ? await renewLink(this.chat, media) : undefined;
    if (!fresh) return void (this.hasFailed = true);
    this.fresh = fresh;
    await this.updateComplete;
    await this.video?.play().catch(() => undefined);
  }
}

define('deskbell-video', VideoBubble);

declare global {
  interface HTMLElementTagNameMap {
    'deskbell-video': VideoBubble;
  }
}
