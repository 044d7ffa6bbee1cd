import type { InboxController } from '../../controllers/inbox-controller.js';
import type { LocaleController } from '../../controllers/locale-controller.js';
import type { DeskPlace } from '../desk/desk-place.js';

/** Opens the menu of one conversation, from its button, a right click or a long press. */
export function showRowMenu(
  event: Event,
  inbox: InboxController,
  locale: LocaleController,
  row: { readonly conversationId: string; readonly name: string },
): void {
  event.preventDefault();
  const place = placeOf(event, inbox, locale);
  if (!place) return;
  void inbox.attempt(async () => {
    const { openRowMenu } = await import('../desk/conversation-menu.js');
    openRowMenu({ ...place, ...row });
  });
}

/** Opens what holds for all conversations: notifications and sound. */
export function showOptions(event: Event, inbox: InboxController, locale: LocaleController): void {
  const place = placeOf(event, inbox, locale);
  if (!place) return;
  void inbox.attempt(async () => {
    const { openSettingsMenu } = await import('../desk/settings-menu.js');
    openSettingsMenu(place);
  });
}

function placeOf(
  { currentTarget }: Event,
  { host }: InboxController,
  locale: LocaleController,
): DeskPlace | undefined {
  if (!(currentTarget instanceof HTMLElement) || !host) return undefined;
  const root = currentTarget.closest('.root');
  return root ? { anchor: currentTarget, root, host, locale } : undefined;
}
