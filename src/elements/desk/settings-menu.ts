import { inboxEnglish } from '../../locales/en-inbox.js';
import { addEnglish } from '../../locales/registry.js';
import type { DeskPlace } from './desk-place.js';
import { openMenu } from './menu.js';
import { settingsItems } from './settings-items.js';

addEnglish(inboxEnglish);

/** The menu of the inbox as a whole. */
export function openSettingsMenu(desk: DeskPlace): void {
  const { anchor, root, locale } = desk;
  const label = locale.t('inboxOptions');
  openMenu({ anchor, root, label, lang: locale.lang }, [settingsItems(desk)]);
}
