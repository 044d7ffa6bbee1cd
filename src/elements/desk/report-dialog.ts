import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Report } from '../../client/late-verbs.js';
import { LocaleController } from '../../controllers/locale-controller.js';
import { errorKey } from '../../controllers/sentences.js';
import { TaskController } from '../../controllers/task-controller.js';
import type { PlainKey } from '../../locales/types.js';
import { property, query } from '../decorators.js';
import { define } from '../define-element.js';
import { place } from '../hand-on.js';
import { dialogStyles } from './dialog.styles.js';

/** Well within what the broker takes, also in four-byte letters. */
const MOST_CHARS = 1_000;

const REASONS: readonly (readonly [Report['reason'], PlainKey])[] = [
  ['spam', 'reportSpam'],
  ['scam', 'reportScam'],
  ['abuse', 'reportAbuse'],
  ['other', 'reportOther'],
];

export interface ReportAbout {
  readonly name: string;
  /** Offered only where the person is not blocked already. */
  readonly canBlock: boolean;
  send(report: Pick<Report, 'reason' | 'text'>, alsoBlock: boolean): Promise<unknown>;
}

export function openReport(root: Element, about: ReportAbout): void {
  const dialog = document.createElement('deskbell-report');
  dialog.about = about;
  place(dialog, root, 'popup');
}

/** Tells the people who run the site of somebody. */
export class ReportDialog extends LitElement {
  static override styles = dialogStyles;

  @property({ attribute: false }) about!: ReportAbout;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('form') private form!: HTMLFormElement;

  #task = new TaskController(this);
  #locale = new LocaleController(this);

  protected override firstUpdated(): void {
    this.dialog.showModal();
  }

  protected override render(): TemplateResult {
    const locale = this.#locale;
    return html`<dialog
      aria-labelledby="heading"
      @close=${() => this.remove()}
      @keydown=${(event: Event) => event.stopPropagation()}
    >
      <div class="root" part="popup" lang=${locale.lang} dir=${locale.dir}>
        <h2 id="heading"><bdi>${locale.t('reportTitle', { name: this.about.name })}</bdi></h2>
        ${this.#task.status === 'done' ? this.#thanks() : this.#questions()}
      </div>
    </dialog>`;
  }

  #questions(): TemplateResult {
    const { error, status } = this.#task;
    const { name, canBlock } = this.about;
    const locale = this.#locale;
    return html`<form @submit=${this.#onSubmit} aria-busy=${status === 'busy'}>
      <fieldset>
        <legend>${locale.t('reportReason')}</legend>
        ${REASONS.map(
          ([reason, key], index) =>
            html`<label class="choice"
              ><input
                type="radio"
                name="reason"
                .value=${reason}
                ?checked=${index === 0}
              />${locale.t(key)}</label
            >`,
        )}
      </fieldset>
      <label class="words"
        >${locale.t('reportWords')}<textarea
          name="text"
          dir="auto"
          maxlength=${MOST_CHARS}
        ></textarea>
      </label>
      ${
        canBlock
          ? html`<label class="choice"
              ><input type="checkbox" name="block" />${locale.t('reportAndBlock', { name })}</label
            >`
          : nothing
      }
      <p class="problem" role="alert" ?hidden=${!error}>
        ${error ? locale.t(errorKey(error)) : nothing}
      </p>
      <div class="actions">
        <button class="quiet" type="button" @click=${() => this.dialog.close()}>
          ${locale.t('leaveIt')}
        </button>
        <button type="submit" ?disabled=${status === 'busy'}>${locale.t('reportSend')}</button>
      </div>
    </form>`;
  }

  #thanks(): TemplateResult {
    return html`<p role="status">${this.#locale.t('reportThanks')}</p>
      <div class="actions">
        <button type="button" @click=${() => this.dialog.close()}>
          ${this.#locale.t('close')}
        </button>
      </div>`;
  }

  async #onSubmit(event: Event): Promise<void> {
    event.preventDefault();
    const fields = new FormData(this.form);
    const reason = REASONS.find(([each]) => each === fields.get('reason'))?.[0] ?? 'other';
    const text = String(fields.get('text') ?? '').trim();
    const alsoBlock = fields.has('block');
    await this.#task.run(() => this.about.send({ reason, ...(text && { text }) }, alsoBlock));
  }
}

define('deskbell-report', ReportDialog);

declare global {
  interface HTMLElementTagNameMap {
    'deskbell-report': ReportDialog;
  }
}
