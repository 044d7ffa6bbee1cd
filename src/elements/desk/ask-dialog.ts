import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { LocaleController } from '../../controllers/locale-controller.js';
import { errorKey } from '../../controllers/sentences.js';
import { TaskController } from '../../controllers/task-controller.js';
import type { DeskbellErrorCode } from '../../core/errors.js';
import { property, query } from '../decorators.js';
import { define } from '../define-element.js';
import { place } from '../hand-on.js';
import { dialogStyles } from './dialog.styles.js';

export interface Question {
  readonly heading: string;
  readonly text?: string;
  /** What went wrong already: the question is then whether to try again. */
  readonly error?: DeskbellErrorCode;
  readonly confirm: string;
  readonly isDanger?: boolean;
  run(): Promise<unknown>;
}

/** Asks before something is done, does it, and says so when it failed. */
export function ask(root: Element, question: Question): void {
  const dialog = document.createElement('deskbell-ask');
  dialog.question = question;
  place(dialog, root, 'popup');
}

/** A question with “Cancel”. It is put into the page when asked, and leaves it when answered. */
export class AskDialog extends LitElement {
  static override styles = dialogStyles;

  @property({ attribute: false }) question!: Question;
  @query('dialog') private dialog!: HTMLDialogElement;

  #task = new TaskController(this);
  #locale = new LocaleController(this);

  protected override firstUpdated(): void {
    this.dialog.showModal();
  }

  protected override render(): TemplateResult {
    const { heading, text, confirm, isDanger } = this.question;
    const error = this.#task.error ?? this.question.error;
    const isBusy = this.#task.status === 'busy';
    const locale = this.#locale;
    return html`<dialog
      aria-labelledby="heading"
      @close=${() => this.remove()}
      @keydown=${(event: Event) => event.stopPropagation()}
    >
      <div class="root" part="popup" lang=${locale.lang} dir=${locale.dir} aria-busy=${isBusy}>
        <h2 id="heading"><bdi>${heading}</bdi></h2>
        ${text ? html`<p>${text}</p>` : nothing}
        <p class="problem" role="alert" ?hidden=${!error || isBusy}>
          ${error ? locale.t(errorKey(error)) : nothing}
        </p>
        <div class="actions">
          <button class="quiet" type="button" @click=${() => this.dialog.close()}>
            ${locale.t('leaveIt')}
          </button>
          <button
            class=${isDanger ? 'danger' : ''}
            type="button"
            ?disabled=${isBusy}
            @click=${this.#onConfirm}
          >
            ${error ? locale.t('retry') : confirm}
          </button>
        </div>
      </div>
    </dialog>`;
  }

  async #onConfirm(): Promise<void> {
    if (await this.#task.run(() => this.question.run())) this.dialog.close();
  }
}

define('deskbell-ask', AskDialog);

declare global {
  interface HTMLElementTagNameMap {
    'deskbell-ask': AskDialog;
  }
}
