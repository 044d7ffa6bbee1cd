import { warn } from '../../client/logger.js';
import {
  chooseNotifications,
  chooseSound,
  notificationChoice,
  wantsSound,
} from '../../controllers/notifications-settings.js';
import { devicesEnglish } from '../../locales/en-devices.js';
import { addEnglish } from '../../locales/registry.js';
import { attempt } from './attempt.js';
import type { DeskPlace } from './desk-place.js';
import type { MenuItem } from './menu.js';

addEnglish(devicesEnglish);

/** What holds for all conversations. */
export function settingsItems(desk: Omit<DeskPlace, 'anchor'>): MenuItem[] {
  const { locale } = desk;
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
    ...deviceItems(desk),
  ];
}

/** Devices are tried out before a call; a browser without calls has no use for it. */
function deviceItems(desk: Omit<DeskPlace, 'anchor'>): MenuItem[] {
  if (typeof RTCPeerConnection === 'undefined') return [];
  const run = async () => {
    const { openDevicePanel } = await import('../call/device-panel.js');
    openDevicePanel(desk);
  };
  return [{ label: desk.locale.t('audioAndVideo'), run: () => void attempt(desk, run) }];
}
