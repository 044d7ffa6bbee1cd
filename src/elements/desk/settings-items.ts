import { warn } from '../../client/logger.js';
import type { LocaleController } from '../../controllers/locale-controller.js';
import {
  chooseNotifications,
  chooseSound,
  notificationChoice,
  wantsSound,
} from '../../controllers/notifications-settings.js';
import type { MenuItem } from './menu.js';

/** The switches that hold for all conversations. */
export function settingsItems(locale: LocaleController): MenuItem[] {
  const choice = notificationChoice();
  const isOn = choice === 'on';
  const hasSound = wantsSound();
  const hint =
    choice === 'refused'
      ? locale.t('notificationsRefused')
      : choice === 'missing'
        ? locale.t('notificationsMissing')
        : undefined;
  return [
    {
      label: locale.t('notifications'),
      checked: isOn,
      ...(hint && { hint, isDisabled: true }),
      run: () => {
        chooseNotifications(!isOn, locale.t('notificationsAreOn')).catch((cause: unknown) => {
          warn('this browser shows no notifications from pages', cause);
        });
      },
    },
    { label: locale.t('sound'), checked: hasSound, run: () => chooseSound(!hasSound) },
  ];
}
