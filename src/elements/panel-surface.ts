import type { ContactTarget } from '../controllers/session-host.js';

/** What a mounted chat must be able to do; `<chat-panel>` does. */
export interface PanelSurface extends HTMLElement {
  open: boolean;
  readonly conversationId: string | undefined;
  /** Whether it shows this person or conversation, or could because it names nobody. */
  shows(target: ContactTarget): boolean;
  openFor(target: ContactTarget): Promise<void>;
}
