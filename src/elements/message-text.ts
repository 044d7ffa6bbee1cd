import type { LocaleController } from '../controllers/locale-controller.js';
import { previewOf, type PreviewSource } from './bubbles/preview.js';

export function isCallEntry({ type }: PreviewSource): boolean {
  return type.startsWith('CALL');
}

/** The words of an entry: its text, or what stands for it. */
export function entryText(entry: PreviewSource, isOwn: boolean, locale: LocaleController): string {
  return previewOf(entry, locale, isOwn);
}
