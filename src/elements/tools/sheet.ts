import { html, type TemplateResult } from 'lit';
import type { LocaleController } from '../../controllers/locale-controller.js';

export interface Sheet {
  readonly locale: LocaleController;
  readonly title: unknown;
  readonly body: TemplateResult;
  readonly actions: TemplateResult;
  submit(): void;
  close(): void;
}

/** A modal question; what it holds decides what “send” means. */
export function sheet(parts: Sheet): TemplateResult {
  const { locale } = parts;
  return html`<div class="root" lang=${locale.lang} dir=${locale.dir}>
    <dialog
      part="sheet"
      aria-labelledby="title"
      @cancel=${(event: Event) => {
        event.preventDefault();
        parts.close();
      }}
      @keydown=${keepEscape}
    >
      <form
        method="dialog"
        novalidate
        @submit=${(event: Event) => {
          event.preventDefault();
          parts.submit();
        }}
      >
        <h2 id="title">${parts.title}</h2>
        <div class="body">${parts.body}</div>
        <div class="actions">
          <button class="plain" type="button" @click=${() => parts.close()}>
            ${locale.t('cancel')}
          </button>
          ${parts.actions}
        </div>
      </form>
    </dialog>
  </div>`;
}

/** Escape closes the tool, not the panel behind it. */
export function keepEscape(event: KeyboardEvent): void {
  if (event.key === 'Escape') event.stopPropagation();
}

/** Opens the sheet of an element that was rendered for the first time. */
export function showSheet(root: ParentNode): void {
  root.querySelector('dialog')?.showModal();
}
