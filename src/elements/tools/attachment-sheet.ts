import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { attachmentOf, formatSize, type Attachment } from '../../controllers/attachments.js';
import { LocaleController } from '../../controllers/locale-controller.js';
import { errorKey } from '../../controllers/sentences.js';
import { property, query, state } from '../decorators.js';
import { define } from '../define-element.js';
import { closeIcon, sendIcon } from '../icons.js';
import { iconButton } from './icon-button.js';
import { sheet, showSheet } from './sheet.js';
import './file-thumbnail.js';
import { sheetStyles, toolStyles } from './tools.styles.js';

/** What is about to be sent: looked at, captioned, taken out, added to; not public. */
export class AttachmentSheet extends LitElement {
  static override styles = [
    ...toolStyles,
    sheetStyles,
    css`
      ul {
        display: grid;
        gap: 12px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: 72px minmax(0, 1fr) 44px;
        gap: 4px 12px;
        align-items: center;
      }
      deskbell-thumbnail {
        grid-row: span 2;
        align-self: start;
      }
      .what {
        min-inline-size: 0;
      }
      .name {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
        font-weight: 600;
      }
      .caption {
        grid-column: 2 / -1;
      }
    `,
  ];

  /** The files chosen so far; each is taken over once. */
  @property({ attribute: false }) files: readonly File[] = [];
  /** Sends them; answers what stays here. */
  @property({ attribute: false }) onSend?: (
    attachments: readonly Attachment[],
  ) => readonly Attachment[];
  @property({ attribute: false }) onClose?: () => void;

  @state() private attachments: readonly Attachment[] = [];
  @query('[type=file]') private picker!: HTMLInputElement | null;
  @query('.send') private sendButton!: HTMLButtonElement | null;

  #locale = new LocaleController(this);
  #taken = new Set<File>();

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('files')) void this.#add(this.files);
  }

  protected override firstUpdated(): void {
    showSheet(this.renderRoot);
  }

  protected override render(): TemplateResult {
    const locale = this.#locale;
    const count = this.#sendable.length;
    return sheet({
      locale,
      title: locale.t('sendFiles', { count }),
      body: html`<ul @paste=${this.#onPaste}>
          ${repeat(
            this.attachments,
            ({ file }) => file,
            (each) => this.#line(each),
          )}
        </ul>
        <input type="file" multiple hidden @change=${this.#onPicked} />`,
      actions: html`<button class="plain" type="button" @click=${() => this.picker?.click()}>
          ${locale.t('addFiles')}
        </button>
        <button class="send" ?disabled=${count === 0}>${sendIcon} ${locale.t('send')}</button>`,
      submit: () => this.#send(),
      close: () => this.onClose?.(),
    });
  }

  #line(attachment: Attachment): TemplateResult {
    const { file, caption, problem } = attachment;
    const locale = this.#locale;
    const name = file.name || locale.t('untitledFile');
    return html`<li>
      <deskbell-thumbnail .file=${file}></deskbell-thumbnail>
      <div class="what">
        <p class="name" title=${name}><bdi>${name}</bdi></p>
        <p class="muted">${formatSize(locale.lang, file.size)}</p>
      </div>
      ${iconButton(locale.t('removeFile', { name }), closeIcon, () => this.#remove(attachment))}
      ${
        problem
          ? html`<p class="caption problem" role="alert">${locale.t(errorKey(problem))}</p>`
          : html`<input
              class="caption"
              dir="auto"
              autocomplete="off"
              maxlength="2000"
              aria-label=${locale.t('captionFor', { name })}
              placeholder=${locale.t('addCaption')}
              .value=${caption}
              @input=${(event: Event) => this.#caption(file, event)}
            />`
      }
    </li>`;
  }

  get #sendable(): readonly Attachment[] {
    return this.attachments.filter(({ problem }) => !problem);
  }

  async #add(files: readonly File[]): Promise<void> {
    const fresh = files.filter((file) => !this.#taken.has(file));
    for (const file of fresh) this.#taken.add(file);
    const looked = await Promise.all(fresh.map(attachmentOf));
    this.attachments = [...this.attachments, ...looked];
    await this.updateComplete;
    this.sendButton?.focus();
  }

  #remove(attachment: Attachment): void {
    this.attachments = this.attachments.filter((each) => each !== attachment);
    if (this.attachments.length === 0) this.onClose?.();
    else this.sendButton?.focus();
  }

  #caption(of: File, event: Event): void {
    const caption = (event.target as HTMLInputElement).value;
    this.attachments = this.attachments.map((each) =>
      each.file === of ? { ...each, caption } : each,
    );
  }

  #send(): void {
    if (this.#sendable.length === 0) return;
    const kept = this.onSend?.(this.#sendable) ?? [];
    if (kept.length === 0) this.onClose?.();
    else this.attachments = kept;
  }

  #onPicked(): void {
    void this.#add([...(this.picker?.files ?? [])]);
    if (this.picker) this.picker.value = '';
  }

  #onPaste(event: ClipboardEvent): void {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    void this.#add(files);
  }
}

define('deskbell-attachments', AttachmentSheet);

declare global {
  interface HTMLElementTagNameMap {
    'deskbell-attachments': AttachmentSheet;
  }
}
