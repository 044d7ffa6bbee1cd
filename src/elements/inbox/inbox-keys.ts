import { isEditable } from '../focus.js';

export interface InboxKeys {
  toList(): void;
  toPanel(): void;
  clearSearch(): void;
}

/** The keys of the whole inbox: F6 between list and chat, `/` to search, Escape out of it. */
export function inboxKey(event: KeyboardEvent, root: ParentNode, keys: InboxKeys): void {
  const [origin] = event.composedPath();
  const isWriting = origin instanceof HTMLElement && isEditable(origin);
  const search = root.querySelector<HTMLInputElement>('[part=search]');
  if (event.key === 'F6') {
    const isInPanel = event.composedPath().some((each) => isDetail(each));
    if (isInPanel) keys.toList();
    else keys.toPanel();
  } else if (event.key === '/' && !isWriting) search?.focus();
  else if (event.key === 'Escape' && origin === search) {
    if (search?.value) keys.clearSearch();
    else keys.toList();
  } else if (event.key === 'ArrowDown' && origin === search) keys.toList();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function isDetail(target: EventTarget): boolean {
  return target instanceof Element && target.classList.contains('detail');
}
