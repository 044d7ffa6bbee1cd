import { en } from './en.js';
import { setEnglish } from './registry.js';

/** Makes all of English available; called by whatever shows more than a contact button. */
export function useEnglish(): void {
  setEnglish(en);
}
