import { LocaleController } from '../../controllers/locale-controller.js';
import type { SessionHost } from '../../controllers/session-host.js';
import { loadLocale } from '../../locales/registry.js';

/** Speaks for a session where no element does: in the language of the place it stands in. */
export async function pageLocale({ locale, root }: SessionHost): Promise<LocaleController> {
  const lang = locale ?? root.closest('[lang]')?.getAttribute('lang') ?? 'en';
  // What cannot be loaded stays English, and was told by whoever asked first.
  await loadLocale(lang).catch(() => undefined);
  const speaker = Object.assign(document.createElement('span'), {
    locale: lang,
    addController: () => undefined,
    removeController: () => undefined,
    requestUpdate: () => undefined,
    updateComplete: Promise.resolve(true),
  });
  const controller = new LocaleController(speaker);
  controller.hostUpdate();
  return controller;
}
