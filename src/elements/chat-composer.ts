import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { LocaleController } from '../controllers/locale-controller.js';
import { LIMITS } from '../protocol/limits.js';
import { utf8Bytes } from '../protocol/primitives.js';
import { chatComposerStyles } from './chat-composer.styles.js';
import { property, query, state } from './decorators.js';
import { define } from './define-element.js';
import { sendIcon } from './icons.js';

/** Where a message is written; a part of `<chat-panel>`, not public. */
export class ChatComposer extends LitElement {
  static override styles = chatComposerStyles;

  /** What is written so far. */
  @property({ attribute: false }) draft = '';
  /** Performs the sending; false keeps the text. */
  @property({ attribute: false }) onSend?: (text: string) => boolean;
  @property({ attribute: false }) onDraft?: (text: string) => void;

  @query('textarea') private input!: HTMLTextAreaElement | null;
  @state() private isTooLong = false;

  #locale = new LocaleController(this);

  override focus(options?: FocusOptions): void {
    this.input?.focus(options);
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('draft')) {
      this.isTooLong = utf8Bytes(this.draft) > LIMITS.textBytes;
    }
  }

  protected override updated(): void {
    if (this.input && this.input.value !== this.draft) this.input.value = this.draft;
  }

  protected override render(): TemplateResult {
    const label = this.#locale.t('message');
    return html`<form
      class="root"
      part="composer"
      lang=${this.#locale.lang}
      dir=${this.#locale.dir}
      @submit=${this.#onSubmit}
    >
      ${
        this.isTooLong
          ? html`<p class="problem" role="alert">${this.#locale.t('messageTooLong')}</p>`
          : nothing
      }
      <div class="row">
        <div class="field" data-text=${this.draft}>
          <textarea
            part="input"
            rows="1"
            dir="auto"
            enterkeyhint="send"
            aria-label=${label}
            placeholder=${label}
            @input=${this.#onInput}
            @keydown=${this.#onKeydown}
          ></textarea>
        </div>
        <button
          class="send"
          part="send-button"
          type="submit"
          aria-label=${this.#locale.t('send')}
          ?disabled=${this.isTooLong || this.draft.trim() === ''}
        >
          ${sendIcon}
        </button>
      </div>
    </form>`;
  }

  #onInput(): void {
    this.draft = this.input?.value ?? '';
    this.onDraft?.(this.draft);
  }

  #onKeydown(event: KeyboardEvent): void {
    // 229: Safari ends a composition before the key that ended it arrives.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) {
      return;
    }
    event.preventDefault();
    this.#send();
  }

  #onSubmit(event: Event): void {
    event.preventDefault();
    this.#send();
    this.focus();
  }

  #send(): void {
    const text = this.draft.trim();
    if (text === '' || this.isTooLong || !this.onSend?.(text)) return;
    this.draft = '';
    this.onDraft?.('');
  }
}

define('deskbell-composer', ChatComposer);

declare global {
  interface HTMLElementTagNameMap {
    'deskbell-composer': ChatComposer;
  }
}
