import type { Messaging } from '../../client/types.js';
import type { LocaleController } from '../../controllers/locale-controller.js';
import type { SessionHost } from '../../controllers/session-host.js';

/** Where a menu is opened, and for whom. */
export interface DeskPlace {
  /** The button that was pressed; it gets the focus back. */
  readonly anchor: HTMLElement;
  /** Where the menu and its dialogs are put into the page: inside of styles and language. */
  readonly root: Element;
  readonly host: SessionHost;
  readonly locale: LocaleController;
}

/** A conversation that a menu is about. */
export interface DeskConversation extends DeskPlace {
  readonly conversationId: string;
  readonly name: string;
}

/** The verbs, from a session that is there or is made now. */
export async function messagingOf({ host }: DeskPlace): Promise<Messaging> {
  return (await host.session()).messaging;
}
