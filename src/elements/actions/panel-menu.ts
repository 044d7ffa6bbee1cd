import type { ConversationController } from '../../controllers/conversation-controller.js';
import type { LocaleController } from '../../controllers/locale-controller.js';
import { jumpTo } from '../bubbles/jump.js';
import type { PanelContext } from '../panel-context.js';

/** Opens the menu of a panel at the button that was pressed. */
export async function openPanelMenu(
  panel: HTMLElement,
  button: HTMLElement,
  chat: ConversationController,
  locale: LocaleController,
): Promise<void> {
  const root = button.closest<HTMLElement>('.root');
  if (!root) return;
  const context: PanelContext = { panel, button, chat, locale, root, search };
  const { openConversationMenu } = await import('../desk/conversation-menu.js');
  openConversationMenu(context);

  function search(): void {
    void chat.attempt(async () => {
      const { openSearch } = await import('./conversation-search.js');
      openSearch(context);
    });
  }
}

/** Leads to one message of the conversation that a panel shows. */
export async function showMessage(
  panel: HTMLElement,
  chat: ConversationController,
  messageId: string,
): Promise<void> {
  await chat.open();
  const log = panel.shadowRoot?.querySelector('deskbell-log');
  if (!log) return;
  await jumpTo(messageId, log);
}
