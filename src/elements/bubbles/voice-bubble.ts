import { html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import type { ConversationController } from '../../controllers/conversation-controller.js';
import { formatDuration } from '../../controllers/durations.js';
import { LocaleController } from '../../controllers/locale-controller.js';
import { mediaUrl, renewLink } from '../../controllers/media-links.js';
import { VoiceController } from '../../controllers/voice-controller.js';
import type { LogEntry } from '../../core/message-log.js';
import { property } from '../decorators.js';
import { define } from '../define-element.js';
import { pauseIcon, playIcon } from './icons.js';
import { transfer } from './transfer.js';
import { voiceBubbleStyles } from './voice-bubble.styles.js';

const BARS = 40;
const HIGHEST = 31;

/** A voice message: play and pause, where it is, how fast; one plays at a time on a page. */
export class VoiceBubble extends LitElement {
  static override styles = voiceBubbleStyles;

  @property({ attribute: false }) chat?: ConversationController;
  @property({ attribute: false }) entry?: LogEntry;
  @property({ attribute: false }) isOwn = false;

  #locale = new LocaleController(this);
  #isTold = false;
  #voice = new VoiceController(this, {
    url: () => mediaUrl(this.chat, this.entry?.media?.url),
    local: () => {
      const local = this.entry?.transfer?.local;
      return local instanceof Blob ? local : undefined;
    },
    seconds: () => this.entry?.media?.durationSeconds ?? 0,
    renew: async () => this.entry?.media && renewLink(this.chat, this.entry.media),
    onPlay: () => this.#tell(),
  });

  protected override render(): TemplateResult | typeof nothing {
    const { entry } = this;
    if (!entry) return nothing;
    const locale = this.#locale;
    const { isPlaying, at, length, rate, hasFailed } = this.#voice;
    const label = locale.t(isPlaying ? 'pause' : 'play');
    const number = new Intl.NumberFormat(locale.lang).format(rate);
    return html`<div class="root" lang=${locale.lang} dir=${locale.dir}>
      <div class="player">
        <button
          type="button"
          class="icon"
          aria-label=${label}
          title=${label}
          @click=${() => this.#voice.toggle()}
        >
          ${isPlaying ? pauseIcon : playIcon}
        </button>
        <div class="track">
          ${wave(entry.media?.waveform ?? [], length > 0 ? at / length : 0)}
          <input
            type="range"
            min="0"
            max=${Math.max(length, 0.1)}
            step="0.1"
            .value=${String(at)}
            aria-label=${locale.t('playbackPosition')}
            aria-valuetext=${locale.t('positionOf', {
              at: formatDuration(locale.lang, at),
              length: formatDuration(locale.lang, length),
            })}
            @input=${this.#onSeek}
          />
        </div>
        <button
          type="button"
          class="rate"
          aria-label=${locale.t('playbackSpeed', { rate: number })}
          @click=${() => this.#voice.nextRate()}
        >
          ${number}×
        </button>
      </div>
      <div class="time">${formatDuration(locale.lang, at > 0 ? at : length)}</div>
      ${hasFailed ? html`<p class="problem" role="status">${locale.t('cannotPlay')}</p>` : nothing}
      ${transfer(entry, this.isOwn, locale)}
    </div>`;
  }

  #onSeek({ target }: Event): void {
    if (target instanceof HTMLInputElement) this.#voice.seek(target.valueAsNumber);
  }

  /** The sender learns that it was listened to, once. */
  #tell(): void {
    if (this.isOwn || this.#isTold || !this.entry) return;
    this.#isTold = true;
    void this.chat?.perform('markPlayed', this.entry.id);
  }
}

/** The loudness as bars, those already heard in another colour. */
function wave(levels: readonly number[], part: number): TemplateResult {
  const heights = Array.from({ length: BARS }, (_, bar) => {
    const level = levels[Math.floor((bar * levels.length) / BARS)] ?? 0;
    return Math.max(1.5, (Math.min(level, HIGHEST) / HIGHEST) * 24);
  });
  const path = (from: number, to: number): string =>
    heights
      .slice(from, to)
      .map((height, bar) => `M${(from + bar) * 4 + 2} ${13 - height / 2}v${height}`)
      .join('');
  const heard = Math.round(part * BARS);
  return html`<svg viewBox="0 0 ${BARS * 4} 26" preserveAspectRatio="none" aria-hidden="true">
    ${svg`<path d=${path(heard, BARS)} /><path class="heard" d=${path(0, heard)} />`}
  </svg>`;
}

define('deskbell-voice', VoiceBubble);

declare global {
  interface HTMLElementTagNameMap {
    'deskbell-voice': VoiceBubble;
  }
}
