import { warn } from '../client/logger.js';
import { notificationChoice } from './notifications-settings.js';

export interface DesktopNotice {
  /** One notice per tag: a newer one takes the place of the older. */
  readonly tag: string;
  readonly title: string;
  readonly body: string;
  readonly icon?: string;
  readonly lang: string;
  readonly dir: NotificationDirection;
  /** Stays until somebody reacts. */
  readonly isUrgent?: boolean;
  onClick(): void;
}

/** The browser's notifications of this tab. */
export class DesktopNotices {
  readonly #shown = new Map<string, Notification>();

  /** Shows it, if the person wants notifications. */
  show({ tag, title, isUrgent = false, onClick, ...options }: DesktopNotice): void {
    if (notificationChoice() !== 'on') return;
    try {
      // Silent: the sound is ours, and has its own switch.
      const all = { ...options, tag, silent: true, requireInteraction: isUrgent };
      const notification = new Notification(title, all);
      this.#shown.set(tag, notification);
      notification.onclick = () => {
        globalThis.focus();
        this.hide(tag);
        onClick();
      };
    } catch (cause) {
      warn('this browser shows no notifications from pages', cause);
    }
  }

  hide(tag: string): void {
    this.#shown.get(tag)?.close();
    this.#shown.delete(tag);
  }

  close(): void {
    for (const tag of [...this.#shown.keys()]) this.hide(tag);
  }
}
