import type { ChatLog } from '../chat-log.js';
import { indexOfEntry } from './quote.js';

/** So many older pages are fetched to find a message. */
const MOST_PAGES = 60;
const MARK_MS = 1_600;

/**
 * Goes to a message, fetching older pages until it is there.
 *
 * @returns false when it is not among what could be fetched
 */
export async function jumpTo(
  id: string,
  log: ChatLog,
  { keepsFocus = false } = {},
): Promise<boolean> {
  const { chat } = log;
  for (let pages = 0; pages <= MOST_PAGES; pages++) {
    const entries = chat?.value.conversation?.entries ?? log.entries;
    const at = indexOfEntry(entries, id);
    if (at >= 0) {
      await chat?.element.updateComplete;
      mark(await log.reveal(at), keepsFocus);
      return true;
    }
    await chat?.loadOlder();
    if ((chat?.value.conversation?.entries.length ?? 0) <= entries.length) return false;
  }
  return false;
}

/** Lets the eyes and the screen reader find it. */
function mark(row: HTMLElement | undefined, keepsFocus: boolean): void {
  if (!row) return;
  row.tabIndex = -1;
  if (!keepsFocus) row.focus({ preventScroll: true });
  const color = 'color-mix(in srgb, var(--_accent) 30%, transparent)';
  row.animate(
    { backgroundColor: [color, 'transparent'] },
    { duration: MARK_MS, easing: 'ease-in' },
  );
}
