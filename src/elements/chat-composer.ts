import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { warn } from '../client/logger.js';
import type { ConversationController } from '../controllers/conversation-controller.js';
import { LocaleController } from '../controllers/locale-controller.js';
import { errorCodeOf, errorKey } from '../controllers/sentences.js';
import { unreachable } from '../core/errors.js';
import type { PlainKey } from '../locales/types.js';
import { LIMITS } from '../protocol/limits.js';
import { isLongerThan } from '../protocol/primitives.js';
import { chatComposerStyles } from './chat-composer.styles.js';
import { property, query, state } from './decorators.js';
import { define } from './define-element.js';
import { sendIcon } from './icons.js';
import { isTouch, MICROPHONE, TOOLS, toolButton, type ToolName } from './tool-buttons.js';
import type { ComposerTools } from './tools/composer-tools.js';

/** Where a message is written; a part of `<chat-panel>`, not public. */
export class ChatComposer extends LitElement {
  static override styles = chatComposerStyles;

  /** The conversation that the tools act in; told anew whenever something in it changed. */
  @property({ attribute: false, hasChanged: () => true }) chat?: ConversationController;
  /** What is written so far. */
  @property({ attribute: false }) draft = '';
  /** Performs the sending; false keeps the text. */
  @property({ attribute: false }) onSend?: (text: string) => boolean;
  @property({ attribute: false }) onDraft?: (text: string) => void;
  /** A tool has taken the place of the field. */
  @property({ attribute: false }) isCovered = false;

  @query('textarea') input!: HTMLTextAreaElement | null;
  @query('deskbell-tools') private tools!: ComposerTools | null;
  @state() private problem: PlainKey | undefined;

  #locale = new LocaleController(this);
  #edited = '';
  #editing: unknown;

  override connectedCallback(): void {
    super.connectedCallback();
    // Files may be dropped anywhere on the panel, and offers are answered from the log.
    for (const type of ['dragover', 'drop', 'deskbell-counter']) {
      this.parentElement?.addEventListener(type, this.#onPanelEvent);
    }
  }

  override focus(options?: FocusOptions): void {
    this.input?.focus(options);
  }

  /** Opens a tool. */
  async use(tool?: ToolName, cause?: unknown): Promise<void> {
    try {
      await import('./tools/composer-tools.js').catch(unreachable);
      if (this.isConnected) await this.tools?.use(tool, cause);
      this.problem = undefined;
    } catch (error) {
      warn('a tool could not be opened', error);
      // Who only passes over the buttons is told nothing.
      if (tool || this.#needsTools) this.problem = errorKey(errorCodeOf(error));
    }
  }

  protected override willUpdate(): void {
    const { editing } = this.chat ?? {};
    if (this.#needsTools) void this.use();
    if (editing !== this.#editing) {
      this.#editing = editing;
      this.#edited = editing?.text ?? '';
    }
  }

  protected override updated(): void {
    if (this.input && this.input.value !== this.#text) this.input.value = this.#text;
  }

  protected override render(): TemplateResult {
    const locale = this.#locale;
    const label = locale.t('message');
    const problem = this.#isTooLong ? 'messageTooLong' : this.problem;
    return html`<form
      class="root"
      part="composer"
      lang=${locale.lang}
      dir=${locale.dir}
      @submit=${this.#onSubmit}
    >
      ${problem ? html`<p class="problem" role="alert">${locale.t(problem)}</p>` : nothing}
      <deskbell-tools .chat=${this.chat} .composer=${this}></deskbell-tools>
      <div class="row" ?hidden=${this.isCovered}>
        <div class="tools" @pointerover=${() => this.use()} @focusin=${() => this.use()}>
          ${TOOLS.map(([name, key, path]) =>
            name === 'offer' && !this.chat?.listing
              ? nothing
              : toolButton(locale.t(key), path, name, () => this.use(name)),
          )}
        </div>
        <div class="entry">
          <div class="field" data-text=${this.#text}>
            <textarea
              part="input"
              rows="1"
              dir="auto"
              enterkeyhint=${isTouch() ? 'enter' : 'send'}
              aria-label=${label}
              placeholder=${label}
              @focus=${() => isTouch() && this.use()}
              @input=${this.#onInput}
              @keydown=${this.#onKeydown}
              @paste=${this.#onPanelEvent}
            ></textarea>
          </div>
          ${toolButton(locale.t('recordVoiceMessage'), MICROPHONE, 'record', (event) => this.use('record', event))}
          <button
            class="send"
            part="send-button"
            aria-label=${locale.t('send')}
            ?disabled=${this.#isTooLong || this.#text.trim() === ''}
          >
            ${sendIcon}
          </button>
        </div>
      </div>
    </form>`;
  }

  /** What is answered or changed, and why nothing can be written, stands in a line of theirs. */
  get #needsTools(): unknown {
    const { replyTo, editing, isBlocked } = this.chat ?? {};
    return replyTo ?? editing ?? isBlocked;
  }

  get #text(): string {
    return this.#editing ? this.#edited : this.draft;
  }

  get #isTooLong(): boolean {
    return isLongerThan(LIMITS.textBytes, this.#text);
  }

  readonly #onPanelEvent = (event: Event): void => {
    type Any = DragEvent & ClipboardEvent & CustomEvent;
    const { dataTransfer, clipboardData, detail } = event as Any;
    const data = dataTransfer ?? clipboardData;
    if (!data) return void this.use('offer', detail);
    // What an office program copies is a picture, too, of the text that is meant.
    if (!data.types.includes('Files') || (clipboardData && data.types.includes('text/plain')))
      return;
    event.preventDefault();
    void this.use(event.type === 'dragover' ? 'drop' : 'files', [...data.files]);
  };

  #onInput(): void {
    const text = this.input?.value ?? '';
    if (this.#editing) {
      this.#edited = text;
      this.requestUpdate();
    } else {
      this.draft = text;
      this.onDraft?.(text);
    }
  }

  #onKeydown(event: KeyboardEvent): void {
    const { chat } = this;
    const { key } = event;
    // 229: Safari ends a composition before the key that ended it arrives.
    if (event.isComposing || event.keyCode === 229) return;
    if (key === 'Escape' && (chat?.replyTo || chat?.editing)) {
      event.stopPropagation();
      chat.setReply();
    } else if (key === 'ArrowUp' && !this.#text) void this.use('edit');
    // A phone's keyboard has no Shift+Enter.
    else if (key === 'Enter' && !event.shiftKey && !isTouch()) {
      event.preventDefault();
      this.#send();
    }
  }

  #onSubmit(event: Event): void {
    event.preventDefault();
    this.#send();
    this.focus();
  }

  #send(): void {
    const text = this.#text.trim();
    if (
      text === '' ||
      this.#isTooLong ||
      this.chat?.isBlocked ||
      !this.onSend?.(text) ||
      this.#editing
    )
      return;
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
