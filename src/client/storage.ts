/** A few small strings that outlive the page, where the browser lets them. */
export interface KeyValueStorage {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
  remove(key: string): void;
}

/** Web storage; where it is refused (private mode, blocked cookies, full) it lasts as long as the page. */
export function keyValueStorage(open: () => Storage): KeyValueStorage {
  const memory = new Map<string, string>();
  const attempt = <T>(use: (storage: Storage) => T): T | undefined => {
    try {
      return use(open());
    } catch {
      // Refused: the copy in memory serves this page.
      return undefined;
    }
  };
  return {
    get: (key) => attempt((storage) => storage.getItem(key)) ?? memory.get(key),
    set(key, value) {
      memory.set(key, value);
      attempt((storage) => storage.setItem(key, value));
    },
    remove(key) {
      memory.delete(key);
      attempt((storage) => storage.removeItem(key));
    },
  };
}

/**
 * What a page keeps across its reload. Frames of one site share the storage of their tab and are pages
 * of their own, each perhaps somebody else’s: a key carries the place of its frame.
 */
export function frameStorage(): KeyValueStorage {
  const { get, set, remove } = keyValueStorage(() => sessionStorage);
  let place: string | undefined;
  // Looked at once: a frame that comes before this one later does not change who this is.
  const own = (key: string) => key + (place ??= placeOfFrame(globalThis.window));
  return {
    get: (key) => get(own(key)),
    set: (key, value) => set(own(key), value),
    remove: (key) => remove(own(key)),
  };
}

/**
 * Empty at the top of a tab and where there is no window; else the way from the top: `/1/0` is the first
 * frame in the second one.
 */
export function placeOfFrame(view: Window | undefined): string {
  const parent = view?.parent;
  if (!parent || parent === view) return '';
  let index = 0;
  while (parent[index] !== view && index < parent.length) index++;
  return `${placeOfFrame(parent)}/${index}`;
}
