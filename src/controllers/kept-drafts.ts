import { keyValueStorage, type KeyValueStorage } from '../client/storage.js';
import { DRAFT, DRAFTS } from '../client/storage-keys.js';
import type { SessionHost } from './session-host.js';

const MOST_DRAFTS = 100;
const MOST_CHARS = 8 * 1024;

/** Lets the unsent texts of a page outlive it. Nothing is stored before the person has typed. */
export function keepDrafts(
  host: SessionHost,
  storage: KeyValueStorage = keyValueStorage(() => localStorage),
): void {
  if (host.drafts instanceof KeptDrafts) return;
  const drafts = new KeptDrafts(host, storage);
  // Typed while this was loading.
  for (const [key, text] of host.drafts) drafts.set(key, text);
  host.drafts = drafts;
}

/** Each person's own, on a computer that several use: what is typed before it is known who is kept last. */
class KeptDrafts extends Map<string, string> {
  readonly #host: SessionHost;
  readonly #storage: KeyValueStorage;

  constructor(host: SessionHost, storage: KeyValueStorage) {
    super();
    this.#host = host;
    this.#storage = storage;
  }

  override get(key: string): string | undefined {
    const name = this.#nameOf(key);
    if (name === undefined) return super.get(key);
    const early = super.get(key);
    if (early !== undefined) {
      super.delete(key);
      this.set(key, early);
    }
    return super.get(name) ?? this.#storage.get(name);
  }

  override set(key: string, text: string): this {
    const name = this.#nameOf(key);
    super.set(name ?? key, text);
    if (name !== undefined) this.#store(name, text);
    return this;
  }

  /** Undefined while it is not known who writes. */
  #nameOf(key: string): string | undefined {
    const { broker, state } = this.#host;
    return state.me ? `${DRAFT}${broker}\n${state.me.id}\n${key}` : undefined;
  }

  #store(name: string, text: string): void {
    const list = DRAFTS + this.#host.broker;
    const names = (this.#storage.get(list) ?? '').split('\n\n').filter(Boolean);
    const others = names.filter((known) => known !== name);
    if (text) this.#storage.set(name, text.slice(0, MOST_CHARS));
    else this.#storage.remove(name);
    if (text && names.at(-1) === name) return;
    const kept = text ? [...others, name] : others;
    // The oldest go first.
    for (const old of kept.splice(0, kept.length - MOST_DRAFTS)) this.#storage.remove(old);
    if (kept.length > 0) this.#storage.set(list, kept.join('\n\n'));
    else this.#storage.remove(list);
  }
}
