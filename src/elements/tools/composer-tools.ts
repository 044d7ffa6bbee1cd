import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ConversationController } from '../../controllers/conversation-controller.js';
import { LocaleController } from '../../controllers/locale-controller.js';
import {
  areApart,
  OutgoingController,
  whereaboutsOf,
} from '../../controllers/outgoing-controller.js';
import { VisibleHeight } from '../../controllers/visible-height.js';
import { unreachable } from '../../core/errors.js';
import type { LogEntry } from '../../core/log-entry.js';
import { refusalsEnglish } from '../../locales/en-refusals.js';
import { toolsEnglish } from '../../locales/en-tools.js';
import { addEnglish } from '../../locales/registry.js';
import type { ChatComposer } from '../chat-composer.js';
import { property, query, state } from '../decorators.js';
import { define } from '../define-element.js';
import { handOn } from '../hand-on.js';
import type { ToolName } from '../tool-buttons.js';
import { composerToolsStyles } from './composer-tools.styles.js';
import { blockedLine, composingLine, dropZone, editLast, unsentLine } from './composing-lines.js';
import { filePicker, openPicker } from './file-picker.js';
import { OutgoingMessages } from './outgoing-messages.js';
import { RecordPress } from './record-press.js';
import type { VoiceRecorderBar } from './voice-recorder.js';

addEnglish({ ...toolsEnglish, ...refusalsEnglish });

/** The tools that take room; the code of each comes when it is opened. */
const LOADERS = {
  record: () => import('./voice-recorder.js'),
  files: () => import('./attachment-sheet.js'),
  place: () => import('./place-sheet.js'),
  emoji: () => import('./emoji-picker.js'),
  offer: () => import('./offer-sheet.js'),
} as const;
type OpenTool = keyof typeof LOADERS;
/** Handed on to the panel here, so that a chat without tools does not carry their names. */
const PARTS = ['composing', 'consent', 'recorder', 'sheet', 'emoji-picker', 'drop-zone'];

/** Everything a composer can do beside plain text; a part of `<deskbell-composer>`, not public. */
export class ComposerTools extends LitElement {
  static override styles = composerToolsStyles;

  @property({ attribute: false, hasChanged: () => true }) chat?: ConversationController;
  @property({ attribute: false }) composer?: ChatComposer;

  @query('deskbell-recorder') private recorder!: VoiceRecorderBar | null;
  @state() private tool: OpenTool | undefined;
  @state() private files: readonly File[] = [];
  @state() private counterTo: LogEntry | undefined;
  @state() private isDropping = false;

  #locale = new LocaleController(this, () => this.chat?.host?.locale);
  #outgoing = new OutgoingController(this, () => this.chat);
  #messages = new OutgoingMessages(this, this.#outgoing, () => this.chat);
  #isBlocked = false;
  #at: ReturnType<typeof whereaboutsOf> = {};
  #press = new RecordPress();

  constructor() {
    super();
    // An on-screen keyboard must not cover the composer: the panel is told how much room is left.
    new VisibleHeight(this, () => this.composer?.closest<HTMLElement>('.root') ?? null);
  }

  /** Opens a tool, once its code is here. Rejects when that cannot be loaded. */
  async use(name?: ToolName, cause?: unknown): Promise<void> {
    if (this.chat?.isBlocked) return;
    if (name === 'edit') return editLast(this.chat);
    if (name === 'attach' || name === 'photo') return openPicker(this, name === 'photo');
    if (name === 'drop') this.isDropping = !this.tool || this.tool === 'emoji';
    if (name === 'files') this.isDropping = false;
    if (!name || !(name in LOADERS)) return;
    const tool = name as OpenTool;
    await LOADERS[tool]().catch(unreachable);
    if (tool === 'record') return this.#record(cause as Event);
    if (this.tool === 'record') return;
    if (tool === 'files') this.files = [...this.files, ...(cause as readonly File[])];
    if (tool === 'files' && this.files.length === 0) return;
    this.counterTo = tool === 'offer' ? (cause as LogEntry | undefined) : undefined;
    if (tool === 'emoji' && this.tool === tool) this.#close();
    else this.tool = tool;
  }

  protected override firstUpdated(): void {
    handOn(this, ...PARTS);
  }

  protected override willUpdate(): void {
    const at = whereaboutsOf(this.chat);
    // What was made for one person must not reach the next.
    if (this.tool && areApart(this.#at, at)) this.#close();
    this.#at = at;
    const isBlocked = this.chat?.isBlocked ?? false;
    if (isBlocked === this.#isBlocked) return;
    this.#isBlocked = isBlocked;
    if (this.tool) this.#close();
    this.#cover(isBlocked);
    // The button that took the block away goes with it.
    if (!isBlocked && this.shadowRoot?.activeElement) void this.#giveFocusBack(false);
  }

  protected override render(): TemplateResult {
    const locale = this.#locale;
    return html`<div class="root" lang=${locale.lang} dir=${locale.dir}>
      <div role="status">${this.#isBlocked ? blockedLine(this.chat, locale) : nothing}</div>
      ${unsentLine(this.#outgoing, locale)}
      ${this.#isBlocked ? nothing : composingLine(this.chat, locale)} ${this.#open()}
      ${filePicker((files) => void this.composer?.use('files', files))}
      ${this.isDropping ? dropZone(locale, () => (this.isDropping = false)) : nothing}
    </div>`;
  }

  #open(): unknown {
    const close = this.#close;
    switch (this.tool) {
      case 'record':
        return html`<deskbell-recorder
          exportparts="recorder"
          .chat=${this.chat}
          .onNote=${this.#messages.sendNote}
          .onClose=${close}
          .onCover=${this.#cover}
        ></deskbell-recorder>`;
      case 'files':
        return html`<deskbell-attachments
          exportparts="sheet"
          .files=${this.files}
          .onSend=${this.#messages.sendFiles}
          .onClose=${close}
        ></deskbell-attachments>`;
      case 'place':
        return html`<deskbell-place
          exportparts="sheet"
          .onSend=${this.#messages.sendPlace}
          .onClose=${close}
        ></deskbell-place>`;
      case 'emoji':
        return html`<deskbell-emoji
          exportparts="emoji-picker"
          .onPick=${this.#insert}
          .onClose=${close}
        ></deskbell-emoji>`;
      case 'offer':
        return html`<deskbell-offer
          exportparts="sheet"
          .listing=${this.chat?.listing}
          .counterTo=${this.counterTo}
          .onSend=${this.#messages.sendBid}
          .onClose=${close}
        ></deskbell-offer>`;
      case undefined:
        return nothing;
    }
  }

  async #record(event: Event): Promise<void> {
    if (!this.#press.begins(event)) return this.recorder?.leave();
    if (this.tool !== undefined && this.tool !== 'record') this.#close();
    this.tool = 'record';
    await this.updateComplete;
    await this.recorder?.updateComplete;
    this.recorder?.press(event);
    if (this.#press.isOver(event)) this.recorder?.leave();
  }

  readonly #close = (): void => {
    const wasRecording = this.tool === 'record';
    this.tool = undefined;
    this.files = [];
    this.#cover(this.#isBlocked);
    void this.#giveFocusBack(wasRecording);
  };

  async #giveFocusBack(wasRecording: boolean): Promise<void> {
    const { composer } = this;
    await composer?.updateComplete;
    if (wasRecording) composer?.renderRoot.querySelector<HTMLElement>('.record')?.focus();
    else composer?.focus();
  }

  readonly #cover = (isCovered: boolean): void => {
    if (this.composer) this.composer.isCovered = isCovered;
  };

  /** Puts an emoji where the caret stands. */
  readonly #insert = (emoji: string): void => {
    const field = this.composer?.input;
    if (!field) return;
    field.setRangeText(emoji, field.selectionStart, field.selectionEnd, 'end');
    field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  };
}

define('deskbell-tools', ComposerTools);

declare global {
  interface HTMLElementTagNameMap {
    'deskbell-tools': ComposerTools;
  }
}
