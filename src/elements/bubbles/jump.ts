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
      const row = await log.reveal(at);
      scrollTo(row, log, 'middle');
      mark(row, keepsFocus);
      return true;
    }
    await chat?.loadOlder();
    if ((chat?.value.conversation?.entries.length ?? 0) <= entries.length) return false;
  }
  return false;
}

/** Brings a row before the reader's eyes; the page around the log stays where it is. */
export function scrollTo(
  row: HTMLElement | undefined,
  { scroller }: ChatLog,
  where: 'middle' | 'nearest',
): void {
  if (!row || !scroller) return;
  const box = scroller.getBoundingClientRect();
  const { top, bottom } = row.getBoundingClientRect();
  const above = top - box.top;
  const below = bottom - box.bottom;
  if (where === 'middle') scroller.scrollTop += (above + below) / 2;
  else if (above < 0 || below > 0) scroller.scrollTop += above < 0 ? above : below;
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
