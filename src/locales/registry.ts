import { firstEnglish } from './first-english.js';
import type { PluralForms, StringKey, Strings } from './types.js';

/** Languages beside English; each is a chunk of its own, loaded when a page first needs it. */
const LOADERS: ReadonlyMap<string, () => Promise<Strings>> = new Map([
  ['ar', () => import('./ar.js').then(({ ar }) => ar)],
]);

const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(['ar', 'fa', 'he', 'ur']);

const tables = new Map<string, Partial<Strings>>([['en', firstEnglish]]);
const overrides = new Map<string, Partial<Strings>>();
const loading = new Set<string>();
const listeners = new Set<() => void>();

/** The language of a BCP 47 tag, if we speak it; English otherwise. */
function languageOf(tag: string): string {
  const language = tag.toLowerCase().split(/[-_]/, 1)[0] ?? '';
  return LOADERS.has(language) ? language : 'en';
}

/** A tag that Intl accepts and whose words match our strings: `ar-EG` stays, `xx` becomes `en`. */
export function localeOf(tag: string): string {
  const language = languageOf(tag);
  if (!tag.toLowerCase().startsWith(language)) return language;
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? language;
  } catch {
    return language;
  }
}

export function directionOf(tag: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(languageOf(tag)) ? 'rtl' : 'ltr';
}

/**
 * Loads the strings of a tag's language, once; a language that cannot be loaded stays English.
 * Only the caller that began the loading hears of a failure.
 */
export async function loadLocale(tag: string): Promise<void> {
  const language = languageOf(tag);
  const load = LOADERS.get(language);
  if (!load || tables.has(language)) return;
  tables.set(language, {});
  loading.add(language);
  try {
    tables.set(language, await load());
  } finally {
    loading.delete(language);
    announce();
  }
}

/** Whether a tag's strings are on their way; until then a text would be in the wrong language. */
export function isLoading(tag: string): boolean {
  return loading.has(languageOf(tag));
}

/** Makes a part of English available; called by whatever shows it. */
export function addEnglish(strings: Partial<Strings>): void {
  tables.set('en', { ...tables.get('en'), ...strings });
}

/** Replaces some strings of a language on this page; the others stay. */
export function setStrings(tag: string, strings: Partial<Strings>): void {
  const language = languageOf(tag);
  overrides.set(language, { ...overrides.get(language), ...strings });
  announce();
}

/** The sentence behind a key: replaced, translated or English, whichever is there first. */
export function lookup(tag: string, key: StringKey): string | PluralForms {
  const language = languageOf(tag);
  for (const table of [overrides.get(language), tables.get(language), tables.get('en')]) {
    const found = table?.[key];
    if (found !== undefined) return found;
  }
  return key.startsWith('error_') ? answerLater() : '';
}

let answers: Promise<void> | undefined;
let areAnswersMissing = false;

/**
 * Few ever read what a broker refuses: its sentences come with the first. Nothing is said until
 * then; when they cannot be fetched, that there is no connection.
 */
function answerLater(): string {
  answers ??= import('./en-answers.js')
    .then(({ answersEnglish }) => addEnglish(answersEnglish))
    .catch(() => void (areAnswersMissing = true))
    .finally(announce);
  return areAnswersMissing ? firstEnglish.error_network : '';
}

/** Calls `listener` when strings were loaded or replaced; returns the way to stop. */
export function onStringsChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function announce(): void {
  for (const listener of listeners) listener();
}
