import { css, html, LitElement, type TemplateResult } from 'lit';
import { LocaleController } from '../../controllers/locale-controller.js';
import { personName } from '../../controllers/person-name.js';
import { errorKey } from '../../controllers/sentences.js';
import { TaskController } from '../../controllers/task-controller.js';
import type { LogEntry } from '../../core/message-log.js';
import type { Conversation } from '../../protocol/index.js';
import type { ChatLog } from '../chat-log.js';
import { property, query, state } from '../decorators.js';
import { define } from '../define-element.js';
import { dialogStyles } from '../desk/dialog.styles.js';
import { askFor } from '../events.js';
import { place } from '../hand-on.js';

/** Lets a person choose which of their conversations a message goes to. */
export function openForward(entry: LogEntry, log: ChatLog): void {
  const dialog = document.createElement('deskbell-forward');
  dialog.entry = entry;
  dialog.log = log;
  const root = log.renderRoot.querySelector('.root');
  if (root) place(dialog, root, 'popup');
}

/** One's own conversations, to be searched and chosen from; leaves the page when it is closed. */
export class ForwardDialog extends LitElement {
  static override styles = [
    ...dialogStyles,
    css`
      input {
        inline-size: 100%;
        min-block-size: 44px;
        padding: 0 14px;
        border: 1px solid var(--_text-muted);
        border-radius: 12px;
        background: var(--_surface-raised);
        color: var(--_text);
        font: inherit;
      }
      ul {
        margin: 10px 0;
        padding: 0;
        max-block-size: 45dvh;
        overflow: auto;
        list-style: none;
      }
      li button {
        inline-size: 100%;
        justify-content: flex-start;
        border-radius: 10px;
        background: none;
        color: var(--_text);
        font-weight: 500;
      }
      .faint {
        overflow: hidden;
        color: var(--_text-muted);
        font-weight: 400;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
    `,
  ];

  @property({ attribute: false }) entry!: LogEntry;
  @property({ attribute: false }) log!: ChatLog;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('input') private input!: HTMLInputElement | null;
  @state() private sought = '';

  #task = new TaskController(this);
  #locale = new LocaleController(this);

  protected override firstUpdated(): void {
    this.dialog.showModal();
    const { host } = this.log.chat ?? {};
    // What is known is shown at once; the rest comes when it comes.
    void this.#task.run(async () => (await host?.session())?.messaging.getConversations());
  }

  protected override render(): TemplateResult {
    const locale = this.#locale;
    const found = this.#found();
    const { error } = this.#task;
    const label = locale.t('searchPeople');
    return html`<dialog
      aria-labelledby="heading"
      @close=${() => this.remove()}
      @keydown=${(event: Event) => event.stopPropagation()}
    >
      <div class="root" part="popup" lang=${locale.lang} dir=${locale.dir}>
        <h2 id="heading">${locale.t('forwardTo')}</h2>
        <input
          type="search"
          dir="auto"
          aria-label=${label}
          placeholder=${label}
          @input=${() => (this.sought = this.input?.value ?? '')}
        />
        <ul>
          ${found.map((each) => this.#item(each))}
        </ul>
        <p role="status">${found.length === 0 ? locale.t('nobodyFound') : ''}</p>
        <p class="problem" role="alert" ?hidden=${!error}>
          ${error ? locale.t(errorKey(error)) : ''}
        </p>
        <div class="actions">
          <button class="quiet" type="button" @click=${() => this.dialog.close()}>
            ${locale.t('cancel')}
          </button>
        </div>
      </div>
    </dialog>`;
  }

  #item(conversation: Conversation): TemplateResult {
    const { title } = conversation.listing ?? {};
    return html`<li>
      <button type="button" @click=${() => this.#choose(conversation)}>
        <bdi>${this.#nameOf(conversation)}</bdi>
        ${title ? html`<bdi class="faint">${title}</bdi>` : ''}
      </button>
    </li>`;
  }

  #found(): Conversation[] {
    const { conversations } = this.log.chat?.host?.state ?? {};
    const words = this.sought.trim().toLocaleLowerCase();
    return [...(conversations?.values() ?? [])]
      .map(({ conversation }) => conversation)
      .filter((each) => {
        const known = `${this.#nameOf(each)} ${each.listing?.title ?? ''}`;
        return known.toLocaleLowerCase().includes(words);
      })
      .sort((a, b) => b.updatedAt.localeCompare(a.updatedAt));
  }

  #nameOf({ participants }: Conversation): string {
    const other = participants.find(({ id }) => id !== this.log.myId);
    return other ? personName(other, this.#locale) : '';
  }

  async #choose({ id: toConversationId }: Conversation): Promise<void> {
    const { chat } = this.log;
    const { id: messageId } = this.entry;
    const detail = { ...chat?.about, messageId, toConversationId };
    if (!askFor(this.log, 'message-forward-request', detail)) return this.dialog.close();
    const isDone = await this.#task.run(async () =>
      (await chat?.host?.session())?.messaging.forwardMessage(messageId, toConversationId),
    );
    if (isDone) this.dialog.close();
  }
}

define('deskbell-forward', ForwardDialog);

declare global {
  interface HTMLElementTagNameMap {
    'deskbell-forward': ForwardDialog;
  }
}
