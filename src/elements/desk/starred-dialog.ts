import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { formatShort } from '../../controllers/formats.js';
import { FoundController } from '../../controllers/found-controller.js';
import { LocaleController } from '../../controllers/locale-controller.js';
import { errorKey } from '../../controllers/sentences.js';
import type { Message } from '../../protocol/index.js';
import { previewOf } from '../bubbles/preview.js';
import { property, query } from '../decorators.js';
import { define } from '../define-element.js';
import { place } from '../hand-on.js';
import { messagingOf, type DeskConversation } from './desk-place.js';
import { dialogStyles } from './dialog.styles.js';
import { starredStyles } from './starred.styles.js';

/** A panel that can lead to one of its messages. */
type Leading = HTMLElement & { showMessage?(messageId: string): unknown };

/** Shows the starred messages of one conversation, each the way to where it stands. */
export function openStarred(desk: DeskConversation, panel: Leading): void {
  const dialog = document.createElement('deskbell-starred');
  dialog.desk = desk;
  dialog.panel = panel;
  place(dialog, desk.root, 'popup');
}

/** The starred messages of a conversation, for as long as they are looked at. */
export class StarredDialog extends LitElement {
  static override styles = [...dialogStyles, starredStyles];

  @property({ attribute: false }) desk!: DeskConversation;
  @property({ attribute: false }) panel!: Leading;
  @query('dialog') private dialog!: HTMLDialogElement;

  #found = new FoundController(this);
  #locale = new LocaleController(this);

  protected override firstUpdated(): void {
    const { desk } = this;
    const { conversationId } = desk;
    this.dialog.showModal();
    this.#found.start(async (page) =>
      (await messagingOf(desk)).starredMessages({ conversationId, ...page }),
    );
  }

  protected override render(): TemplateResult {
    const locale = this.#locale;
    const { items, hasMore } = this.#found;
    return html`<dialog
      aria-labelledby="heading"
      @close=${() => this.remove()}
      @keydown=${(event: Event) => event.stopPropagation()}
    >
      <div class="root" part="popup" lang=${locale.lang} dir=${locale.dir}>
        <h2 id="heading">${locale.t('starredMessages')}</h2>
        <ul aria-labelledby="heading" ?hidden=${items.length === 0}>
          ${items.map((message) => this.#item(message))}
        </ul>
        <p role="status">${this.#note()}</p>
        <div class="actions">
          <button
            class="quiet"
            type="button"
            ?hidden=${!hasMore}
            @click=${() => this.#found.more()}
          >
            ${locale.t('showMore')}
          </button>
          <button type="button" @click=${() => this.dialog.close()}>${locale.t('close')}</button>
        </div>
      </div>
    </dialog>`;
  }

  #item(message: Message): TemplateResult {
    const locale = this.#locale;
    const isOwn = message.senderId === this.desk.host.state.me?.id;
    return html`<li>
      <button class="hit" type="button" @click=${() => this.#show(message)}>
        <span class="from">${isOwn ? locale.t('you') : html`<bdi>${this.desk.name}</bdi>`}</span>
        <time datetime=${message.createdAt}
          >${formatShort(locale.lang, new Date(message.createdAt), new Date())}</time
        >
        <span class="text" dir="auto">${previewOf(message, locale, isOwn)}</span>
      </button>
    </li>`;
  }

  #note(): unknown {
    const { status, items, error } = this.#found;
    const locale = this.#locale;
    if (status === 'busy') return locale.t('searching');
    if (status !== 'failed') return items.length === 0 ? locale.t('noStarred') : nothing;
    return html`${locale.t(errorKey(error ?? 'internal'))}
      <button class="link" type="button" @click=${() => this.#found.more()}>
        ${locale.t('retry')}
      </button>`;
  }

  #show({ id }: Message): void {
    this.dialog.close();
    this.panel.showMessage?.(id);
  }
}

define('deskbell-starred', StarredDialog);

declare global {
  interface HTMLElementTagNameMap {
    'deskbell-starred': StarredDialog;
  }
}
