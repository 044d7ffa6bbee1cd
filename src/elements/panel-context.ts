import type { ConversationController } from '../controllers/conversation-controller.js';
import type { LocaleController } from '../controllers/locale-controller.js';

/** What a `<chat-panel>` hands to the parts of it that are loaded when somebody asks for them. */
export interface PanelContext {
  readonly panel: HTMLElement;
  /** The button that was pressed: menus stand at it and give the focus back to it. */
  readonly button: HTMLElement;
  readonly chat: ConversationController;
  readonly locale: LocaleController;
  /** Where a part puts its own element: inside of the panel's styles, language and direction. */
  readonly root: HTMLElement;
  /** Opens the search within this conversation. */
  search(): void;
}
