import { NOTIFICATIONS, SOUND } from '../client/storage-keys.js';

/** `refused`: the browser was told to; `missing`: it has none. */
export type NotificationChoice = 'on' | 'off' | 'refused' | 'missing';

/** What a page that may store nothing remembers for as long as it lives. */
const memory = new Map<string, string>();

/** Read each time: another tab may have changed it. */
function read(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? memory.get(key);
  } catch {
    return memory.get(key);
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Refused: a copy in memory serves this page.
    memory.set(key, value);
  }
}

/** Whether the person wants notifications, and whether the browser lets them have any. */
export function notificationChoice(): NotificationChoice {
  if (typeof Notification === 'undefined') return 'missing';
  if (Notification.permission === 'denied') return 'refused';
  const isOn = read(NOTIFICATIONS) === 'on' && Notification.permission === 'granted';
  return isOn ? 'on' : 'off';
}

/**
 * Turns notifications on or off. Call it from what a person did: the browser may ask them. Turned
 * on, it says so by a notification, for a browser may grant what it then cannot do.
 */
export async function chooseNotifications(isOn: boolean, hello: string): Promise<void> {
  if (!isOn) return write(NOTIFICATIONS, 'off');
  if ((await Notification.requestPermission()) !== 'granted') return;
  new Notification(hello, { tag: 'deskbell', silent: true });
  write(NOTIFICATIONS, 'on');
}

/** Whether new messages are heard: yes, until the person says no. */
export function wantsSound(): boolean {
  return read(SOUND) !== 'off';
}

export function chooseSound(isOn: boolean): void {
  write(SOUND, isOn ? 'on' : 'off');
}
