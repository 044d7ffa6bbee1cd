import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { warn } from '../client/logger.js';
import {
  directionOf,
  isLoading,
  loadLocale,
  localeOf,
  lookup,
  onStringsChange,
} from '../locales/registry.js';
import type { Params, PlainKey, StringKey } from '../locales/types.js';
import type { SessionElement } from './session-controller.js';

type LocalizedElement = ReactiveControllerHost & HTMLElement & { locale?: string };

/**
 * The language an element speaks: its `locale`, its session's, or the nearest `lang`, across shadow
 * roots. Loads the strings and asks for an update when they come or the language changes.
 */
export class LocaleController implements ReactiveController {
  #lang = 'en';
  #stop: (() => void)[] = [];

  constructor(
    readonly element: LocalizedElement,
    /** The locale of the element's session, when that names one. */
    readonly sessionLocale: () => string | undefined = () => undefined,
  ) {
    element.addController(this);
  }

  /** BCP 47 tag for `lang` and Intl. */
  get lang(): string {
    return this.#lang;
  }

  /** `auto` while the strings are loading: such a root keeps its place but stays invisible. */
  get dir(): 'ltr' | 'rtl' | 'auto' {
    return isLoading(this.#lang) ? 'auto' : directionOf(this.#lang);
  }

  t<K extends StringKey>(key: K, ...params: K extends PlainKey ? [] : [Params<K>]): string {
    const values: Record<string, string | number> = params[0] ?? {};
    const entry = lookup(this.#lang, key);
    const count = Number(values['count']);
    const text =
      typeof entry === 'string'
        ? entry
        : (entry[new Intl.PluralRules(this.#lang).select(count)] ?? entry.other);
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name];
      return typeof value === 'number' ? this.number(value) : (value ?? whole);
    });
  }

  number(value: number): string {
    return new Intl.NumberFormat(this.#lang).format(value);
  }

  hostConnected(): void {
    this.#stop = [
      onStringsChange(() => this.element.requestUpdate()),
      onLangChange(() => this.element.requestUpdate()),
    ];
  }

  hostDisconnected(): void {
    for (const stop of this.#stop) stop();
  }

  hostUpdate(): void {
    const tag = this.element.locale || this.sessionLocale() || nearestLang(this.element);
    this.#lang = localeOf(tag);
    loadLocale(this.#lang).catch((cause: unknown) => {
      warn(`the strings for “${this.#lang}” could not be loaded`, cause);
    });
  }
}

/** Speaks the language of the session the element stands in. */
export function localeOfSession(
  element: SessionElement & LocalizedElement,
  session: { readonly host: { readonly locale: string | undefined } | undefined },
): LocaleController {
  return new LocaleController(element, () => session.host?.locale);
}

function nearestLang(element: Element): string {
  for (let at: Element | null = element; at; at = parentAcrossRoots(at)) {
    const lang = at.getAttribute('lang');
    if (lang) return lang;
  }
  return 'en';
}

function parentAcrossRoots(element: Element): Element | null {
  const parent = element.assignedSlot ?? element.parentNode;
  if (parent instanceof ShadowRoot) return parent.host;
  return parent instanceof Element ? parent : null;
}

const langListeners = new Set<() => void>();
let langObserver: MutationObserver | undefined;

/** One observer for the whole page: `lang` rarely changes, elements are many. */
function onLangChange(listener: () => void): () => void {
  langObserver ??= new MutationObserver(() => {
    for (const each of langListeners) each();
  });
  if (langListeners.size === 0) {
    langObserver.observe(document, { subtree: true, attributes: true, attributeFilter: ['lang'] });
  }
  langListeners.add(listener);
  return () => {
    langListeners.delete(listener);
    if (langListeners.size === 0) langObserver?.disconnect();
  };
}
